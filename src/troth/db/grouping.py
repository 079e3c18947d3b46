"""Group commit: acts of many callers in one transaction, one commit, and no answer before it is durable.

A durable commit waits for the disk, whoever does it. So callers queue: the first leads, runs all that is queued in
one transaction, commits once and hands each its outcome; meanwhile the next group queues. There is no thread in the
background: who leads is one of those who wait (for callers of an event loop, which must not wait, a worker leads).

- Each act has a savepoint, so one that fails with an error of ours is undone and fails alone.
- Anything unforeseen undoes the whole group; then each of its acts is done once more, in a transaction of its own.
- When the commit itself fails, all of the group are told so, and nothing is done again: it may have come through.
- Who was queued after a change was acknowledged is in a transaction that began after it, and so sees it. With one
  writer that holds as well for who joins a group that runs: nobody can have changed anything since it began.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from threading import Event, Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from troth.db.errors import StoreError, is_away
from troth.errors import TrothError, Unavailable

T = TypeVar("T")
MOST = 64  # acts a group: who came first waits for no more than these
_NOBODY = 0


class _Turn:
    """One act in the queue, `about` a person; what became of it once it is settled."""

    __slots__ = ("about", "do", "failure", "outcome", "over")

    def __init__(self, do: Callable[[Connection], Any], about: int) -> None:
        self.do, self.about = do, about
        self.over, self.outcome = False, None
        self.failure: Exception | None = None

    def reset(self) -> None:
        self.over, self.outcome, self.failure = False, None, None

    def failed(self, failure: Exception) -> None:
        self.over, self.failure = True, failure

    def result(self) -> Any:
        if self.failure is not None:
            raise self.failure
        return self.outcome


class _Waiting(_Turn):
    """A thread that waits; with a `group` it was made the leader of it."""

    __slots__ = ("group", "woken")

    def __init__(self, do: Callable[[Connection], Any], about: int) -> None:
        super().__init__(do, about)
        self.woken = Event()
        self.group: list[_Turn] | None = None


class _Awaiting(_Turn):
    """A coroutine that awaits a future of its loop."""

    __slots__ = ("future", "loop")

    def __init__(self, do: Callable[[Connection], Any], about: int) -> None:
        super().__init__(do, about)
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self.loop.create_future()


class Together:
    """`write` opens a transaction; `at_once`: how many groups may run beside each other.

    `apart`: a group has one act of each person. Where rows are locked one by one (PostgreSQL) two acts of one person
    in a group could take their locks crosswise with an erasure elsewhere; where there is one writer they cannot.
    """

    def __init__(
        self,
        write: Callable[[], AbstractContextManager[Connection]],
        *,
        at_once: int = 1,
        most: int = MOST,
        apart: bool = False,
    ) -> None:
        self._write, self.at_once, self._most, self._apart = write, at_once, most, apart
        self._lock, self._leading = Lock(), 0
        self._queue: deque[_Turn] = deque()
        self._busy: set[int] = set()  # people of the groups that run: who comes for them later waits
        self._starting = False
        self._workers: ThreadPoolExecutor | None = None

    def run(self, do: Callable[[Connection], T], about: int = _NOBODY) -> T:
        """What `do` gives, once it is durable; what it raises, once it is undone.

        `do` may be called twice, the first call undone. `about`: the person concerned, whose acts keep their order.
        """
        turn = _Waiting(do, about)
        group = self._enter(turn)
        if group is None:
            turn.woken.wait()
            group = turn.group
        if group is not None:
            self._lead(group)
        outcome: T = turn.result()
        return outcome

    async def arun(self, do: Callable[[Connection], T], about: int = _NOBODY) -> T:
        """As `run`, for a coroutine: a worker leads. What one round of the event loop brings is one group."""
        turn = _Awaiting(do, about)
        with self._lock:
            self._queue.append(turn)
            idle = not self._starting and self._leading < self.at_once
            self._starting = self._starting or idle
        if idle:
            turn.loop.call_soon(self._start)
        await turn.future
        outcome: T = turn.result()
        return outcome

    @property
    def waiting(self) -> int:
        """How many are queued, and in no group yet."""
        return len(self._queue)

    def close(self) -> None:
        """Waits for the workers."""
        if self._workers is not None:
            self._workers.shutdown()
            self._workers = None

    # -- who leads --

    def _enter(self, turn: _Turn) -> list[_Turn] | None:
        """Queues; gives the group to lead when it is this one's part."""
        with self._lock:
            self._queue.append(turn)
            group = self._begin()
        if turn in group:
            return group
        if group:
            self._appoint(group)
        return None

    def _start(self) -> None:
        """Has a worker lead, if the queue is not in somebody's hands."""
        with self._lock:
            self._starting = False
            group = self._begin()
        if group:
            self._appoint(group)

    def _begin(self) -> list[_Turn]:
        """The group of a further leader; empty when there may be none, or nothing waits for one."""
        group = self._next() if self._leading < self.at_once else []
        self._leading += bool(group)
        return group

    def _next(self) -> list[_Turn]:
        """Takes a group out of the queue: the oldest, but none of a person with whom another group is busy."""
        if not self._busy and not self._apart:
            group = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
            self._busy.update(turn.about for turn in group if turn.about != _NOBODY)
            return group
        group, rest, taken = [], deque[_Turn](), set(self._busy)
        for turn in self._queue:
            if turn.about in taken or len(group) >= self._most:
                rest.append(turn)
                continue
            group.append(turn)
            if self._apart and turn.about != _NOBODY:
                taken.add(turn.about)
        self._queue = rest
        self._busy.update(turn.about for turn in group if turn.about != _NOBODY)
        return group

    def _lead(self, group: list[_Turn]) -> None:
        """Runs the group, leaves the next one to another, and lets go who was in it."""
        try:
            self._carry_out(group)
        finally:
            following = self._leave(group)
            if following:
                self._appoint(following)
            _let_go(group)

    def _leave(self, group: Iterable[_Turn]) -> list[_Turn]:
        with self._lock:
            self._busy.difference_update(turn.about for turn in group)
            following = self._next()
            self._leading -= not following
        return following

    def _appoint(self, group: list[_Turn]) -> None:
        """The first of the group who waits in a thread leads it; else a worker."""
        leader = next((turn for turn in group if isinstance(turn, _Waiting)), None)
        if leader is not None:
            leader.group = group
            leader.woken.set()
            return
        if self._workers is None:
            self._workers = ThreadPoolExecutor(self.at_once, thread_name_prefix="together")
        self._workers.submit(self._lead, group)

    # -- what a leader does --

    def _carry_out(self, group: list[_Turn]) -> None:
        if self._apart and len(group) == 1:
            self._alone(group[0])
            return
        try:
            with self._write() as tx:
                self._run(tx, group)
            for turn in group:
                turn.over = True
        except _Spoilt as spoilt:
            if len(group) == 1:  # there is nobody to be spared
                group[0].failed(spoilt.by)
                return
            for turn in group:
                turn.reset()
            for turn in group:
                self._alone(turn)
        except Exception as error:  # noqa: BLE001  no transaction, or no commit: each of the callers must know
            for turn in group:
                turn.failed(error)

    def _run(self, tx: Connection, group: list[_Turn]) -> None:
        """Runs the group, and who has come meanwhile: where there is one writer, nothing was changed since it began."""
        mark, some = _Savepoints(tx), list(group)
        while some:
            _run_each(tx, mark, some)
            some = self._join(group) if self.at_once == 1 and not self._apart else []

    def _join(self, group: list[_Turn]) -> list[_Turn]:
        """Takes more into the group that is running, up to its bound."""
        with self._lock:
            more = [self._queue.popleft() for _ in range(min(self._most - len(group), len(self._queue)))]
        group += more
        return more

    def _alone(self, turn: _Turn) -> None:
        try:
            with self._write() as tx:
                turn.outcome = turn.do(tx)
            turn.over = True
        except Exception as error:  # noqa: BLE001  it is raised to the one whose act it is
            turn.failed(error)


class _Spoilt(Exception):
    """An act of the group ended as nobody foresaw; each is to be done alone."""

    def __init__(self, by: Exception) -> None:
        super().__init__()
        self.by = by


def _run_each(tx: Connection, mark: _Savepoints, group: Sequence[_Turn]) -> None:
    """Each act in its turn, each under a savepoint; in the order of people, so that groups do not lock crosswise."""
    for turn in sorted(group, key=lambda turn: turn.about):
        mark.set()
        try:
            turn.outcome = turn.do(tx)
        except TrothError as error:
            mark.undo()
            turn.failed(error)
        except Exception as error:
            if isinstance(error, StoreError) and is_away(error):
                raise
            raise _Spoilt(error) from None


class _Savepoints:
    """One at a time, in the driver's own words: Core's take longer than the act's own statements."""

    def __init__(self, tx: Connection) -> None:
        self._driver: Any = tx.connection.dbapi_connection
        self._more = {} if tx.dialect.name == "sqlite" else {"prepare": False}
        self._is_set = False

    def set(self) -> None:
        if self._is_set and self._more:
            self._driver.execute("RELEASE act; SAVEPOINT act", **self._more)  # one round trip
            return
        if self._is_set:
            self._driver.execute("RELEASE act")
        self._driver.execute("SAVEPOINT act", **self._more)
        self._is_set = True

    def undo(self) -> None:
        self._driver.execute("ROLLBACK TO act", **self._more)


def _let_go(group: Iterable[_Turn]) -> None:
    """Wakes who waits. Whose act was not reached, as the leader was interrupted, is told that nothing was done."""
    loops: dict[asyncio.AbstractEventLoop, list[_Awaiting]] = {}
    for turn in group:
        if not turn.over:
            turn.failed(Unavailable("the act was interrupted", help="nothing was done; send it again"))
        if isinstance(turn, _Waiting):
            turn.woken.set()
        elif isinstance(turn, _Awaiting):
            loops.setdefault(turn.loop, []).append(turn)
    for loop, turns in loops.items():
        with suppress(RuntimeError):  # the loop is closed: nobody is there to be told
            loop.call_soon_threadsafe(_deliver, turns)


def _deliver(turns: Iterable[_Awaiting]) -> None:
    for turn in turns:
        if not turn.future.done():  # who went away meanwhile has cancelled it
            turn.future.set_result(None)
