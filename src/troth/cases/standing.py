"""What a case's steps make of it. Pure: the same steps give the same standing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from troth.cases.clock import reminders
from troth.cases.model import CLOSED, NEEDED, Case, State, Step

BY_ITSELF: Final = frozenset({"access", "port", "erase", "restrict", "object", "correct", "remove"})
_ENDS: Final[dict[str, State]] = {"done": "done", "denied": "denied", "cancelled": "cancelled"}


def after(case: Case, step: Step, undo: timedelta) -> Case:
    """The case once the step has happened. `undo`: how long an erasure can be taken back before it begins."""
    raised = max(case.level, step.level) if step.level is not None else case.level
    case = replace(case, revision=case.revision + 1, level=raised)
    case = replace(case, **_moved(case, step, undo))
    return replace(case, act_at=_act_at(case, step.at))


def standing(case: Case, steps: Iterable[Step], undo: timedelta) -> Case:
    """From the case as it was received, with all its steps."""
    for step in steps:
        case = after(case, step, undo)
    return case


def _moved(case: Case, step: Step, undo: timedelta) -> dict[str, Any]:
    """What the step changes."""
    if step.kind in _ENDS:
        return {"state": _ENDS[step.kind], "since": step.at}
    if step.kind == "paused":
        return {"state": "paused", "since": step.at}
    if step.kind == "resumed":
        return _resumed(case, step.at, undo)
    if step.kind == "extended":
        return {"due": step.until, "firm": case.firm and max(case.firm, step.until or case.firm)}
    if step.kind in ("waiting", "handed") and case.state in ("open", "undo"):
        return (
            {"state": "open", "since": step.until} if step.kind == "waiting" else {"state": "staff", "since": step.at}
        )
    if step.kind == "received" or (case.state == "unverified" and case.level >= NEEDED[case.kind]):
        return _begun(case, step.at, undo)
    return {}


def _resumed(case: Case, at: datetime, undo: timedelta) -> dict[str, Any]:
    """The days of the pause do not count, but for a law that counts them."""
    slept = at - (case.since or at)
    due, most = case.due + slept, case.most and case.most + slept
    if case.firm is not None:
        due, most = max(case.due, min(due, case.firm)), case.most
    return _begun(case, at, undo) | {"due": due, "most": most}


def _begun(case: Case, at: datetime, undo: timedelta) -> dict[str, Any]:
    if case.level < NEEDED[case.kind]:
        return {"state": "unverified", "since": at}
    if case.kind not in BY_ITSELF:
        return {"state": "staff", "since": at}
    if case.kind == "erase" and undo:
        return {"state": "undo", "since": at + undo}
    return {"state": "open", "since": at}


def _act_at(case: Case, at: datetime) -> datetime | None:
    """When it is worked on, or somebody must be reminded."""
    if case.state in CLOSED or case.day is None:
        return None
    work = case.since if case.state in ("open", "undo") else None
    return min((each for each in (work, reminders(case.day, at)) if each is not None), default=None)
