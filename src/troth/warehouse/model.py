"""The nouns of a mapping: which column of a company's table tells what. What is not mapped is unknown."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlglot import exp

from troth.warehouse.clock import Kept
from troth.warehouse.pieces import Expression, Sql

T = TypeVar("T")
NONE: Mapped[str, Sql] = {}


@dataclass(frozen=True, slots=True)
class Records:
    """Rows about people in another table. `columns`: what each tells → its name there.

    `known`: of a row of the main table, whether its person's records are all there; left out, they always are.
    """

    table: Expression
    person: str
    columns: Mapped[str, str]
    known: Sql = True


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes or no, and since when it is said."""

    said: Sql
    at: Expression | None = None


@dataclass(frozen=True, slots=True)
class Channelled:
    """A choice of its own for each channel; `any` for the others, and for none."""

    channels: Mapped[str, Yes]
    any: Yes | None


@dataclass(frozen=True, slots=True)
class Given:
    """Columns of a consent: to what it is, and when it was given and withdrawn; or whether it stands."""

    actions: frozenset[str]
    data: frozenset[str]
    purposes: frozenset[str]
    recipients: frozenset[str]
    explicit: Sql
    given: Expression | None
    withdrawn: Expression | None
    stands: Sql = True


@dataclass(frozen=True, slots=True)
class DecidedOn:
    """The decision on one version: `agreed`, `declined` or `none`; and when."""

    answer: Expression
    at: Expression | None = None


@dataclass(frozen=True, slots=True)
class Words(Generic[T]):
    """A text of terms: with a space between, or (`json`) a JSON array."""

    text: T
    json: bool = False

    @property
    def around(self) -> str:
        return '"' if self.json else " "


@dataclass(frozen=True, slots=True)
class Group:
    """What comes out of the row: of how many people it is, and whether it names none."""

    people: Expression
    nameless: Sql


@dataclass(frozen=True, slots=True)
class Mapping:
    """A table, and what its columns tell. `columns`: column → data term, in order. `refer`: its name in the SQL."""

    table: Expression
    refer: str
    key: str
    columns: Mapped[str, str]
    property: str | None = None
    times: Kept = "timestamp"
    version: Expression | None = None
    source: Expression | None = None
    visible: Expression | None = None
    notice: Words[Expression] | None = None
    own: Words[Expression] | Records | None = None
    facts: Mapped[str, Sql] = field(default_factory=lambda: NONE)
    grounds: Mapped[str, Sql] = field(default_factory=lambda: NONE)
    agreement: Sql | None = None
    grouped: Group | None = None
    choices: Mapped[str, Yes | Channelled] | Records | None = None
    gpc: Yes | None = None
    consents: tuple[Given, ...] | Records | None = None
    restricted: Sql | Records | None = None
    told: Mapped[str, Expression] | Records | None = None
    decided: Mapped[str, DecidedOn] | Records | None = None

    def person(self) -> exp.Column:
        """The row's person, as a sub-select names it."""
        return exp.Column(
            this=exp.to_identifier(self.key, quoted=True), table=exp.to_identifier(self.refer, quoted=True)
        )
