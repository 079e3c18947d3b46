"""Many acts together come out as each of them alone, and are recorded one by one."""

from __future__ import annotations

import pytest

from tests.gate.house import House, newest
from troth.errors import NotFound, Refused
from troth.gate import Act, Intake, Outcome
from troth.language import Action

EMAIL = ("email",)


def used(troth: House, *people: int, purpose: str = "account-management", **more: object) -> list[Outcome]:
    acts = [Act(Action.USE, person, EMAIL, purpose, **more) for person in people]  # type: ignore[arg-type]
    with troth.database.write() as tx:
        return troth.gate.perform_many(tx, troth.caller, acts)


def taken(troth: House, *intakes: Intake) -> list[Outcome]:
    with troth.database.write() as tx:
        return troth.gate.take_many(tx, troth.caller, intakes)


def test_each_gets_their_own_values_and_their_own_entry(troth: House) -> None:
    ann, bob = troth.member(), troth.member(values={"email": "bob@mail.example"})
    outcomes = used(troth, ann, bob, ann)
    addresses = [outcome.unwrap().values["email"] for outcome in outcomes]
    assert addresses == ["ann@mail.example", "bob@mail.example", "ann@mail.example"]
    assert len({outcome.entry for outcome in outcomes}) == 3
    assert newest(troth.entries(bob))[0] == "use"
    assert troth.entries(ann)[-1] == troth.entries(ann)[-2]


def test_who_chose_otherwise_is_refused_alone_and_that_is_recorded(troth: House) -> None:
    ann, bob = troth.member(), troth.member()
    troth.told("restrict", bob)
    alone = troth.undone(lambda tx: troth.gate.perform(tx, troth.caller, Act(Action.USE, bob, EMAIL, "support")))
    permitted, refused = used(troth, ann, bob, purpose="support")
    assert permitted.values == {"email": "ann@mail.example"}
    assert (refused.answer, refused.held) == (alone.answer, ())
    assert isinstance(refused.refusal, Refused)
    assert refused.refusal.entry == refused.entry
    assert newest(troth.entries(bob))[0] == "refuse"


def test_an_act_on_a_ground_is_done_among_the_others(troth: House) -> None:
    ann, bob = troth.member(), troth.member()
    order = troth.ordered(ann, "legal-order")
    outcomes = used(troth, ann, ground=order) + used(troth, bob)
    assert [outcome.values["email"] for outcome in outcomes] == ["ann@mail.example"] * 2


def test_one_who_is_not_there_stops_all(troth: House) -> None:
    ann, bob = troth.member(), troth.member()
    troth.told("erase", bob)
    before = troth.entries(ann)
    with pytest.raises(NotFound):
        used(troth, ann, bob)
    assert troth.entries(ann) == before


def test_values_of_many_are_taken_in_and_read_back(troth: House) -> None:
    ann, bob = troth.member(), troth.member()
    values = {"order": "a lamp", "billing-address": {"street": "1 Tea Hill"}}
    outcomes = taken(troth, *(Intake(person, values, notice="order") for person in (ann, bob)))
    assert all(set(outcome.unwrap().items) == set(values) for outcome in outcomes)
    assert {"order", "billing-address"} <= set(troth.held(ann)) & set(troth.held(bob))
    assert newest(troth.entries(bob))[0] == "collect"


def test_what_replaces_or_is_found_by_look_up_is_taken_in_too(troth: House) -> None:
    ann, bob = troth.member(), troth.member()
    taken(
        troth,
        Intake(ann, {"email": "new@mail.example"}, purpose="support"),
        Intake(bob, {"order": "a lamp"}, notice="order"),
    )
    assert troth.held(ann).count("email") == 1
    with troth.database.read() as tx:
        assert troth.vault.find(tx, "email", "new@mail.example") == {ann}


def test_what_is_refused_is_not_kept_and_the_others_are(troth: House) -> None:
    ann, bob = troth.member(), troth.member()
    refused, kept = taken(
        troth,
        Intake(ann, {"health": "well"}, purpose="support"),
        Intake(bob, {"order": "a lamp"}, notice="order"),
    )
    assert refused.refusal is not None
    assert "health" not in troth.held(ann)
    assert kept.unwrap().items.keys() == {"order"}
    assert newest(troth.entries(ann))[0] == "refuse"


def test_each_of_many_is_at_its_own_property(troth: House) -> None:
    nobody = troth.someone()
    for place, reason in (("lantern.example", None), ("elsewhere.example", "out-of-scope")):
        (one,) = taken(troth, Intake(nobody, {"click": "x"}, purpose="statistics", source="device", property=place))
        (other,) = used(troth, nobody, purpose="support", property=place)
        assert (one.answer.reason, other.answer.reason) == (reason, reason), place


def test_a_ground_that_is_good_once_carries_one_of_many(troth: House) -> None:
    ann = troth.member()
    troth.told("restrict", ann)
    order = troth.ordered(ann, "legal-order", once=True)
    assert [outcome.answer.permitted for outcome in used(troth, ann, ann, ground=order)] == [True, False]
