"""Who sees it: who may see data of each kind that people set it for, and what is published, to be taken down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth import people
from troth.app import Troth
from troth.cases import CENTRE
from troth.db import Connection
from troth.errors import NotFound, RequestError
from troth.gate import Publication, publications, visibility
from troth.language import Version
from troth.people import VISIBILITIES, Visibility
from troth.people.ref import parse_ref, ref
from troth.people.visibility import Said, set_for
from troth.web.centre.words import data_words
from troth.web.tongues import marked

MOST = 50  # lines of what is, and was, published


@dataclass(frozen=True, slots=True)
class Setting:
    """Who may see data of a term now. `said`: the person set it; else it is the default."""

    term: str
    words: str
    value: Visibility
    said: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One item that is shown, or was until `ended`. `item`: how it is named outside. `own`: the person took it down."""

    item: str
    words: str
    audience: str
    at: datetime
    ended: datetime | None
    own: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """All of it. `contacts`: how many people the person counts as contacts."""

    settings: tuple[Setting, ...]
    lines: tuple[Line, ...]
    contacts: int


def shown(tx: Connection, person: int, version: Version | None, at: datetime) -> Shown:
    """What the person can set, and what is published of them, newest first."""
    said = people.record(tx, person).said(at)
    settings = [] if version is None else [_setting(term, version, said) for term in _terms(version)]
    lines = tuple(map(_line, publications.listed(tx, person, limit=MOST)))
    return Shown(tuple(settings), lines, len(people.contacts_of(tx, person, at)))


def turn(troth: Troth, tx: Connection, person: int, term: str, value: str) -> int:
    """Who may see data of that term from now on; the number of the event. RequestError for what is not offered."""
    version = troth.version()
    chosen = next((each for each in VISIBILITIES if each == value), None)
    if version is None or chosen is None or term not in _terms(version):
        raise RequestError(marked("there is no such choice"), help=marked("open the page again"))
    return troth.tell.set_visibility(tx, CENTRE, person, chosen, data=term, via="web")


def take_down(troth: Troth, tx: Connection, person: int, item: str) -> int:
    """Takes an item down, whoever sees it; the number of the event that hides it. NotFound."""
    troth.tell.unpublish(tx, CENTRE, person, parse_ref("i", item), via="web")
    hidden = people.events(tx, person, kinds=("visibility",))
    if not hidden:
        raise NotFound(marked("nothing of yours is published under that number"))
    return hidden[-1].seq


def _terms(version: Version) -> list[str]:
    duties = [clause.duty.params for clause in version.duties("set-visibility") if clause.duty is not None]
    return list(dict.fromkeys(term for params in duties for term in params.get("data") or ()))


def _setting(term: str, version: Version, said: Said) -> Setting:
    own = set_for(said, term, 0, version.terms.data)
    return Setting(term, data_words([term]), own or visibility(version, term) or "private", own is not None)


def _line(made: Publication) -> Line:
    words = data_words([made.category])
    return Line(ref("i", made.item), words, made.audience, made.at, made.ended, made.why == "person")
