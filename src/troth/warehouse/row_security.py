"""PostgreSQL row security made from the clauses: the table itself hides what the policy does not permit.

A session says what it does: `SET troth.purpose = 'newsletters'`, and likewise `action` (unset: use), `recipient`,
`with`, `channel`, `roles` and `agreement`. Each never of the policy is a policy of its own AS RESTRICTIVE, each may one
AS PERMISSIVE, by the clause's id; what is unset, unknown or NULL hides the row. A row shows all its columns at once, so
what is asked is asked of all their data terms together.

Besides the clauses there are, all AS RESTRICTIVE: that the session's words are known and its time is that of the
version; that no restriction covers the row; that some may permits each term of the table; and that what was collected
under another version may go on. PostgreSQL asks the RESTRICTIVE ones in the order of their names and the PERMISSIVE
ones last; so the dearest, on other versions, is asked only of rows that some may lets show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlglot import exp

from troth.engine import CompiledVersion, Engine
from troth.engine.leaves import Asking, During
from troth.engine.predicate import And, Fails, Holds, Predicate, all_of, any_of, given
from troth.engine.select import Question, goes_on, held_back, permitted_by, unrestricted
from troth.errors import SettingsError
from troth.language import Action, Clause, Consent, Notified, OwnRecipient, Visible, atoms
from troth.terms import Tree
from troth.warehouse.clock import Clock
from troth.warehouse.model import Mapping, Records
from troth.warehouse.pieces import Expression, as_sql, name, text
from troth.warehouse.rows import Rows, Session
from troth.warehouse.writing import told, write

ACTIONS = (Action.USE, Action.DISCLOSE, Action.PUBLISH, Action.LINK)  # to read is none the less than to use
LONGEST = 63  # bytes of a name in PostgreSQL
SETTINGS = {"purpose": "purpose", "to": "recipient"}  # dimensions whose setting has another name


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """One policy of the table."""

    name: str
    permissive: bool
    using: Predicate


def row_security(engine: Engine, mapping: Mapping, property: str, at: datetime) -> str:  # noqa: A002
    """The statements that put the table under the version in force at that time, in one transaction.

    SettingsError where no version, or more than one policy, covers the property then, or the mapping reads consents
    or restrictions from another table: what they cover hangs on what the session asks, so they must be columns.
    """
    if isinstance(mapping.consents, Records) or isinstance(mapping.restricted, Records):
        raise SettingsError(
            "row security reads consents and restrictions from columns of the table, not from a table of records",
            help="map each consent, and `restricted`, to a column, or to a piece of SQL",
        )
    version = _version(engine, property, at)
    rows = Rows(mapping, Clock(mapping.times), _setting("channel"), Session(_setting))
    made = list(Securing(version, mapping, property, at, rows).policies(_until(engine, at)))
    table = told(mapping.table, "postgres")
    old = dict.fromkeys([*(_named(c.id) for v in version.siblings for c in v.source.clauses if c.scope), *_OWN])
    old |= dict.fromkeys(policy.name for policy in made)
    lines = ["BEGIN", f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"]
    lines += [f"DROP POLICY IF EXISTS {_quoted(each)} ON {table}" for each in old]
    lines += [_create(policy, table, rows) for policy in made]
    return "".join(f"{line};\n" for line in [*lines, "COMMIT"])


@dataclass(frozen=True, slots=True)
class Securing:
    """The policies of one table under one version."""

    version: CompiledVersion
    mapping: Mapping
    place: str
    at: datetime
    rows: Rows
    kept: dict[tuple[int, str, str], Predicate] = field(default_factory=dict)  # by version, clause and datum

    @property
    def data(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.mapping.columns.values()))

    def policies(self, until: datetime | None) -> Iterator[RowPolicy]:
        yield RowPolicy(_OWN[0], permissive=False, using=self._question(until))
        yield RowPolicy(_OWN[1], permissive=False, using=self._unrestricted(self.version))
        nevers = self._nevers(self.version)
        for clause, using in nevers.items():
            yield RowPolicy(_named(clause), permissive=False, using=using)
        for clause, using in self._mays(self.version).items():
            yield RowPolicy(_named(clause), permissive=True, using=using)
        each = self._some_may_each(self.version)
        for place, using in enumerate(each):
            yield RowPolicy(f"{_OWN[2]} {place + 1}", permissive=False, using=using)
        settled = frozenset((*nevers.values(), self._unrestricted(self.version), *each))
        yield RowPolicy(_OWN[3], permissive=False, using=self._goes_on(settled))

    # -- what every session must say --

    def _question(self, until: datetime | None) -> Predicate:
        """The words are known, and the version is in force. Link needs its other data, disclose a recipient."""
        terms = self.version.source.terms
        words = [
            Holds(Asking("action", frozenset(ACTIONS))),
            Holds(Asking("purpose", frozenset(terms.purposes.terms))),
            Holds(Asking("to", frozenset(terms.recipients.terms), lacking=True)),
            Holds(Asking("with", frozenset(terms.data.terms), lacking=True)),
            any_of((Fails(_action(Action.DISCLOSE)), Fails(Asking("to", frozenset(), lacking=True)))),
            any_of((Fails(_action(Action.LINK)), Fails(Asking("with", frozenset(), lacking=True)))),
        ]
        return all_of([Holds(During(self.version.effective, until)), *words])

    # -- the clauses --

    def _nevers(self, version: CompiledVersion) -> dict[str, Predicate]:
        """By clause, what a never lets show: what it does not hold, or lets off for each datum."""
        touching = self._touching(version, "never")
        return {c.id: all_of(self._of(version, c, datum) for datum in held) for c, held in touching}

    def _mays(self, version: CompiledVersion) -> dict[str, Predicate]:
        """By clause, what a may lets show of some datum."""
        touching = self._touching(version, "may")
        return {c.id: any_of(self._of(version, c, datum) for datum in held) for c, held in touching}

    def _touching(self, version: CompiledVersion, modality: str) -> Iterator[tuple[Clause, list[str]]]:
        """The clauses that have a say over the table, each with the terms of it that they hold."""
        for clause in version.tables.clauses:
            scope = clause.scope
            if clause.modality != modality or scope is None or not any(action in scope.actions for action in ACTIONS):
                continue
            held = [datum for datum in self.data if _takes(version.source.terms.data, scope.data, datum)]
            if held and (scope.properties is None or self.place in scope.properties):
                yield clause, held

    def _of(self, version: CompiledVersion, clause: Clause, datum: str) -> Predicate:
        """What one clause lets show for one datum."""
        key, inside = (version.number, clause.id, datum), list(self._inside(version, clause))
        if key not in self.kept and clause.modality == "may":
            holding = [Holds(each) for each in inside]
            self.kept[key] = all_of((*holding, self._spread(version, clause, datum, permitted_by)))
        elif key not in self.kept:
            failing = [Fails(each) for each in inside]
            self.kept[key] = any_of((*failing, self._spread(version, clause, datum, held_back)))
        return self.kept[key]

    def _inside(self, version: CompiledVersion, clause: Clause) -> Iterator[Asking]:
        """The clause's scope, as far as the session says what is asked."""
        scope, terms = clause.scope, version.source.terms
        if scope is None:
            return
        yield Asking("action", frozenset(action for action in ACTIONS if action in scope.actions))
        trees = {"purpose": terms.purposes, "to": terms.recipients, "with": terms.data}
        for dimension, named in (("purpose", scope.purposes), ("to", scope.recipients), ("with", scope.others)):
            if named is not None:
                below = frozenset[str]().union(*(trees[dimension].descendants(term) for term in named))
                yield Asking(dimension, below)

    def _spread(
        self, version: CompiledVersion, clause: Clause, datum: str, told_by: Callable[..., Predicate]
    ) -> Predicate:
        """The clause's conditions, cell by cell where they look at the cell; like ones together."""
        seen = {type(atom) for atom in atoms(clause.conditions)}
        ways = [d for d, looked in _LOOKED_AT.items() if seen & looked]
        inside = {each.dimension: each.terms for each in self._inside(version, clause)}

        def of(cell: dict[str, str | None]) -> Predicate:
            question = self._asked(datum, cell)
            return told_by(version, clause, question, question.keys()[0])

        terms = {way: self._alike(version, way, _terms(version, way, inside.get(way)), seen) for way in ways}
        return self._by(ways, terms, {}, of)

    def _alike(
        self, version: CompiledVersion, dimension: str, listed: list[str | None], seen: set[type]
    ) -> list[list[str | None]]:
        """The terms of a dimension, those together that no condition can tell apart."""
        tree = version.source.terms.purposes if dimension == "purpose" else version.source.terms.recipients
        consents = self.mapping.consents if isinstance(self.mapping.consents, tuple) else ()
        part = {"purpose": "purposes", "to": "recipients", "action": "actions"}[dimension]
        named = frozenset[str]().union(*(getattr(each, part) for each in consents))
        apart = {"purpose": Notified, "to": OwnRecipient}.get(dimension) in seen
        classes: dict[tuple[object, ...], list[str | None]] = {}
        for term in listed:
            above = named & (tree.ancestors(term or "") if dimension != "action" else frozenset((str(term),)))
            mark = term if apart or term in ("public", "contacts") else term is None
            classes.setdefault((above, mark), []).append(term)
        return list(classes.values())

    def _by(
        self,
        ways: list[str],
        terms: dict[str, list[list[str | None]]],
        cell: dict[str, str | None],
        of: Callable[[dict[str, str | None]], Predicate],
    ) -> Predicate:
        """One dimension after the other: for which of its terms the rest comes out alike."""
        if not ways:
            return of(cell)
        here, *rest = ways
        same: dict[Predicate, list[str | None]] = {}
        for alike_terms in terms[here]:
            same.setdefault(self._by(rest, terms, {**cell, here: alike_terms[0]}, of), []).extend(alike_terms)
        alike: dict[str, tuple[Predicate, list[str | None]]] = {}
        for part, listed in same.items():
            alike.setdefault(self._sql(part) if len(same) > 1 else "", (part, []))[1].extend(listed)
        if len(alike) == 1:
            return next(iter(alike.values()))[0]
        return any_of(all_of((Holds(_among(here, listed)), part)) for part, listed in alike.values())

    def _asked(self, datum: str, cell: dict[str, str | None]) -> Question:
        action, purpose = cell.get("action") or Action.USE, cell.get("purpose") or "purposes"
        return Question(str(action), (datum,), purpose, self.place, self.at, moving=True, to=cell.get("to"))

    def _sql(self, part: Predicate) -> str:
        return as_sql(write(part, self.rows)).sql("postgres", copy=False)

    # -- restrictions, several terms, other versions --

    def _unrestricted(self, version: CompiledVersion) -> Predicate:
        """Of each datum. What is mapped tells no purposes apart."""
        asked = [self._asked(datum, {}) for datum in self.data]
        return all_of(unrestricted(version, question, question.keys()[0]) for question in asked)

    def _some_may_each(self, version: CompiledVersion) -> list[Predicate]:
        """For each set of mays that some term of the table needs one of: that one permits."""
        touching = list(self._touching(version, "may"))
        needed = (any_of(self._of(version, c, datum) for c, held in touching if datum in held) for datum in self.data)
        return list(dict.fromkeys(needed))

    def _judged(self, version: CompiledVersion) -> Predicate:
        """All that a version says of the table."""
        terms = version.source.terms
        if self.place not in version.source.properties or not all(datum in terms.data for datum in self.data):
            return False
        nevers = self._nevers(version).values()
        return all_of((self._known(version), self._unrestricted(version), *nevers, *self._some_may_each(version)))

    def _known(self, version: CompiledVersion) -> Predicate:
        """Another version knows the words, where it does not know all of this one's."""
        ours, theirs = self.version.source.terms, version.source.terms
        pairs = {"purpose": (ours.purposes, theirs.purposes), "to": (ours.recipients, theirs.recipients)}
        pairs["with"] = ours.data, theirs.data
        parts: list[Predicate] = []
        for dimension, (here, there) in pairs.items():
            if not set(here.terms) <= set(there.terms):
                parts.append(Holds(Asking(dimension, frozenset(there.terms), lacking=dimension != "purpose")))
        return all_of(parts)

    def _goes_on(self, settled: frozenset[Predicate]) -> Predicate:
        """What was collected under another version; what the other policies see to is left out."""
        judged = {version: self._judged(version) for version in self.version.siblings}
        parts = frozenset(p for each in settled for p in (each.parts if isinstance(each, And) else (each,)))
        return given(goes_on(self.version, judged), settled | parts)


_OWN = ("troth: the question", "troth: restrictions", "troth: each datum", "troth: versions")
_LOOKED_AT: dict[str, set[type]] = {
    "action": {Consent},
    "to": {Consent, OwnRecipient, Visible},
    "purpose": {Consent, Notified},
}


def _action(action: Action) -> Asking:
    return Asking("action", frozenset((action,)))


def _among(dimension: str, terms: Iterable[str | None]) -> Asking:
    listed = list(terms)
    return Asking(dimension, frozenset(term for term in listed if term is not None), lacking=None in listed)


def _terms(version: CompiledVersion, dimension: str, inside: frozenset[str] | None) -> list[str | None]:
    """What may be asked in a dimension, within the clause's scope."""
    if inside is not None:
        return [*sorted(inside)]
    terms = version.source.terms
    if dimension == "action":
        return list(ACTIONS)
    return [None, *terms.recipients.terms] if dimension == "to" else list(terms.purposes.terms)


def _takes(tree: Tree, named: tuple[str, ...] | None, datum: str) -> bool:
    return named is None or any(tree.covers(term, datum) for term in named)


def _setting(dimension: str) -> Expression:
    """What the session says in a dimension; NULL where it says nothing. An action unsaid is a use."""
    setting = text(f"troth.{SETTINGS.get(dimension, dimension)}")
    said = exp.Anonymous(this="CURRENT_SETTING", expressions=[setting, exp.true()])
    named = exp.Nullif(this=said, expression=text(""))
    return exp.Coalesce(this=named, expressions=[text(Action.USE)]) if dimension == "action" else named


def _named(clause: str) -> str:
    """The clause's id, or what fits of it and a digest."""
    if len(clause.encode()) <= LONGEST:
        return clause
    return (
        clause.encode()[: LONGEST - 9].decode(errors="ignore") + "-" + hashlib.sha256(clause.encode()).hexdigest()[:8]
    )


def _quoted(policy: str) -> str:
    return told(name(policy), "postgres")


def _create(policy: RowPolicy, table: str, rows: Rows) -> str:
    kind = "PERMISSIVE" if policy.permissive else "RESTRICTIVE"
    using = told(as_sql(write(policy.using, rows)), "postgres")
    return f"CREATE POLICY {_quoted(policy.name)} ON {table} AS {kind} FOR SELECT USING (\n{using}\n)"


def _version(engine: Engine, place: str, at: datetime) -> CompiledVersion:
    covering = engine.covering(place, at)
    if len(covering) != 1 or covering[0][1] is None:
        raise SettingsError(
            "row security needs one policy that covers the property, with a version in force",
            help="name the property by --in, and give one policy folder",
        )
    return covering[0][1]


def _until(engine: Engine, at: datetime) -> datetime | None:
    """When the next version takes over: from then on nothing shows until this is written anew."""
    later = [start for policy in engine.compiled for start in policy.starts if start > at]
    return min(later, default=None)
