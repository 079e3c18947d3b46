"""give-choice: data collected under an earlier version are put to a new use only as people chose (SPEC 6).

The drills plant an item that came under the version before, and try a use that this version permits and that one did
not. A policy of one version has no such use: then the item came under a version that never was, and nothing that
anybody is told or decides may let it through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from troth.controls.model import Asked, Control, Drilled
from troth.controls.newly_permitted import before, newly_permitted, still_permitted
from troth.controls.stage import Stage
from troth.controls.stand_in import DAY, StandIn, came_out, reason
from troth.db import Connection
from troth.language import Version
from troth.review.witness import Raw

INSTANT = timedelta(microseconds=1)
NEVER_WAS = "drill-never-was"
UNCHOSEN = "unchosen"
Answer = Literal["agreed", "declined"]


@dataclass(frozen=True, slots=True)
class Change:
    """A request that came with `new`, and the version its data are of."""

    stage: Stage
    new: Version
    old: Version
    request: Raw
    at: datetime

    def stand_in(self, tx: Connection, *, under: Version | None = None) -> StandIn:
        """Somebody whose data came under the old version, while that was in force."""
        own = under or self.old
        since = min(self.old.effective, self.at - 800 * DAY) if own is self.old else self.at - 20 * DAY
        return StandIn(self.stage, self.new, self.request, self.at, own).enter(tx, since=since)

    def tell(self, tx: Connection, who: StandIn, at: datetime) -> None:
        self.stage.clock.set(at)
        self.stage.tell.notify(tx, who.caller, who.person, self.new.policy, self.new.version, by="email")

    def decide(self, tx: Connection, who: StandIn, answer: Answer, at: datetime) -> None:
        self.stage.clock.set(at)
        self.stage.tell.decide(tx, who.caller, who.person, self.new.policy, self.new.version, answer)

    @property
    def mode(self) -> str:
        """The strictest of the version's duties: each must accept."""
        modes = {str(c.duty.params.get("mode") or "opt-in") for c in self.new.duties("give-choice") if c.duty}
        return next(mode for mode in ("opt-in", "opt-out", "notice") if mode in modes)

    @property
    def window(self) -> timedelta:
        """The longest of the version's duties."""
        given = [c.duty.params.get("window") for c in self.new.duties("give-choice") if c.duty]
        return max((window.length for window in given if window is not None), default=30 * DAY)


Drill = Callable[[Change, Connection], str | None]  # what is not as promised; None when all is


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with a person of its own."""
    for title, change, drill in _planned(stage, asked):
        with stage.database.write() as tx:
            wrong = drill(change, tx)
        yield Drilled(title, wrong is None, wrong or "as promised", asked.at)


def _planned(stage: Stage, asked: Asked) -> Iterator[tuple[str, Change, Drill]]:
    new, at = asked.version, asked.at
    policy = next(p for p in stage.engine.policies if p.id == new.policy)
    old = before(policy, new)
    new_use = newly_permitted(old, new) if old is not None else None
    if old is not None and new_use is not None:
        change = Change(stage, new, old, new_use, at)
        yield from ((title, change, drill) for title, drill in _of_a_change(change))
    if (any_use := still_permitted(new)) is not None:
        nowhere = Change(stage, new, replace(new, version=NEVER_WAS, effective=new.effective - DAY), any_use, at)
        yield "data of a version that nobody knows are not used", nowhere, _never
        yield "nor if the person agrees to this one", nowhere, _agreed_in_vain
        yield "data collected under this version need no choice", nowhere, _own
    if old is not None and (old_use := still_permitted(old, new)) is not None:
        known = Change(stage, new, old, old_use, at)
        yield "what the version before permitted goes on, even if the change was declined", known, _goes_on


def _of_a_change(change: Change) -> Iterator[tuple[str, Drill]]:
    after = {"opt-out": "once the window has passed it is permitted", "notice": "who was told need not answer"}
    yield "who was never told is not put to the new use", _never
    if change.mode != "notice":
        yield "nor who was told, before the window is over", _too_soon
    yield after.get(change.mode, "silence is never a yes, however long"), _in_time
    yield "who declines is left alone, told or not", _declined
    yield "yes and no at one instant are a no", _both
    yield "who agrees need not wait", _agreed
    yield "data collected under this version need no choice", _own


def _finds(change: Change, tx: Connection, who: StandIn, want: bool, at: datetime | None = None) -> str | None:
    outcome = who.act(tx, at=at or change.at)
    if want:
        fine = came_out(outcome) and outcome.refusal is None
        return None if fine else f"it was refused ({reason(outcome)}), and should not have been"
    if came_out(outcome) or outcome.refusal is None:
        return "the old data were put to the new use all the same"
    return None if reason(outcome) == UNCHOSEN else f"it was refused, but for another reason: {reason(outcome)}"


def _never(change: Change, tx: Connection) -> str | None:
    return _finds(change, tx, change.stand_in(tx), want=False)


def _too_soon(change: Change, tx: Connection) -> str | None:
    """An instant before the window ends; a second telling neither shortens nor renews it."""
    who = change.stand_in(tx)
    change.tell(tx, who, change.at - change.window + INSTANT)
    return _finds(change, tx, who, want=False)


def _in_time(change: Change, tx: Connection) -> str | None:
    who, told = change.stand_in(tx), change.at - change.window
    change.tell(tx, who, change.at if change.mode == "notice" else told)
    return _finds(change, tx, who, want=change.mode != "opt-in")


def _declined(change: Change, tx: Connection) -> str | None:
    who = change.stand_in(tx)
    change.tell(tx, who, change.at - change.window - 5 * DAY)
    change.decide(tx, who, "declined", change.at - change.window)
    change.tell(tx, who, change.at - change.window)
    return _finds(change, tx, who, want=False)


def _both(change: Change, tx: Connection) -> str | None:
    who, said = change.stand_in(tx), change.at - DAY
    for answer in ("declined", "agreed"):
        change.decide(tx, who, answer, said)
    return _finds(change, tx, who, want=False)


def _agreed(change: Change, tx: Connection) -> str | None:
    """At once, and though they had declined before."""
    who = change.stand_in(tx)
    change.decide(tx, who, "declined", change.at - 2 * DAY)
    change.decide(tx, who, "agreed", change.at)
    return _finds(change, tx, who, want=True)


def _agreed_in_vain(change: Change, tx: Connection) -> str | None:
    who = change.stand_in(tx)
    change.tell(tx, who, change.at - change.window)
    change.decide(tx, who, "agreed", change.at)
    return _finds(change, tx, who, want=False)


def _own(change: Change, tx: Connection) -> str | None:
    return _finds(change, tx, change.stand_in(tx, under=change.new), want=True)


def _goes_on(change: Change, tx: Connection) -> str | None:
    who = change.stand_in(tx)
    silent = _finds(change, tx, who, want=True)
    change.decide(tx, who, "declined", change.at - DAY)
    return silent or _finds(change, tx, who, want=True)


CONTROL = Control("give-choice", drills)
