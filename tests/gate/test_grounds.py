"""Grounds: what they cover, how long, and the once-only ones, which carry one act and no more."""

from __future__ import annotations

import threading

import pytest

from tests.gate.house import DAY, NOW, House, grown, rows
from troth.errors import NotFound, Refused, RequestError, TrothError
from troth.gate import Act, Outcome
from troth.language import Action
from troth.parties import disclosures
from troth.people import Proof, end_ground


def parcel(troth: House, person: int, ground: int) -> Outcome:
    return troth.gate.disclose(troth.caller, person, ["name"], "delivery", "swiftfoot", ground=ground)


def test_a_ground_covers_whom_it_names(troth: House) -> None:
    ann, bob = troth.member(), troth.member()
    order = troth.ordered(ann)
    assert parcel(troth, ann, order).values
    with pytest.raises(Refused) as refused:
        parcel(troth, bob, order)
    assert refused.value.answer.failed == {"Q19-parcel": ("ground: order",)}


@pytest.mark.parametrize(
    "less", [{"data": ["email"]}, {"data": []}, {"recipients": ["mail-house"]}, {"recipients": []}]
)
def test_a_ground_covers_the_data_and_recipients_it_names(troth: House, less: dict[str, list[str]]) -> None:
    ann = troth.member()
    with pytest.raises(Refused):
        parcel(troth, ann, troth.ordered(ann, **less))


def test_a_ground_of_another_kind_is_none(troth: House) -> None:
    ann = troth.member()
    with pytest.raises(Refused):
        parcel(troth, ann, troth.ordered(ann, "support-case"))


def test_a_ground_holds_from_its_start_up_to_its_end(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann, start=NOW + DAY, until=NOW + 3 * DAY)
    for days, permitted in ((0, False), (1, True), (2, True), (3, False)):
        troth.set(NOW + days * DAY)
        act = Act(Action.DISCLOSE, ann, ("name",), "delivery", to="swiftfoot", ground=order)
        assert troth.gate.ask(troth.caller, act).permitted is permitted


def test_a_ground_ended_early_carries_nothing_more(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann)
    assert parcel(troth, ann, order).values
    with troth.database.write() as tx:
        end_ground(tx, order, at=NOW, proof=Proof("a-lead", NOW))
    with pytest.raises(Refused):
        parcel(troth, ann, order)


def test_an_unknown_ground_is_not_found_even_where_none_is_needed(troth: House) -> None:
    with pytest.raises(NotFound):
        troth.gate.use(troth.caller, troth.member(), ["email"], "support", ground=404)


def test_only_a_change_of_the_company_covers_everyone(troth: House) -> None:
    scope = {"data": ["contact"], "recipients": ["successor"], "reference": "LM-9", "everyone": True}
    enter_successor = troth.told("ground", "corporate-change", **scope)
    assert enter_successor.everyone
    with pytest.raises(RequestError):
        troth.told("ground", "legal-order", **scope)


def test_a_once_only_ground_carries_one_act_and_the_next_is_refused_by_name(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann, once=True)
    assert parcel(troth, ann, order).values
    before = rows(troth.database)
    with pytest.raises(Refused) as refused:
        parcel(troth, ann, order)
    assert refused.value.answer.failed == {"Q19-parcel": ("ground: order",)}
    assert set(grown(before, troth.database)) == {"ledger_entry", "ledger_pending"}


def test_a_refusal_and_a_question_use_up_nothing(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann, once=True)
    with pytest.raises(Refused):
        troth.gate.disclose(troth.caller, ann, ["name", "email"], "delivery", "swiftfoot", ground=order)
    assert troth.gate.use(troth.caller, ann, ["name"], "support", ground=order).values  # needs no ground
    with pytest.raises(TrothError):
        troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "kindly", ground=order)
    act = Act(Action.DISCLOSE, ann, ("name",), "delivery", to="swiftfoot", ground=order)
    assert troth.gate.ask(troth.caller, act).permitted
    assert parcel(troth, ann, order).values


def test_an_act_that_is_rolled_back_has_used_up_nothing(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann, once=True)
    act = Act(Action.DISCLOSE, ann, ("name",), "delivery", to="swiftfoot", ground=order)
    assert troth.undone(lambda tx: troth.gate.perform(tx, troth.caller, act)).refusal is None
    assert parcel(troth, ann, order).values


def test_of_sixteen_at_once_a_once_only_ground_carries_exactly_one(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann, once=True)
    before = rows(troth.database)
    start, outcomes = threading.Barrier(16), list[bool]()

    def attempt() -> None:
        start.wait()
        try:
            outcomes.append(bool(parcel(troth, ann, order).values))
        except Refused as refused:
            outcomes.append(refused.answer.permitted)

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 15 + [True]
    changed = grown(before, troth.database)
    assert changed == {"ledger_entry": 16, "ledger_pending": 16, "disclosure": 1, "ground_use": 1}
    with troth.database.read() as tx:
        assert len(disclosures(tx, ann)) == 1
    assert [entry.act for entry in troth.entries(ann)].count("disclose") == 1
