"""The sweep of everyone: what is over goes, what is held stays and is set apart, and the ledger says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.gate.house import ANN, DAY, NOW, House
from troth import people
from troth.errors import Refused
from troth.gate import Act
from troth.language import Action
from troth.ledger.checkpoint import open_note
from troth.vault import Collection

WHY = {"reference": "LM-12/2014", "reason": "a claim about a parcel"}


def close(troth: House, person: int) -> None:
    """A day later: at one instant opened and closed would be neither."""
    troth.set(NOW + DAY)
    troth.told("fact", person, "account-open", False)


def test_who_closed_their_account_goes_whole_and_nobody_else(troth: House) -> None:
    ann, bob = troth.member(), troth.member(values={**ANN, "email": "bob@mail.example"})
    close(troth, ann)
    troth.set(NOW + 91 * DAY - timedelta(seconds=1))
    assert troth.lifetimes.sweep_all(troth.database).people == 0
    troth.set(NOW + 91 * DAY)
    seen: list[tuple[str, int, int]] = []
    swept = troth.lifetimes.sweep_all(troth.database, lambda *told: seen.append(told))
    assert (swept.people, swept.items, swept.erased) == (1, 4, 1)
    assert swept.clauses == {"lantern-market#Q37": 4}
    assert seen == [("people", 1, 1)]
    assert (troth.held(ann), len(troth.held(bob))) == ([], 4)
    assert troth.lifetimes.log.states()[ann][0] == "done"
    assert troth.lifetimes.sweep_all(troth.database).to_json() == {
        "people": 0, "items": 0, "erased": 0, "held": 0, "unknown": 0, "clauses": {},
    }  # fmt: skip
    assert troth.ledger.verify().sound


def test_what_is_over_by_age_goes_of_who_stays(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        number = troth.vault.record_collection(tx, ann, Collection("lantern-market", "2014-01", "device", NOW))
        troth.vault.put(tx, ann, "ip-address", "192.0.2.1", collection=number)
    troth.set(NOW + 180 * DAY)
    swept = troth.lifetimes.sweep_all(troth.database)
    assert (swept.items, swept.clauses) == (1, {"lantern-market#Q37-logs": 1})
    assert "ip-address" not in troth.held(ann)
    entry = troth.entries(ann)[-1]
    told = {name: entry.details[name] for name in ("clauses", "data", "items", "left")}
    assert (entry.act, told) == ("erase", {"clauses": ["Q37-logs"], "data": ["ip-address"], "items": 1, "left": 0})


def test_what_is_over_and_held_is_set_apart_until_the_hold_ends(troth: House) -> None:
    ann = troth.member()
    hold = troth.told("hold", ann, "dispute", ["email"], **WHY)
    close(troth, ann)
    troth.set(NOW + 91 * DAY)
    swept = troth.lifetimes.sweep_all(troth.database)
    assert (swept.items, swept.held, swept.erased) == (3, 1, 0)
    assert troth.held(ann) == ["email"]
    answer = troth.gate.ask(troth.caller, Act(Action.USE, ann, ("email",), "account-management"))
    assert answer.reason is not None
    assert answer.reason.value == "restricted"
    assert troth.lifetimes.sweep_all(troth.database).items == 0
    troth.told("release", hold.id, reason="settled")
    assert troth.lifetimes.sweep_all(troth.database).erased == 1


def test_a_hold_that_ends_by_itself_holds_no_longer(troth: House) -> None:
    ann = troth.member()
    troth.told("hold", ann, "legal-obligation", ["contact"], until=NOW + 100 * DAY, **WHY)
    close(troth, ann)
    troth.set(NOW + 100 * DAY - timedelta(seconds=1))
    assert troth.lifetimes.sweep_all(troth.database).held == 3
    troth.set(NOW + 100 * DAY)
    assert troth.lifetimes.sweep_all(troth.database).erased == 1


def test_an_erasure_that_was_kept_from_its_end_is_finished_and_certified(troth: House) -> None:
    ann = troth.member()
    hold = troth.told("hold", ann, "agreement", ["email"], **WHY)
    found = troth.told("erase", ann)
    assert not found.complete
    assert [(kept.category, kept.count) for kept in found.kept] == [("email", 1)]
    assert open_note(found.note, troth.ledger.vkey) == found.text()
    assert troth.lifetimes.log.states()[ann][0] == "partly"
    assert troth.lifetimes.sweep_all(troth.database).held == 1
    troth.told("release", hold.id, reason="over")
    assert troth.lifetimes.sweep_all(troth.database).erased == 1
    with troth.database.read() as tx:
        assert [event.kind for event in people.events(tx, ann)] == ["restriction", "erased"]


def test_who_asked_to_be_erased_gives_nothing_new(troth: House) -> None:
    ann = troth.member()
    troth.told("hold", ann, "dispute", ["email"], **WHY)
    troth.told("erase", ann)
    with pytest.raises(Refused, match="restricted"):
        troth.collects(ann, {"name": "Ann"}, purpose="account-management")
    assert troth.held(ann) == ["email"]


def test_drill_people_live_in_other_times_and_are_not_swept_with_the_rest(troth: House) -> None:
    guest = troth.someone("account-open", realm="drill")
    close(troth, guest)
    troth.set(NOW + 91 * DAY)
    assert troth.lifetimes.sweep_all(troth.database).people == 0
    assert troth.told("sweep", guest).erased == 1
