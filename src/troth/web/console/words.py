"""The words of the console: of kinds, states, ways in, proofs and steps, and how much time is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from troth.cases import Case, CaseKind, Level
from troth.cases.lists import Group
from troth.web.tongues import _, marked, ngettext

KINDS: Final[Mapping[CaseKind, str]] = {
    "access": marked("Access"),
    "correct": marked("Correction"),
    "erase": marked("Erasure"),
    "restrict": marked("Restriction"),
    "object": marked("Objection"),
    "port": marked("Data to take along"),
    "remove": marked("Taking something down"),
    "complaint": marked("Complaint"),
    "security-report": marked("Security report"),
}
GROUPS: Final[Mapping[Group, str]] = {
    "late": marked("late"),
    "needs-you": marked("need you"),
    "waiting": marked("wait for the person"),
    "under-way": marked("under way by themselves"),
}
STATES: Final[Mapping[str, str]] = {
    "unverified": marked("It is not known yet who asks"),
    "undo": marked("Can still be taken back"),
    "open": marked("Is carried out by itself"),
    "staff": marked("Is with you"),
    "paused": marked("Waits for the person"),
    "done": marked("Done"),
    "denied": marked("Denied"),
    "cancelled": marked("Taken back"),
}
VIAS: Final[Mapping[str, str]] = {
    "self-service": marked("at the privacy centre"),
    "api": marked("by an application"),
    "agent": marked("by an agent"),
    "email": marked("by e-mail"),
    "phone": marked("by telephone"),
    "letter": marked("by letter"),
    "fax": marked("by fax"),
}
CHECKS: Final[Mapping[str, str]] = {
    "id-document": marked("An identity document"),
    "call-back": marked("We called back a number that we hold"),
    "signed-letter": marked("A signed letter"),
    "known-details": marked("They knew details that only they know"),
    "mandate": marked("A mandate, signed"),
    "guardian": marked("Papers of a guardian"),
}
LEVELS: Final[Mapping[Level, str]] = {
    Level.NOBODY: marked("nothing shows yet who asks"),
    Level.ADDRESS: marked("they came by a link to an address that we hold"),
    Level.FRESH: marked("they came by a link to an address that we hold, just before"),
    Level.CHECKED: marked("somebody looked at a proof"),
}
STEPS: Final[Mapping[str, str]] = {
    "received": marked("It came in"),
    "confirmed": marked("It is known who asks"),
    "paused": marked("Paused"),
    "resumed": marked("It goes on"),
    "extended": marked("Put off"),
    "noted": marked("A note"),
    "waiting": marked("It waits until they have fetched their data"),
    "handed": marked("Handed to you"),
    "reminded": marked("The day is near"),
    "late": marked("The day has passed"),
    "done": marked("Answered"),
    "denied": marked("Denied"),
    "cancelled": marked("Taken back"),
}
NEXT: Final[Mapping[str, str]] = {
    "confirm": marked("Confirm who asks"),
    "answer": marked("Answer"),
    "resume": marked("Let it go on"),
}
LETTERS: Final[Mapping[str, str]] = {
    "no-address": marked("no e-mail address is held"),
    "failed": marked("no mail server took it, at every try"),
    "bounced": marked("it came back"),
}


def next_step(case: Case) -> str | None:
    """What staff have to do now; None when it is not their turn."""
    return {"unverified": "confirm", "staff": "answer", "paused": "resume"}.get(case.state)


def time_left(case: Case, at: datetime) -> str:
    """How much time there is until the day by which it must be answered."""
    if case.closed:
        return _("closed")
    if case.day is None:
        return _("the clock stands")
    if at >= case.day:
        days = (at - case.day).days
        return ngettext("late by %(num)s day", "late by %(num)s days", days) if days else _("late by less than a day")
    left = case.day - at
    if left >= timedelta(days=1):
        return ngettext("%(num)s day left", "%(num)s days left", left.days)
    return ngettext("%(num)s hour left", "%(num)s hours left", max(1, left // timedelta(hours=1)))


# What cases refuse, for the catalogues: the pages say it in the visitor's language.
ERRORS: Final = (
    marked("say what was looked at"),
    marked("say what was looked at to know who asks"),
    marked("the case is paused already"),
    marked("the case is not paused"),
    marked("the case is closed"),
    marked("the day cannot be put off so far"),
    marked("the day has passed: it can be put off no more"),
    marked("answer the case"),
    marked("the reason `other` says nothing by itself"),
    marked("write what the reason is"),
    marked("it is not known yet who asks"),
    marked("confirm the person first, or deny the case"),
    marked("no case is closed without a word"),
    marked("write what was done, or what the answer is"),
    marked("the same is under way already"),
    marked("see how far it is, or take it back first"),
    marked("it cannot have been received in the future"),
    marked("give the day it came in"),
    marked("somebody else is working on the case"),
    marked("look at it again"),
    marked("an unknown word"),
)
