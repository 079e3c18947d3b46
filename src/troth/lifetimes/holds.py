"""Placing and ending holds. A hold is never changed: an end is recorded beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from troth.db import Connection, new_id
from troth.errors import Conflict, NotFound, RequestError
from troth.language import Version
from troth.lifetimes import store
from troth.lifetimes.model import HOLD_KINDS, Hold
from troth.vault import ItemFacts

_LONGEST = {"reference": 128, "reason": 500}


def place_hold(
    tx: Connection,
    version: Version | None,
    person: int,
    kind: str,
    data: Iterable[str],
    *,
    reference: str,
    reason: str,
    at: datetime,
    entered_by: str,
    until: datetime | None = None,
) -> tuple[Hold, tuple[str, ...]]:
    """Keeps data of a person for a reason; gives the hold, and the clauses that allow it.

    RequestError for a reason that no `hold` duty of the version in force names, or a part that is missing.
    """
    clauses = _allowing(version, kind)
    terms = tuple(dict.fromkeys(data))
    if not terms:
        raise RequestError("a hold names the data that it keeps", help="give the terms; nothing else is kept")
    if until is not None and until <= at:
        raise RequestError("a hold ends after it begins")
    words = _phrase(reference, "reference"), _phrase(reason, "reason")
    made = Hold(new_id(), person, kind, terms, *words, at, entered_by, until)
    store.add_hold(tx, made, at)
    return made, clauses


def end_hold(tx: Connection, number: int, *, reason: str, at: datetime, entered_by: str) -> Hold:
    """Ends a hold, with the reason. NotFound; Conflict when it has ended already."""
    found = store.hold_by_id(tx, number)
    if found is None:
        raise no_hold()
    if found.ended is not None:
        raise Conflict("this hold has ended already", help="place a new one if there is a new reason")
    store.add_end(tx, found, at, _phrase(reason, "reason"), entered_by, at)
    ended = store.hold_by_id(tx, number)
    assert ended is not None
    return ended


def holding(holds: Sequence[Hold], item: ItemFacts, version: Version | None) -> tuple[Hold, ...]:
    """Those of the holds that keep the item: which name its category or a term above it."""
    if version is None:  # what the terms mean cannot be told, so more is kept: an erasure cannot be undone
        return tuple(holds)
    tree = version.terms.data
    return tuple(hold for hold in holds if any(tree.covers(term, item.category) for term in hold.data))


def no_hold() -> NotFound:
    return NotFound("no such hold")


def _allowing(version: Version | None, kind: str) -> tuple[str, ...]:
    """The clauses of the version in force whose duty names the kind."""
    if kind not in HOLD_KINDS:
        raise RequestError(f"kind: no hold is of that kind: give one of {', '.join(HOLD_KINDS)}")
    duties = version.duties("hold") if version is not None else ()
    allowing = tuple(c.id for c in duties if c.duty is not None and kind in c.duty.params["for"])
    if not allowing:
        raise RequestError(
            "the policy in force does not keep data for such a reason",
            help="a hold needs a `hold` duty that names its kind",
        )
    return allowing


def _phrase(words: str, part: str) -> str:
    """One line that is no address: a hold stays readable after the person is erased."""
    if not words.strip() or len(words) > _LONGEST[part] or not words.isprintable():
        raise RequestError(f"{part}: give one line of at most {_LONGEST[part]} signs")
    if "@" in words:
        raise RequestError(f"{part}: never a person's value; this looks like an address")
    return words.strip()
