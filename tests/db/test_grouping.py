"""Group commit: one commit for all who wait, each act whole or not at all, nobody's act lost or doubled."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from troth.db import Connection, Database
from troth.db.grouping import Together
from troth.errors import NotFound, Unavailable

PARENTS = "CREATE TABLE trunk (n integer PRIMARY KEY)"
LEAVES = """CREATE TABLE leaf (n integer NOT NULL CHECK (n >= 0),
    trunk integer REFERENCES trunk (n) DEFERRABLE INITIALLY DEFERRED)"""
Act = Callable[[Connection], Any]


def in_a_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine in a thread of its own: this one may have a loop, of the browser that other tests use."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture
def leaf(database: Database) -> Iterator[Database]:
    """A store with an empty table `leaf`; whether its `trunk` is there is looked at when it commits."""
    with database.write() as tx:
        tx.execute(text(PARENTS))
        tx.execute(text(LEAVES))
    yield database
    with database.write() as tx:
        tx.execute(text("DROP TABLE leaf"))
        tx.execute(text("DROP TABLE trunk"))


@pytest.fixture
def one(leaf: Database) -> Iterator[Together]:
    """One group at a time, on either database."""
    made = Together(leaf.write)
    yield made
    made.close()


def grow(number: int, trunk: int | None = None) -> Act:
    def do(tx: Connection) -> int:
        tx.execute(text("INSERT INTO leaf VALUES (:n, :trunk)"), {"n": number, "trunk": trunk})
        return number * 10

    return do


def grow_and(number: int, fail: Exception | type[BaseException]) -> Act:
    def do(tx: Connection) -> None:
        grow(number)(tx)
        raise fail

    return do


def leaves(database: Database) -> list[int]:
    with database.read() as tx:
        return sorted(tx.execute(text("SELECT n FROM leaf")).scalars())


@contextmanager
def commits(database: Database) -> Iterator[list[None]]:
    """Grows by one at each commit."""
    counted: list[None] = []

    def count(_: Connection) -> None:
        counted.append(None)

    event.listen(database.engine, "commit", count)
    yield counted
    event.remove(database.engine, "commit", count)


def queued(together: Together, *acts: Act) -> list[Future[Any]]:
    """What came of acts that were all queued before the first group was over."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        assert go_on.wait(30)

    with ThreadPoolExecutor(len(acts) + 1) as threads:
        threads.submit(together.run, hold)
        assert begun.wait(30)
        asked = []
        for number, act in enumerate(acts):
            asked.append(threads.submit(together.run, act))
            while together.waiting <= number:
                sleep(0.001)
        go_on.set()
    return asked


def test_sixty_who_wait_share_one_commit(leaf: Database, one: Together) -> None:
    with commits(leaf) as counted:
        asked = queued(one, *map(grow, range(100, 160)))
    assert [each.result() for each in asked] == [n * 10 for n in range(100, 160)]
    assert leaves(leaf) == list(range(100, 160))
    assert len(counted) == 1  # with the one that they waited for: they joined it


def test_a_group_has_its_bound(leaf: Database) -> None:
    with commits(leaf) as counted:
        queued(Together(leaf.write, most=4), *map(grow, range(10)))
    assert (len(counted), len(leaves(leaf))) == (3, 10)  # eleven with the one that they waited for


def test_an_act_that_fails_after_a_write_fails_alone_and_leaves_nothing(leaf: Database, one: Together) -> None:
    with commits(leaf) as counted:
        asked = queued(one, grow(1), grow_and(2, NotFound("no such leaf")), grow(3))
    assert (asked[0].result(), asked[2].result()) == (10, 30)
    with pytest.raises(NotFound, match="no such leaf"):
        asked[1].result()
    assert (leaves(leaf), len(counted)) == ([1, 3], 1)


@pytest.mark.parametrize("unforeseen", [grow_and(2, ZeroDivisionError), grow(-2)])
def test_after_what_nobody_foresaw_each_act_is_done_once_alone(leaf: Database, one: Together, unforeseen: Act) -> None:
    asked = queued(one, grow(1), unforeseen, grow(3), grow_and(4, NotFound("gone")))
    assert (asked[0].result(), asked[2].result()) == (10, 30)
    assert {type(asked[1].exception()), type(asked[3].exception())} < {ZeroDivisionError, IntegrityError, NotFound}
    assert leaves(leaf) == [1, 3]


def test_when_the_commit_fails_all_are_told_and_nothing_is_done_again(leaf: Database, one: Together) -> None:
    asked = queued(one, grow(1), grow(2, trunk=99), grow(3))
    assert [type(each.exception()) for each in asked] == [IntegrityError] * 3
    assert leaves(leaf) == []
    assert one.run(grow(4)) == 40


def test_when_the_leader_is_interrupted_the_others_are_told(leaf: Database, one: Together) -> None:
    asked = queued(one, grow(1), grow_and(2, KeyboardInterrupt), grow(3))
    assert [type(each.exception()) for each in asked].count(Unavailable) >= 2
    assert leaves(leaf) == []
    assert one.run(grow(4)) == 40


def test_an_unforeseen_end_of_a_lone_act_is_not_tried_again(leaf: Database, one: Together) -> None:
    tried: list[None] = []

    def fail(_: Connection) -> None:
        tried.append(None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        one.run(fail)
    assert (len(tried), leaves(leaf)) == (1, [])


def test_what_one_act_wrote_the_next_of_the_group_sees(one: Together) -> None:
    def count(tx: Connection) -> int:
        grow(0)(tx)
        return int(tx.execute(text("SELECT count(*) FROM leaf")).scalar_one())

    assert [each.result() for each in queued(one, *[count] * 20)] == list(range(1, 21))


def test_coroutines_of_one_round_share_one_commit(leaf: Database, one: Together) -> None:
    async def many() -> list[Any]:
        asked = [one.arun(grow(n)) for n in range(40)]
        asked += [one.arun(grow_and(99, NotFound("gone")))]
        return await asyncio.gather(*asked, return_exceptions=True)

    with commits(leaf) as counted:
        *done, failed = in_a_loop(many())
    assert (done, type(failed), len(counted)) == ([n * 10 for n in range(40)], NotFound, 1)
    assert leaves(leaf) == list(range(40))


def test_a_coroutine_that_goes_away_disturbs_nobody(leaf: Database, one: Together) -> None:
    async def leave() -> int:
        asked = [asyncio.ensure_future(one.arun(grow(n))) for n in range(3)]
        await asyncio.sleep(0)
        asked[1].cancel()
        await asyncio.sleep(0)
        return await asked[0] + await asked[2]

    assert in_a_loop(leave()) == 20
    assert leaves(leaf) in ([0, 1, 2], [0, 2])


def test_beside_each_other_groups_never_hold_one_person_and_keep_their_order(leaf: Database) -> None:
    at_work: dict[int, int] = {}
    order: dict[int, list[int]] = {0: [], 1: [], 2: []}

    def act(number: int) -> Act:
        def do(tx: Connection) -> None:
            assert at_work.setdefault(number % 3, id(tx)) == id(tx)
            grow(number)(tx)
            order[number % 3].append(number)
            at_work.pop(number % 3)

        return do

    async def many() -> None:
        together = Together(leaf.write, at_once=1 if leaf.dialect == "sqlite" else 3, most=4)
        await asyncio.gather(*[together.arun(act(n), 1 + n % 3) for n in range(60)])
        together.close()

    in_a_loop(many())
    assert order == {n: list(range(n, 60, 3)) for n in range(3)}
    assert leaves(leaf) == list(range(60))


@pytest.mark.parametrize("round_", range(3))
def test_of_many_threads_each_gets_its_own_answer(leaf: Database, round_: int) -> None:
    def run(number: int) -> Any:
        act = grow_and(number, NotFound(str(number))) if number % 7 == round_ else grow(number)
        try:
            return leaf.together.run(act, number % 5)
        except NotFound as error:
            return error.message

    wanted = {n: str(n) if n % 7 == round_ else n * 10 for n in range(400)}
    with ThreadPoolExecutor(32) as threads:
        assert dict(zip(wanted, threads.map(run, wanted), strict=True)) == wanted
    assert leaves(leaf) == [n for n in wanted if n % 7 != round_]
