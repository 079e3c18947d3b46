"""Many acts at once: what is read for all of them together, and what waits for its entry in the ledger.

Each person is decided by themselves and each act has its entry, as if it stood alone. Only the statements are shared:
some five for hundreds of people, where alone each takes three or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from troth.db import Connection
from troth.engine import Answer
from troth.errors import Refused, TrothError
from troth.gate import apart, intake
from troth.gate.gathering import covered
from troth.gate.model import Act, Held, Intake, Outcome
from troth.gate.store import Met, meet_many
from troth.language import Action, Version
from troth.ledger import Entry
from troth.people import Notice, get_notice
from troth.people.facts import PersonRecord, records_at
from troth.vault.store import KeyRow
from troth.vault.vault import is_plain as is_plain_value

Terms = tuple[tuple[str, ...], str | None]
Known = tuple[Met, PersonRecord]


@dataclass(slots=True)
class Done:
    """An act that was judged, and done or refused; it lacks only its entry."""

    answer: Answer
    refusal: TrothError | None
    entry: Entry
    key: KeyRow
    held: tuple[Held, ...] = ()
    items: Mapping[str, int] = field(default_factory=dict)

    def outcome(self, number: str) -> Outcome:
        """What came of it, with the entry's number."""
        if isinstance(self.refusal, Refused):
            self.refusal.entry = number
        return Outcome(self.answer, number, self.refusal, self.held, self.items)


def terms(act: Act) -> Terms:
    """The data that an act names."""
    return act.data, act.other


def meet_all(
    tx: Connection, acts: Iterable[tuple[Act, Version | None]]
) -> dict[tuple[int, Version | None, Terms], Known]:
    """The people of acts for which a look at the person is enough: on no ground, to no recipient."""
    alike: dict[tuple[Version, Terms], tuple[Act, list[int]]] = {}
    for act, version in acts:
        inside = act.action in (Action.USE, Action.LINK) and act.ground is None
        if inside and version is not None and act.data:
            alike.setdefault((version, terms(act)), (act, []))[1].append(act.person)
    found: dict[tuple[int, Version | None, Terms], Known] = {}
    for (version, named), (act, people) in alike.items():
        for person, known in _known(tx, meet_many(tx, people, covered(version, act))).items():
            found[person, version, named] = known
    return found


def meet_people(tx: Connection, people: Sequence[int]) -> dict[int, Known]:
    """The people, without their items."""
    return _known(tx, meet_many(tx, people, ())) if people else {}


def _known(tx: Connection, met: Mapping[int, Met]) -> dict[int, Known]:
    records = records_at(tx, {person: (one.revision, one.realm) for person, one in met.items()})
    return {person: (met[person], record) for person, record in records.items()}


def notices(tx: Connection, intakes: Iterable[Intake]) -> dict[str, Notice]:
    """The notices that were shown."""
    return {name: get_notice(tx, name) for name in dict.fromkeys(what.notice for what in intakes) if name}


def is_plain(what: Intake, version: Version | None) -> bool:
    """Whether it replaces nothing, is kept apart from nothing, is found by nothing and was told by nobody else: then it
    needs nobody held."""
    if (
        version is None
        or what.given_by is not None
        or intake.replaces(version, what)
        or apart.concerned(version, what.values)
    ):
        return False
    return all(is_plain_value(intake.new_of(version, term, value)) for term, value in what.values.items())
