"""The demo: the same month each time, every act of it through the gate, and nobody's real data in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.gate.house import EXAMPLE, rows
from troth.app import Troth
from troth.app.demo import invitation, make
from troth.app.demo.invention import invented
from troth.app.demo.script import Script
from troth.errors import SettingsError
from troth.ledger import Entry
from troth.people import list_people
from troth.vault import Kind, givers

PEOPLE = 30
SCRIPT = Script.read(EXAMPLE)


def lived(folder: Path) -> Troth:
    return make(folder, EXAMPLE, PEOPLE, lambda *_: None)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troth]:
    with lived(tmp_path_factory.mktemp("demo") / "store") as troth:
        yield troth


def everyone(troth: Troth) -> list[int]:
    with troth.database.read() as tx:
        return [person.id for person in list_people(tx, limit=1000)]


def entries(troth: Troth) -> list[Entry]:
    with troth.database.read() as tx:
        found = [troth.ledger.entries_of(tx, person, limit=10_000) for person in (None, *everyone(troth))]
    return [each.entry for some in found for each in some if each.entry is not None]


def told_of(troth: Troth) -> int:
    """Of how many somebody told us."""
    with troth.database.read() as tx:
        return sum(bool(givers.given_of(tx, person)) for person in everyone(troth))


def test_as_many_people_as_asked_for_and_all_of_the_demo(demo: Troth) -> None:
    with demo.database.read() as tx:
        people = list_people(tx)
    assert {person.realm for person in people} == {"demo"}
    assert len(people) == PEOPLE + told_of(demo) > PEOPLE


def test_it_is_the_same_each_time(demo: Troth, tmp_path: Path) -> None:
    with lived(tmp_path / "again") as again:
        assert rows(again.database) == rows(demo.database)
        assert Counter(entry.act for entry in entries(again)) == Counter(entry.act for entry in entries(demo))


def test_every_act_is_in_the_ledger_and_the_ledger_verifies(demo: Troth) -> None:
    report = demo.ledger.verify()
    assert report.sound
    acts, counted = Counter(entry.act for entry in entries(demo)), rows(demo.database)
    assert report.entries == report.opened == sum(acts.values())
    assert acts["person"] == PEOPLE + told_of(demo)
    assert (acts["disclose"], acts["ground"]) == (counted["disclosure"], counted["ground"])
    assert acts["collect"] == counted["collection"]  # no scene takes the place of all that another collected


def test_a_scene_of_each_kind_is_played(tmp_path: Path) -> None:
    with make(tmp_path / "more", EXAMPLE, 200, lambda *_: None) as troth:
        found = entries(troth)
    for scene in SCRIPT.scenes:
        purposes = {scene.purpose, None} if scene.purpose else {None}
        played = [
            entry.details.get("reason", "permitted")
            for entry in found
            if entry.details.get("action") == scene.act
            and entry.details["data"] == sorted(scene.data)
            and (entry.details["purpose"] in purposes or None in purposes)
            and entry.details.get("recipient") == scene.to
        ]
        assert played, scene.name


def test_the_greedy_are_refused_and_the_modest_served(tmp_path: Path) -> None:
    with make(tmp_path / "more", EXAMPLE, 200, lambda *_: None) as troth:
        found = [entry.details for entry in entries(troth) if entry.act == "refuse"]
        sent = [entry.details for entry in entries(troth) if entry.act == "disclose"]
    assert {(d["recipient"], d["reason"]) for d in found if d["action"] == "disclose"} == {
        ("swiftfoot", "undisclosed"), ("paddlewheel", "forbidden"), ("brightside", "forbidden"),
    }  # fmt: skip
    assert {d["recipient"] for d in sent} == {"swiftfoot", "coinbridge"}


def test_the_values_are_nobodys(demo: Troth) -> None:
    known = {
        "email": r"[a-z]+\.[a-z]+\.\d+@mail\.example",
        "phone": r"\+44 20 7946 0\d{3}",  # kept free for stories (Ofcom)
        "payment-card": r"4242 4242 4242 4242",
        "name": r"[A-Z][a-z]+ [A-Z][a-z]+",
    }
    with demo.database.read() as tx:
        for item in (item for person in everyone(demo) for item in demo.vault.get(tx, person)):
            if item.category in known and item.kind is not Kind.CREDENTIAL:
                value = item.value.open()
                assert re.fullmatch(known[item.category], value["number"] if isinstance(value, dict) else value)


@pytest.mark.parametrize("number", [0, 999, 1000, 12_345, 10**6])
def test_invented_telephone_numbers_stay_in_the_range_kept_free(number: int) -> None:
    assert re.fullmatch(r"\+44 20 7946 0\d{3}", invented("phone", number, Random(1)))


def test_its_clock_runs_on_from_the_end_of_the_month(demo: Troth) -> None:
    first, second = demo.clock(), demo.clock()
    assert SCRIPT.start < first <= second
    assert first.strftime("%Y-%m") in ("2014-02", "2014-03")


def test_the_invitation_says_where_it_is_up(demo: Troth) -> None:
    told = invitation(demo, "http://127.0.0.1:8463", "http://127.0.0.1:8463/in")
    assert "lantern-market is up at http://127.0.0.1:8463 " in told


def test_a_folder_without_a_script_is_no_example(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"life.yaml cannot be read"):
        Script.read(tmp_path)
