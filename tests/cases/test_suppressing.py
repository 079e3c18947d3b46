"""Who said no is not reached again through an address that another gave, and nothing of them is kept for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.calling import COLLECT, OFFER, SUPPRESS, USED, small, someone, told
from tests.gate.house import NOW, House
from troth.app import Troth
from troth.controls.intruder import store as intruder
from troth.errors import Refused, Suppressed
from troth.gate.suppressing import store
from troth.people import person_ref
from troth.vault.rotation import renew_index

CLAUSES = (COLLECT, USED, OFFER, SUPPRESS)
TOPIC, KIM = "direct-marketing", "kim@mail.example"


def rows(troth: Troth) -> list[dict[str, object]]:
    with troth.database.read() as tx:
        return [dict(row) for row in intruder.rows(tx, "suppression")]


def kept_out(troth: Troth, email: str = KIM) -> bool:
    try:
        someone(troth, email, source="third-party")
    except Suppressed:
        return True
    return False


def test_a_lead_who_says_no_is_not_taken_in_again(tmp_path: Path) -> None:
    with small(tmp_path, *CLAUSES) as troth:
        told(troth, "choose", someone(troth, KIM, source="third-party"), TOPIC, "no")
        assert kept_out(troth, " KIM@Mail.Example")
        assert not kept_out(troth, "ann@mail.example")
        someone(troth, KIM)  # they give it themselves


def test_nothing_but_a_digest_outlasts_them(tmp_path: Path) -> None:
    with small(tmp_path, *CLAUSES) as troth:
        kim = someone(troth, KIM, source="third-party")
        told(troth, "choose", kim, TOPIC, "no")
        told(troth, "erase", kim)
        (row,) = rows(troth)
        assert set(row) == {"digest", "kind", "topic", "channel", "realm", "at"}
        stored = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
        assert b"suppression" in stored
        assert KIM.encode() not in stored
        assert kept_out(troth)


def test_who_has_the_address_by_way_of_another_has_said_no_too(tmp_path: Path) -> None:
    with small(tmp_path, *CLAUSES) as troth:
        bought, own = someone(troth, KIM, source="third-party"), someone(troth, KIM)
        other = someone(troth, "ann@mail.example", source="third-party")
        told(troth, "choose", own, TOPIC, "no")
        for person in (own, bought):
            with pytest.raises(Refused):
                troth.gate.use(troth.caller, person, ["email"], TOPIC)
        assert troth.gate.use(troth.caller, other, ["email"], TOPIC).held


def test_an_address_learned_of_who_said_no_is_remembered(tmp_path: Path) -> None:
    with small(tmp_path, *CLAUSES) as troth:
        kim = told(troth, "person").id
        told(troth, "choose", kim, TOPIC, "no")
        troth.collect(person_ref(kim), {"email": KIM}, purpose=TOPIC)
        assert kept_out(troth)


def test_a_yes_ends_it(tmp_path: Path) -> None:
    with small(tmp_path, *CLAUSES) as troth:
        kim = someone(troth, KIM)
        told(troth, "choose", kim, TOPIC, "no")
        assert kept_out(troth)
        told(troth, "choose", kim, TOPIC, "yes")
        assert (rows(troth), kept_out(troth)) == ([], False)


def test_it_outlasts_a_new_key_of_the_index(tmp_path: Path) -> None:
    with small(tmp_path, *CLAUSES) as troth:
        told(troth, "choose", someone(troth, KIM), TOPIC, "no")
        for _ in range(2):
            renew_index(troth.database, troth.vault)
        assert kept_out(troth)


def test_without_a_clause_nobody_is_remembered(tmp_path: Path) -> None:
    with small(tmp_path, COLLECT, USED, OFFER) as troth:
        told(troth, "choose", someone(troth, KIM), TOPIC, "no")
        assert (rows(troth), kept_out(troth)) == ([], False)


def test_a_digest_is_kept_once_and_for_its_realm_on_each_database(troth: House) -> None:
    with troth.database.write() as tx:
        places = [("email", troth.vault.lasting_digest(tx, "email", KIM))]
        for channel in ("", "email", "email"):
            store.add(tx, places, TOPIC, channel, "live", NOW)
        assert (store.there(tx, places, "live"), store.there(tx, places, "drill")) == (True, False)
        store.remove(tx, places, TOPIC, "email", "live")
        assert store.there(tx, places, "live")
        store.remove(tx, places, TOPIC, "", "live")
        assert not store.there(tx, places, "live")
