"""Policies compiled, and the questions that can be put to them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from troth.engine.asked import CellKey
from troth.engine.combine import without_version
from troth.engine.decide import decide
from troth.engine.explain import Explanation, explain
from troth.engine.facts import Facts
from troth.engine.model import Answer, Reason, Request
from troth.engine.request import read_request
from troth.engine.version import Cell, CompiledVersion
from troth.engine.words import Near, Words, nearest
from troth.language import Policy, Version
from troth.terms import builtin

Starts = Mapping[str, datetime | None]
NO_STARTS: Starts = MappingProxyType({})
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPolicy:
    """A policy with its versions compiled, in the order they take effect."""

    source: Policy
    versions: tuple[CompiledVersion, ...]
    starts: tuple[datetime, ...]

    def in_force(self, at: datetime) -> CompiledVersion | None:
        """The last version effective by then; None before the first."""
        place = bisect_right(self.starts, at)
        return self.versions[place - 1] if place else None


class Engine:
    """Policies compiled into tables. Pure: the same policies and request give the same answer anywhere."""

    def __init__(self, policies: Sequence[Policy], starts: Starts = NO_STARTS) -> None:
        """`starts`: since when a version is in force where that is not its own time; None: it is not yet."""
        self.policies = tuple(policies)
        numbers = iter(range(sum(len(policy.versions) for policy in policies)))
        self.compiled = tuple(_compiled(policy, numbers.__next__, starts) for policy in policies if policy.versions)
        self._by_source = {v.source: v for policy in self.compiled for v in policy.versions}
        self._by_id = {policy.source.id: policy for policy in self.compiled}
        self.words = Words.of(builtin(), *(v.terms for policy in policies for v in policy.versions))
        self._listing: dict[str, tuple[CompiledPolicy, ...]] = self._by_property()

    def ask(self, request: Request, near: Near = nearest) -> Answer:
        """The answer of SPEC 5 and 6. RequestError for a request that gets none; `near` finds what else was meant."""
        self.words.check_facts(request)
        covering = self.covering(request.property, request.at)
        if len(covering) == 1:
            return self._under(*covering[0], request, near)
        answers = [self._under(policy, version, request, near) for policy, version in covering]
        if not answers:
            self._check_scope(request, near)
            return without_version(request.data, Reason.OUT_OF_SCOPE, None)
        return next((answer for answer in answers if answer.reason is not None), answers[0])

    def ask_json(self, raw: dict[str, Any]) -> dict[str, Any]:
        """A request as JSON, answered as JSON (SPEC 10). RequestError as of `read_request` and `ask`."""
        return self.ask(read_request(raw)).to_json()

    def version_at(self, property: str, at: datetime) -> Version | None:  # noqa: A002
        """The version that decides there then, if any."""
        covering = self.covering(property, at)
        version = covering[0][1] if covering else None
        return None if version is None else version.source

    def in_force(self, at: datetime) -> list[Version]:
        """Of each policy the version in force at a time, if one is."""
        return [version.source for policy in self.compiled if (version := policy.in_force(at)) is not None]

    def start_of(self, version: Version) -> datetime | None:
        """Since or from when the version is in force; None: it waits, nobody knows for how long."""
        policy = self._by_id[version.policy]
        start = policy.starts[policy.source.versions.index(version)]
        return None if start == NEVER else start

    def explain(self, request: Request, answer: Answer) -> Explanation:
        """The answer in sentences for a person, with the words of the policy it rests on."""
        policy = self._by_id.get(answer.policy or "")
        version = None if policy is None or answer.version is None else policy.source.version(answer.version)
        return explain(request, answer, version)

    # -- the prepared form: the same facts over many cells, or the same cell for many people --

    # Facts made ready, to be decided over in many cells. Their terms are not checked: `ask` does that.
    prepare = Facts

    def cell(
        self,
        version: Version,
        action: str,
        datum: str,
        purpose: str,
        property: str,  # noqa: A002
        *,
        to: str | None = None,
        other: str | None = None,
        source: str | None = None,
    ) -> Cell:
        """What is asked about one datum under one of these versions; RequestError for an unknown term."""
        return self._by_source[version].cell((action, datum, purpose, property, to, other, source))

    decide = staticmethod(decide)

    # -- which policy --

    def _by_property(self) -> dict[str, tuple[CompiledPolicy, ...]]:
        listing: dict[str, dict[CompiledPolicy, None]] = {}
        for policy in self.compiled:
            for version in policy.versions:
                for place in version.source.properties:
                    listing.setdefault(place, {})[policy] = None
        return {place: tuple(policies) for place, policies in listing.items()}

    def covering(self, place: str, at: datetime) -> list[tuple[CompiledPolicy, CompiledVersion | None]]:
        """The policies of the highest precedence that cover a property, each with its version in force then."""
        found: list[tuple[CompiledPolicy, CompiledVersion | None]] = []
        highest = 0
        for policy in self._listing.get(place, ()):
            version = policy.in_force(at)
            speaking = (version or policy.versions[0]).source
            if place not in speaking.properties or (found and speaking.precedence < highest):
                continue
            if speaking.precedence > highest:
                found.clear()
            highest = speaking.precedence
            found.append((policy, version))
        return found

    def _under(self, policy: CompiledPolicy, version: CompiledVersion | None, request: Request, near: Near) -> Answer:
        if version is None:
            self._check_scope(request, near)
            return without_version(request.data, Reason.NOT_IN_FORCE, policy.source.id)
        facts = Facts.of(request)
        if len(request.data) == 1:
            return decide(version.cell(_cell_key(request, request.data[0]), near), facts)
        cells = _cells(version, request, near)
        return version.together([decide(cell, facts, cells) for cell in cells])

    def _check_scope(self, request: Request, near: Near) -> None:
        """Where no version is in force, a term must be known to some version of some policy."""
        self.words.check_scope(request.action, request.data, request.purpose, request.to, request.other, near)


def compile_policies(policies: Sequence[Policy], starts: Starts = NO_STARTS) -> Engine:
    """An engine that answers for those policies.

    `starts` (by policy@version) is for a deployment in which a version comes into force later than it says; None:
    it waits. Until then the version before goes on deciding.
    """
    return Engine(policies, starts)


def _cell_key(request: Request, datum: str) -> CellKey:
    source = request.datum.source
    return request.action, datum, request.purpose, request.property, request.to, request.other, source


def _cells(version: CompiledVersion, request: Request, near: Near) -> list[Cell]:
    keys = [_cell_key(request, datum) for datum in request.data]
    cells = [version.cells.get(key) for key in keys]
    found = [cell for cell in cells if cell is not None]
    if len(found) == len(keys) > 0:
        return found
    # Checked as a whole, so that an error names the place of the datum.
    version.words.check_scope(request.action, request.data, request.purpose, request.to, request.other, near)
    return [version.cell(key) for key in keys]


def _compiled(policy: Policy, number: Callable[[], int], starts: Starts) -> CompiledPolicy:
    versions = tuple(CompiledVersion.of(v, number(), place) for place, v in enumerate(policy.versions))
    for version in versions:
        version.siblings = versions
    return CompiledPolicy(policy, versions, _starts(policy.versions, starts))


def _starts(versions: Sequence[Version], starts: Starts) -> tuple[datetime, ...]:
    """In order: a version that waits is passed over once a later one is in force."""
    own = [starts.get(version.ref, version.effective) or NEVER for version in versions]
    return tuple(min(own[place:]) for place in range(len(own)))
