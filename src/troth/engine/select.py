"""A policy as a predicate over rows: whom may this be done to (SPEC 5 and 6, for one question and many people).

What the question settles is worked in, so that only what differs from row to row is left: the person's facts, choices
and consents, and what their datum carries. A row of which the predicate is true is one for which `ask` says permit;
nothing else shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from troth.engine import coverage
from troth.engine.asked import CellKey
from troth.engine.choice import offered
from troth.engine.engine import NEVER, Engine
from troth.engine.leaves import (
    Agreed,
    Carried,
    Chosen,
    Consented,
    During,
    From,
    Grounded,
    Grouped,
    Leaf,
    Named,
    OwnOf,
    Restricted,
    SeenBy,
    Told,
    Undecided,
)
from troth.engine.model import Interval, Output, RecipientFacts
from troth.engine.predicate import Fails, Holds, Predicate, all_of, any_of, unless
from troth.engine.tables import places
from troth.engine.version import CompiledVersion
from troth.language import (
    Action,
    Aggregated,
    Agreement,
    AllOf,
    AnyOf,
    Choice,
    Clause,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Notified,
    OwnRecipient,
    Role,
    Visible,
)
from troth.terms import SOURCES


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked about many people. What is left None and not settled here is left to each row.

    `at`: the time asked about; or, if it is `moving`, the time from which on the predicate will be used, at times
    of its own. `source`: None leaves it to the row too.
    """

    action: str
    data: tuple[str, ...]
    purpose: str
    property: str
    at: datetime
    moving: bool = False
    to: str | None = None
    other: str | None = None
    channel: str | None = None
    roles: tuple[str, ...] | None = None
    recipient: RecipientFacts | None = None
    output: Output | None = None
    source: str | None = None

    def keys(self) -> tuple[CellKey, ...]:
        """A cell for each datum."""
        rest = (self.purpose, self.property, self.to, self.other, self.source)
        return tuple((self.action, datum, *rest) for datum in self.data)


def select(engine: Engine, question: Question) -> Predicate:
    """The predicate for whom the question's act is permitted. RequestError for a question that gets no answer."""
    _check(engine, question)
    if not question.moving:
        return _at(engine, question, question.at)
    times = _turns(engine, question.at)
    found = [(start, until, _at(engine, question, start)) for start, until in times]
    return any_of(all_of((Holds(During(start, until)), part)) for start, until, part in _joined(found))


Stretch = tuple[datetime, datetime | None, Predicate]


def _turns(engine: Engine, at: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """The times between which the versions in force stay the same, from the one that `at` lies in."""
    starts = sorted({start for policy in engine.compiled for start in policy.starts if start != NEVER})
    first = max((start for start in starts if start <= at), default=at)
    later = [start for start in starts if start > at]
    yield from pairwise([first, *later])
    yield (later or [first])[-1], None


def _joined(found: Sequence[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for start, until, part in found:
        if joined and joined[-1][2] == part:
            start = joined.pop()[0]  # noqa: PLW2901  one stretch with the one before
        joined.append((start, until, part))
    return joined


def _check(engine: Engine, question: Question) -> None:
    """RequestError for what the versions in force at the question's time do not know."""
    asked = question.action, question.data, question.purpose, question.to, question.other
    covering = engine.covering(question.property, question.at)
    for version in [version for _, version in covering if version is not None]:
        version.words.check_scope(*asked)
    if not covering:
        engine.words.check_scope(*asked)


def _at(engine: Engine, question: Question, at: datetime) -> Predicate:
    covering = engine.covering(question.property, at)
    found = (False if version is None else permits(version, question) for _, version in covering)
    return all_of(found) if covering else False


def permits(version: CompiledVersion, question: Question) -> Predicate:
    """Steps 3 to 8 under the version in force, for all data of the question."""
    keys = question.keys()
    if not all(version.knows(key) for key in keys):
        return False
    return all_of(_decided(version, question, key, keys) for key in keys)


def _decided(version: CompiledVersion, question: Question, key: CellKey, together: Sequence[CellKey]) -> Predicate:
    def judged(other: CompiledVersion) -> Predicate:
        known = all(other.knows(each) for each in together)
        return judge(other, question, key) if known else False

    here = judge(version, question, key)
    if here is False or question.action == Action.COLLECT:  # nothing is there yet that could carry a version
        return here
    return all_of((here, goes_on(version, {each: judged(each) for each in version.siblings})))


# -- steps 3 to 6: one version --


def judge(version: CompiledVersion, question: Question, key: CellKey) -> Predicate:
    """What the version alone permits in that cell: unrestricted, no never that bites, and a may that holds."""
    mays: list[Predicate] = []
    parts: list[Predicate] = [unrestricted(version, question, key)]
    for clause in meeting(version, key):
        if clause.modality == "may":
            mays.append(permitted_by(version, clause, question, key))
        else:
            parts.append(held_back(version, clause, question, key))
    return all_of((*parts, any_of(mays)))


def meeting(version: CompiledVersion, key: CellKey) -> list[Clause]:
    """The mays and nevers whose scope holds the cell, whatever the datum's source is."""
    action, datum, purpose, place, to, other, _ = key
    tables = version.tables
    bits = (
        tables.action.of(action)
        & tables.data.of(datum)
        & tables.purposes.of(purpose)
        & tables.properties.of(place)
        & tables.recipients.of(to)
        & tables.others.of(other)
    )
    return [tables.clauses[place] for place in places(bits)]


def unrestricted(version: CompiledVersion, question: Question, key: CellKey) -> Predicate:
    """Step 3: nothing restricts it, or a ground of the kinds that go past a restriction is cited."""
    cell = _Covers(version, question, key)
    restricted = Restricted(cell.data, cell.purposes)
    return any_of((Fails(restricted), Holds(Grounded(coverage.LIFTING, cell.data, cell.recipients))))


def permitted_by(version: CompiledVersion, clause: Clause, question: Question, key: CellKey) -> Predicate:
    """A may that meets the cell: all its conditions hold, and the datum comes from where it says."""
    cell = _Covers(version, question, key)
    return all_of((cell.comes_from(clause, inside=True), *(cell.true(c) for c in clause.conditions)))


def held_back(version: CompiledVersion, clause: Clause, question: Question, key: CellKey) -> Predicate:
    """A never that meets the cell does not bite: one of its exceptions holds, or the datum is known to be from
    elsewhere.
    """
    cell = _Covers(version, question, key)
    return any_of((cell.comes_from(clause, inside=False), *(cell.true(c) for c in clause.conditions)))


@dataclass(frozen=True, slots=True)
class _Covers:
    """Conditions of one version in one cell, taken apart into what holds and what fails."""

    version: CompiledVersion
    question: Question
    key: CellKey

    @property
    def data(self) -> frozenset[str]:
        return self.version.source.terms.data.ancestors(self.key[1])

    @property
    def purposes(self) -> frozenset[str]:
        return self.version.source.terms.purposes.ancestors(self.key[2])

    @property
    def recipients(self) -> frozenset[str] | None:
        to = self.key[4]
        return None if to is None else self.version.source.terms.recipients.ancestors(to)

    def comes_from(self, clause: Clause, *, inside: bool) -> Predicate:
        """Whether the datum's source is (or is known not to be) among those the clause names, if it names any."""
        named = clause.scope.sources if clause.scope is not None else None
        if named is None:
            return inside
        tree = self.version.source.terms.recipients
        sources = frozenset[str]().union(*(tree.descendants(term) for term in named))
        if self.key[6] is not None:
            return (self.key[6] in sources) is inside
        leaf = From(sources, frozenset((*tree.terms, *SOURCES)))
        return Holds(leaf) if inside else Fails(leaf)

    def true(self, condition: Condition) -> Predicate:
        match condition:
            case Not(part):
                return self.false(part)
            case AnyOf(parts):
                return any_of(self.true(part) for part in parts)
            case AllOf(parts):
                return all_of(self.true(part) for part in parts)
            case _:
                leaf = self._leaf(condition)
                return leaf is True if leaf is None or isinstance(leaf, bool) else Holds(leaf)

    def false(self, condition: Condition) -> Predicate:
        match condition:
            case Not(part):
                return self.true(part)
            case AnyOf(parts):
                return all_of(self.false(part) for part in parts)
            case AllOf(parts):
                return any_of(self.false(part) for part in parts)
            case _:
                leaf = self._leaf(condition)
                return leaf is False if leaf is None or isinstance(leaf, bool) else Fails(leaf)

    def _leaf(self, condition: Condition) -> Leaf | bool | None:
        """What is left of an atom for the row; its truth, where the question settles it; None, where nobody can."""
        match condition:
            case Fact():
                return condition
            case Choice(topic):
                return Chosen(topic, *offered(topic, self.version.source))
            case Consent(explicit):
                return Consented(explicit, self.key[0], self.data, self.purposes, self.recipients)
            case Notified():
                return Named(self.purposes)
            case GroundOf(kind):
                return Grounded((kind,), self.data, self.recipients)
            case OwnRecipient():
                return False if self.key[4] is None else OwnOf(self.key[4])
            case Visible():
                return SeenBy(self.key[4] if self.key[4] in ("public", "contacts") else None)
            case _:
                return self._of_the_question(condition)

    def _of_the_question(self, condition: Condition) -> Leaf | bool | None:
        asked = self.question
        match condition:
            case Role(name):
                return condition if asked.roles is None else name in asked.roles
            case Agreement():
                return condition if asked.recipient is None else _agreed(asked.recipient.agreement, asked)
            case Aggregated(people):
                return Grouped(people) if asked.output is None else _grouped(asked.output, people)
            case _:
                return None


def _agreed(agreement: Interval | bool | None, asked: Question) -> Leaf | bool | None:
    if not isinstance(agreement, Interval) or agreement.start is None:
        return None if agreement is None else False
    if not asked.moving:
        return agreement.holds(asked.at)
    return During(agreement.start, agreement.until)


def _grouped(output: Output, people: int) -> bool | None:
    enough = None if output.aggregated is None else output.aggregated >= people
    nameless = None if output.direct_identifiers is None else not output.direct_identifiers
    if enough is False or nameless is False:
        return False
    return True if enough and nameless else None


# -- steps 7 and 8: sticky versions --


def goes_on(here: CompiledVersion, judged: dict[CompiledVersion, Predicate]) -> Predicate:
    """What `here` permits may be done to the datum under whichever version it was collected. `judged`: by version."""
    return any_of(all_of((Holds(Carried((used.id,))), _onward(used, here, judged))) for used in here.siblings)


def _onward(used: CompiledVersion, here: CompiledVersion, judged: dict[CompiledVersion, Predicate]) -> Predicate:
    if used is here:
        return True
    if used.place > here.place:
        return judged[used]
    return any_of((judged[used], *_chosen(used, here, judged)))


def _chosen(
    used: CompiledVersion, here: CompiledVersion, judged: dict[CompiledVersion, Predicate]
) -> Iterator[Predicate]:
    """A new use: for each version from which on all may permit, that it is that one, and what the person chose."""
    permitted: Predicate = True  # that all versions after the one looked at permit
    for place in range(here.place, used.place, -1):
        earlier = here.siblings[place - 1]
        also = False if earlier is used else judged[earlier]
        since = here.siblings[place : here.place + 1]
        yield all_of((permitted, unless(also), _accepted(here, since)))
        permitted = all_of((permitted, also))
        if permitted is False:
            return


def _accepted(here: CompiledVersion, since: Iterable[CompiledVersion]) -> Predicate:
    versions = frozenset(version.id for version in since)
    agreed: Predicate = Holds(Agreed(here.policy, versions))
    window = _silence(here)
    if window is None:
        return agreed
    silent = all_of((Holds(Undecided(here.policy, versions)), Holds(Told(here.policy, versions, window))))
    return any_of((agreed, silent))


def _silence(here: CompiledVersion) -> timedelta | None:
    """How long after the person was told their silence counts as yes; None: never. Of several modes all must."""
    windows = [{"notice": timedelta(0), "opt-out": mode.window}.get(mode.name) for mode in here.modes]
    known = [window for window in windows if window is not None]
    return max(known) if len(known) == len(windows) else None
