"""Two at once: neither sees half of the other, and nothing slips in behind an erasure."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.gate.house import ANN, ENTRY_ALONE, NOW, House
from tests.gate.test_erasure import rows_of
from troth.errors import KeyErased, NotFound, TrothError
from troth.gate import Act, Intake
from troth.language import Action


def together(*acts: Callable[[], object]) -> list[TrothError]:
    """Does all of them at the same moment; what they raised."""
    start, raised = threading.Barrier(len(acts)), list[TrothError]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except TrothError as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.parametrize("round_", range(3))
def test_who_collects_discloses_and_chooses_during_an_erasure_leaves_nothing_behind(troth: House, round_: int) -> None:
    ann = troth.member()
    order = troth.ordered(ann)
    acts: list[Callable[[], object]] = [
        lambda: troth.collects(ann, {"order": "lamp"}, notice="order"),
        lambda: troth.collects(ann, {"email": "new@mail.example"}, purpose="support"),
        lambda: troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=order),
        lambda: troth.told("choose", ann, "newsletters", "yes"),
        lambda: troth.gate.use(troth.caller, ann, ["contact"], "support"),
    ]
    acts.insert(round_ * 2, lambda: troth.told("erase", ann))
    raised = together(*acts)
    assert {type(error) for error in raised} <= {NotFound, KeyErased}
    left = set(rows_of(troth.database, ann)) - {"recipient_notice"}  # if the courier was first, it is told
    assert left == {*ENTRY_ALONE, "person_event"}
    troth.ledger.integrate()
    assert troth.ledger.verify().sound


def test_a_disclosure_that_was_under_way_goes_with_the_erasure(troth: House) -> None:
    """The disclosure is decided and recorded, not yet committed, when the erasure begins; it waits, and sees it."""
    ann = troth.member()
    act = Act(Action.DISCLOSE, ann, ("email",), "service-notice", to="inkwell")
    with troth.database.write() as tx:
        assert troth.gate.perform(tx, troth.caller, act).disclosure
        eraser = threading.Thread(target=lambda: troth.told("erase", ann))
        eraser.start()
        eraser.join(0.3)
        assert eraser.is_alive()
    eraser.join()
    assert set(rows_of(troth.database, ann)) == {*ENTRY_ALONE, "person_event", "recipient_notice"}


@pytest.mark.parametrize("held", [True, False])
def test_an_attribute_collected_by_eight_at_once_is_one(troth: House, held: bool) -> None:
    troth.member()
    ann = troth.member() if held else troth.someone()
    acts = [lambda n=n: troth.collects(ann, {"email": f"ann{n}@mail.example"}, purpose="support") for n in range(8)]
    assert together(*acts) == []
    assert troth.held(ann).count("email") == 1
    with troth.database.read() as tx:
        found = [n for n in range(8) if troth.vault.find(tx, "email", f"ann{n}@mail.example")]
    assert len(found) == 1
    assert [entry.act for entry in troth.entries(ann)].count("collect") == 8 + held


def test_a_no_of_one_thread_is_in_force_at_the_next_decision_of_another(troth: House) -> None:
    ann = troth.member()
    said, decided = threading.Barrier(2), threading.Barrier(2)
    permitted: list[bool] = []

    def decide() -> None:
        act = Act(Action.USE, ann, ("email",), "newsletters")
        for _ in range(10):
            said.wait()
            permitted.append(troth.gate.ask(troth.caller, act).permitted)
            decided.wait()

    other = threading.Thread(target=decide)
    other.start()
    for turn in range(10):
        troth.set(NOW.replace(second=turn))
        troth.told("choose", ann, "newsletters", "no" if turn % 2 else "yes")
        said.wait()
        decided.wait()
    other.join()
    assert permitted == [True, False] * 5


def test_a_restriction_is_never_overtaken(troth: House) -> None:
    """Once a restriction has committed, no use is permitted, whatever was running."""
    ann = troth.member()
    stop, late = threading.Event(), list[bool]()

    def use() -> None:
        act = Act(Action.USE, ann, ("email",), "support")
        while not stop.is_set():
            before = restricted.is_set()
            if troth.gate.ask(troth.caller, act).permitted:
                late.append(before)

    restricted = threading.Event()
    users = [threading.Thread(target=use) for _ in range(3)]
    for user in users:
        user.start()
    while not late:
        pass
    troth.told("restrict", ann)
    restricted.set()
    for _ in range(5):
        assert not troth.gate.ask(troth.caller, Act(Action.USE, ann, ("email",), "support")).permitted
    stop.set()
    for user in users:
        user.join()
    assert not any(late)


def test_people_are_made_and_collected_of_by_eight_threads_without_loss(troth: House) -> None:
    troth.member()
    made: list[int] = []

    def one() -> None:
        for _ in range(4):
            ann = troth.someone("registered")
            troth.gate.collect(troth.caller, Intake(ann, ANN, notice="sign-up"))
            made.append(ann)

    assert together(*[one] * 8) == []
    assert len(made) == 32
    assert all(troth.held(ann) == sorted(ANN) for ann in made)
    checkpoint = troth.ledger.integrate()
    assert troth.ledger.verify().sound
    assert checkpoint.size == len(troth.entries(None)) + 6 + 32 * 3
