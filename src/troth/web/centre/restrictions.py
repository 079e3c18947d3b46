"""What we leave alone: restrictions and objections in force (GDPR Art. 18, 21), and a way to end one's own.

What the sweep or an erasure keeps apart, for a hold keeps it from going, is shown and not theirs to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth import people
from troth.app import Troth
from troth.cases import CENTRE
from troth.db import Connection
from troth.errors import NotFound
from troth.people import Event
from troth.people.record import is_kept_apart
from troth.web.centre.words import data_words, purpose_words
from troth.web.tongues import _, marked


@dataclass(frozen=True, slots=True)
class Line:
    """One in force. `purposes` empty: for whatever end. `own`: the person asked for it, and can end it."""

    seq: int
    data: str
    purposes: str
    at: datetime
    until: datetime | None
    own: bool


def lines(tx: Connection, person: int, at: datetime) -> list[Line]:
    """Those in force at a time, newest first."""
    return [_line(event) for event in reversed(_in_force(tx, person, at))]


def lift(troth: Troth, tx: Connection, person: int, seq: int) -> int:
    """Ends one of their own; the number of the event. NotFound for any other."""
    own = [event.seq for event in _in_force(tx, person, troth.clock()) if not is_kept_apart(event)]
    if seq not in own:
        raise NotFound(marked("you have asked for nothing of that number"))
    return troth.tell.lift(tx, CENTRE, person, seq, via="web")


def _in_force(tx: Connection, person: int, at: datetime) -> list[Event]:
    told = people.events(tx, person, kinds=("restriction", "lifting"))
    lifted = {event.refers for event in told if event.kind == "lifting" and event.at <= at}
    begun = [event for event in told if event.kind == "restriction" and event.at <= at and event.seq not in lifted]
    return [event for event in begun if event.until is None or at < event.until]


def _line(event: Event) -> Line:
    scope = event.scope
    purposes = "" if scope.purposes is None else purpose_words(scope.purposes)
    everything = _("any of your data") if purposes else _("all your data")
    data = everything if scope.data is None else data_words(scope.data)
    return Line(event.seq, data, purposes, event.at, event.until, not is_kept_apart(event))
