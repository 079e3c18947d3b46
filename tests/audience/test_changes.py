"""What changes is seen at the next question: here, in another process, committed late, or after a gap."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.audience import Question, store
from troth.db import Connection, Database
from troth.language import Action
from troth.people import Event, Proof, append, erase_person, make_person, parse_person_ref, person_ref
from troth.vault import Collection, MasterKeys, Vault

EXAMPLE = Path(__file__).parents[2] / "examples" / "lantern-market"
NEWS = Question(Action.USE, ("email",), "newsletters", "email")
NOW = datetime(2014, 6, 1, 12, tzinfo=UTC)
PROOF = Proof("a-staff", NOW)
CHOOSES = """
import sys
from pathlib import Path
from troth.app import Troth
with Troth.open(Path(sys.argv[1]), **({"database": sys.argv[3]} if sys.argv[3] else {})) as troth:
    troth.choose(sys.argv[2], "newsletters", "yes")
"""


@pytest.fixture
def troth(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Troth]:
    """A deployment on each database, its clock in June 2014."""
    settings = {}
    if database_url.startswith("postgresql"):
        server: PostgresServer = request.getfixturevalue("postgres_server")
        settings["database"] = server.create(f"audience_{secrets.token_hex(4)}")
    with Troth.create(tmp_path / "house", [EXAMPLE], clock=DemoClock(NOW), **settings) as made:
        yield made


def with_email(troth: Troth) -> str:
    person = troth.person()
    troth.collect(person, {"email": "ann@mail.example"}, purpose="support")
    return person


def set_clock(troth: Troth, at: datetime) -> None:
    clock = troth.clock
    assert isinstance(clock, DemoClock)
    clock.set(at)


def reached(troth: Troth) -> list[str]:
    return sorted(troth.audiences.look(NEWS, "ids").refs())


def test_each_act_is_seen_at_the_next_question(troth: Troth) -> None:
    assert reached(troth) == []
    ann, bob = sorted((with_email(troth), with_email(troth)))
    for person in (ann, bob):
        troth.choose(person, "newsletters", "yes")
    assert reached(troth) == [ann, bob]
    troth.choose(bob, "newsletters", "no", channel="email")
    assert reached(troth) == [ann]
    with troth.database.write() as tx:
        troth.tell.erase(tx, troth.caller, parse_person_ref(ann))
    assert reached(troth) == []
    assert troth.audiences.look(NEWS).tally.among == 1


def test_what_another_process_does_is_seen(troth: Troth) -> None:
    ann = with_email(troth)
    assert reached(troth) == []
    place = troth.database.address if troth.database.dialect == "postgresql" else ""
    folder = str(troth.settings.folder)
    subprocess.run([sys.executable, "-c", CHOOSES, folder, ann, place], check=True)
    set_clock(troth, datetime.now(UTC))  #  the other process went by the real clock
    assert reached(troth) == [ann]


def test_a_drill_person_is_in_no_audience(troth: Troth) -> None:
    with troth.database.write() as tx:
        person = troth.tell.person(tx, troth.caller, realm="drill")
    with_email(troth)
    troth.collect(person_ref(person.id), {"email": "drill@mail.example"}, purpose="support")
    troth.choose(person_ref(person.id), "newsletters", "yes")
    assert reached(troth) == []
    assert troth.audiences.look(NEWS).tally.among == 1


def test_a_restriction_ends_by_itself(troth: Troth) -> None:
    ann = with_email(troth)
    troth.choose(ann, "newsletters", "yes")
    with troth.database.write() as tx:
        until = NOW + timedelta(days=3)
        troth.tell.restrict(tx, troth.caller, parse_person_ref(ann), purposes=["newsletters"], until=until)
    assert reached(troth) == []
    set_clock(troth, until - timedelta(seconds=1))
    assert reached(troth) == []
    set_clock(troth, until)
    assert reached(troth) == [ann]
    set_clock(troth, NOW + timedelta(hours=1))  #  and a clock that is put back
    assert reached(troth) == []


def test_a_transaction_that_commits_late_is_not_missed(postgres_url: str) -> None:
    """On PostgreSQL a later transaction may be seen first: numbers are no order of commits."""
    database = Database.open(postgres_url)
    database.migrate()
    with database.write() as tx:
        early, late = (make_person(tx, at=NOW).id for _ in range(2))
    with database.read() as tx:
        mark = store.mark(tx)
    with database.write() as slow:
        append(slow, early, Event("fact", NOW, PROOF, about="adult", value="true"))
        with database.write() as tx:
            append(tx, late, Event("fact", NOW, PROOF, about="adult", value="true"))
        with database.read() as tx:
            first = store.changed(tx, mark)
    with database.read() as tx:
        second = store.changed(tx, first.mark)
    database.close()
    assert {who for _, who in first.rows} == {late}
    assert early in {who for _, who in second.rows}


def test_who_missed_changes_that_were_taken_away_is_told(database: Database) -> None:
    with database.write() as tx:
        person = make_person(tx, at=NOW).id
    with database.read() as tx:
        before = store.mark(tx)
    for _ in range(5):
        with database.write() as tx:
            append(tx, person, Event("fact", NOW, PROOF, about="adult", value="true"))
    with database.write() as tx:
        assert store.trim(tx, keep=2) == 3
    with database.read() as tx:
        assert store.changed(tx, before).gap
        assert not store.changed(tx, store.mark(tx)).gap


def test_an_erasure_and_a_value_that_goes_are_changes_too(database: Database) -> None:
    vault = Vault(MasterKeys.generate())
    with database.write() as tx:
        person = make_person(tx, at=NOW).id
        vault.open_person(tx, person)
        number = vault.record_collection(tx, person, Collection("shop", "1", "person", NOW))
        item = vault.put(tx, person, "email", "ann@mail.example", collection=number)
    marks = []
    acts: list[Callable[[Connection], object]] = [
        lambda tx: vault.delete_item(tx, person, item),
        lambda tx: erase_person(tx, person, at=NOW, proof=PROOF),
    ]
    for act in acts:
        with database.read() as tx:
            marks.append(store.mark(tx))
        with database.write() as tx:
            act(tx)
        with database.read() as tx:
            assert person in {who for _, who in store.changed(tx, marks[-1]).rows}
