"""Credentials: kept so that they can be verified, and never read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.gate.house import ANN, ENTRY_ALONE, NOW, House, grown, newest, rows
from troth.errors import NotFound, Refused, TooManyTries

PIN = "271828"


@pytest.fixture
def ann(troth: House) -> int:
    person = troth.member()
    troth.collects(person, {"member-pin": PIN}, notice="choose-pin")
    return person


def test_a_credential_is_verified_and_that_is_recorded(troth: House, ann: int) -> None:
    before = rows(troth.database)
    assert troth.gate.verify(troth.caller, ann, "member-pin", PIN)
    assert not troth.gate.verify(troth.caller, ann, "member-pin", "000000")
    entries = {name: 2 * count for name, count in ENTRY_ALONE.items()}
    assert grown(before, troth.database) == entries | {"person_event": 1}  # the wrong one
    assert newest(troth.entries(ann)) == ("verify", {"data": ["member-pin"], "actor": "in-process"})


def test_a_new_one_takes_the_place_of_the_old(troth: House, ann: int) -> None:
    troth.collects(ann, {"member-pin": "314159"}, notice="choose-pin")
    assert troth.held(ann).count("member-pin") == 1
    assert not troth.gate.verify(troth.caller, ann, "member-pin", PIN)
    assert troth.gate.verify(troth.caller, ann, "member-pin", "314159")


@pytest.mark.parametrize("term", ["member-pin", "pin", "credential"])
def test_no_act_gives_it_out(troth: House, ann: int, term: str) -> None:
    tried: list[tuple[str, dict[str, str]]] = [
        ("use", {"purpose": "authentication"}),
        ("disclose", {"purpose": "legal-process", "to": "harbour-police"}),
        ("publish", {"purpose": "community", "to": "public"}),
        ("link", {"purpose": "statistics", "other": "email"}),
    ]
    for verb, more in tried:
        with pytest.raises(Refused) as refused:
            getattr(troth.gate, verb)(troth.caller, ann, [term], **more)
        assert "Q05-closed" in refused.value.answer.clauses


def test_it_is_in_no_group(troth: House, ann: int) -> None:
    claim = troth.ordered(ann, "legal-claim")
    for group in (["identity", "contact"], ["data"]):
        done = troth.gate.use(troth.caller, ann, group, "legal-claims", ground=claim)
        assert sorted(done.values) == sorted(ANN)


def test_nor_on_the_other_side_of_a_link(troth: House, ann: int) -> None:
    troth.collects(ann, {"click": "lamp"}, purpose="statistics", source="device")
    for other in ("credential", "data"):
        with pytest.raises(Refused):
            troth.gate.link(troth.caller, ann, ["click"], other, "fitting-pages")


def test_who_has_none_gets_the_same_no(troth: House) -> None:
    bob = troth.member()
    assert not troth.gate.verify(troth.caller, bob, "member-pin", PIN)
    assert newest(troth.entries(bob))[0] == "verify"


@pytest.mark.parametrize("candidate", ["", "\ud800", "\x00", "9" * 10_000])
def test_a_strange_candidate_is_a_wrong_one(troth: House, ann: int, candidate: str) -> None:
    assert not troth.gate.verify(troth.caller, ann, "member-pin", candidate)


def test_a_person_who_is_not_there_is_not_found(troth: House, ann: int) -> None:
    troth.told("erase", ann)
    for person in (ann, 404):
        before = rows(troth.database)
        with pytest.raises(NotFound):
            troth.gate.verify(troth.caller, person, "member-pin", PIN)
        assert grown(before, troth.database) == {}


def test_what_is_no_credential_cannot_be_verified_into_the_open(troth: House, ann: int) -> None:
    assert not troth.gate.verify(troth.caller, ann, "email", "ann@mail.example")


def test_after_five_wrong_tries_none_is_looked_at_for_a_while(troth: House, ann: int) -> None:
    for guess in range(5):
        assert not troth.gate.verify(troth.caller, ann, "member-pin", f"{guess}")
    for _ in range(2):
        with pytest.raises(TooManyTries, match="5 wrong tries within 15 minutes"):
            troth.gate.verify(troth.caller, ann, "member-pin", PIN)
    assert newest(troth.entries(ann))[1]["reason"] == "too-many-tries"
    troth.set(NOW + timedelta(minutes=15))
    assert troth.gate.verify(troth.caller, ann, "member-pin", PIN)


def test_a_right_one_in_between_clears_nothing(troth: House, ann: int) -> None:
    for guess in range(5):
        troth.gate.verify(troth.caller, ann, "member-pin", f"{guess}")
        if guess < 4:
            assert troth.gate.verify(troth.caller, ann, "member-pin", PIN)
    with pytest.raises(TooManyTries):
        troth.gate.verify(troth.caller, ann, "member-pin", PIN)


def test_who_is_not_there_is_not_found_however_often(troth: House) -> None:
    for _ in range(7):
        with pytest.raises(NotFound):
            troth.gate.verify(troth.caller, 404, "member-pin", PIN)


def test_guesses_at_one_moment_are_counted_one_after_the_other(troth: House, ann: int) -> None:
    def guess(number: int) -> bool:
        try:
            return troth.gate.verify(troth.caller, ann, "member-pin", f"{number}")
        except TooManyTries:
            return True

    with ThreadPoolExecutor(8) as pool:
        refused = list(pool.map(guess, range(12)))
    assert refused.count(False) == 5


def test_a_word_of_no_policy_is_not_noted(troth: House, ann: int) -> None:
    before = rows(troth.database)
    assert not troth.gate.verify(troth.caller, ann, "ann@mail.example", PIN)
    assert grown(before, troth.database) == ENTRY_ALONE
