"""Thirty-two callers at once at the gate: each its own answer, an entry for each act, and few commits for them all."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep
from typing import Any

from sqlalchemy import Connection, event

from tests.gate.house import ANN, House
from troth.errors import NotFound, Refused
from troth.gate import Outcome

CALLERS = 32


@contextmanager
def _held(troth: House) -> Iterator[threading.Event]:
    """Every group that may run is held, so that who comes now is queued, until the event."""
    together, go_on = troth.database.together, threading.Event()
    begun = threading.Barrier(together.at_once + 1)

    def hold(_: Connection) -> None:
        begun.wait(30)
        assert go_on.wait(30)

    with ThreadPoolExecutor(together.at_once) as threads:
        for _ in range(together.at_once):
            threads.submit(together.run, hold)
        begun.wait(30)
        yield go_on


def _at_once(troth: House, *acts: Callable[[], Any]) -> list[Future[Any]]:
    """What came of acts that were all queued before the first began."""
    with _held(troth) as go_on, ThreadPoolExecutor(len(acts)) as threads:
        asked = [threads.submit(act) for act in acts]
        while troth.database.together.waiting < len(acts):
            sleep(0.001)
        go_on.set()
    return asked


@contextmanager
def _commits(troth: House) -> Iterator[list[None]]:
    counted: list[None] = []

    def count(_: Connection) -> None:
        counted.append(None)

    event.listen(troth.database.engine, "commit", count)
    yield counted
    event.remove(troth.database.engine, "commit", count)


def _known(troth: House, number: int) -> list[int]:
    return [troth.member(values={**ANN, "email": f"ann{n}@mail.example"}) for n in range(number)]


def test_thirty_two_uses_queued_together_share_a_commit_and_each_gets_its_own_value(troth: House) -> None:
    people = _known(troth, CALLERS)
    uses = [lambda p=p: troth.gate.use(troth.caller, p, ["email"], "support") for p in people]
    with _commits(troth) as counted:
        asked = _at_once(troth, *uses)
    done: list[Outcome] = [each.result() for each in asked]
    assert [each.values["email"] for each in done] == [f"ann{n}@mail.example" for n in range(CALLERS)]
    assert len(counted) - troth.database.together.at_once <= CALLERS / 20
    assert [[entry.act for entry in troth.entries(p)].count("use") for p in people] == [1] * CALLERS
    assert len({each.entry for each in done}) == CALLERS


def test_who_is_refused_or_not_there_disturbs_nobody_in_the_group(troth: House) -> None:
    *people, gone = _known(troth, 9)
    troth.told("erase", gone)
    uses = [lambda p=p: troth.gate.use(troth.caller, p, ["email"], "support") for p in people]
    sales = [lambda p=p: troth.gate.use(troth.caller, p, ["email"], "sale") for p in people]
    missing = [lambda: troth.gate.use(troth.caller, gone, ["email"], "support")] * 4
    asked = _at_once(troth, *uses, *sales, *missing)
    kinds = [type(each.exception()) for each in asked]
    assert kinds == [type(None)] * 8 + [Refused] * 8 + [NotFound] * 4
    for person in people:
        assert Counter(entry.act for entry in troth.entries(person))["refuse"] == 1
        assert Counter(entry.act for entry in troth.entries(person))["use"] == 1


def test_of_thirty_two_in_a_group_one_uses_the_once_only_ground(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann, once=True)
    disclose = [
        lambda: troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=order)
    ] * CALLERS
    asked = _at_once(troth, *disclose)
    assert sorted(type(each.exception()).__name__ for each in asked) == ["NoneType"] + ["Refused"] * (CALLERS - 1)
    assert Counter(entry.act for entry in troth.entries(ann))["disclose"] == 1


def test_acts_of_many_kinds_at_once_leave_store_and_ledger_in_agreement(troth: House) -> None:
    people = _known(troth, 4)
    acts: list[Callable[[], Any]] = []
    for number in range(200):
        person = people[number % 4]
        acts += [
            lambda p=person: troth.collects(p, {"order": {"goods": "lamp"}}, notice="order"),
            lambda p=person: troth.gate.use(troth.caller, p, ["contact"], "support"),
        ]
    with ThreadPoolExecutor(CALLERS) as threads:
        done = list(threads.map(lambda act: act(), acts))
    assert len({each.entry for each in done}) == len(acts)
    for person in people:
        assert troth.held(person).count("order") == 50
        acted = Counter(entry.act for entry in troth.entries(person))
        assert (acted["collect"], acted["use"]) == (51, 50)
    troth.ledger.integrate()
    report = troth.ledger.verify()
    assert (report.sound, report.waiting) == (True, 0)
