"""A mapping file read: YAML in, `Mapping` out, with the place of whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import sqlglot
import yaml
from sqlglot import exp
from sqlglot.errors import SqlglotError

from troth.engine.leaves import Terms
from troth.errors import SettingsError
from troth.language import FACTS
from troth.warehouse.clock import KEPT
from troth.warehouse.model import Channelled, DecidedOn, Given, Group, Mapping, Records, Words, Yes
from troth.warehouse.pieces import Expression, Sql, column, name, stands_alone, text

T = TypeVar("T")
Raw = dict[str, Any]

_KEYS = frozenset(
    ("table", "key", "in", "times", "dialect", "columns", "version", "source", "visible", "notice", "own-recipients")
) | {"facts", "grounds", "agreement", "grouped", "choices", "gpc", "consents", "restricted", "told", "decided"}


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file. SettingsError, naming the place, for one that cannot be read."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: cannot be read as YAML", help=str(error)) from None
    return read_mapping(raw, str(path))


def read_mapping(raw: object, where: str = "mapping") -> Mapping:
    """The mapping of a document. SettingsError as of `load_mapping`."""
    fields = _table(raw, where, _KEYS)
    dialect = fields.get("dialect", "postgres")
    read = _Reader(str(dialect))
    table = read.relation(fields.get("table"), f"{where}: table")
    return Mapping(
        table,
        table.alias_or_name,
        _text(fields.get("key"), f"{where}: key"),
        _texts(fields.get("columns"), f"{where}: columns"),
        None if fields.get("in") is None else _text(fields["in"], f"{where}: in"),
        _one_of(fields.get("times", "timestamp"), KEPT, f"{where}: times"),
        **read.parts(fields, where),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """`dialect`: that of the pieces written in SQL."""

    dialect: str

    def parts(self, fields: Raw, where: str) -> dict[str, Any]:
        """What may be left out; by the name it has in `Mapping`."""
        readers: dict[str, Callable[[Any, str], Any]] = {
            "version": self.value,
            "source": self.value,
            "visible": self.value,
            "notice": self.words,
            "own-recipients": self.own,
            "facts": self.facts,
            "grounds": lambda raw, at: self.each(raw, at, self.truth),
            "agreement": self.truth,
            "grouped": self.group,
            "choices": self.choices,
            "gpc": self.gpc,
            "consents": self.consents,
            "restricted": self.restricted,
            "told": self.told,
            "decided": self.decided,
        }
        read = {key: reader(fields[key], f"{where}: {key}") for key, reader in readers.items() if key in fields}
        return {{"own-recipients": "own"}.get(key, key): found for key, found in read.items()}

    # -- a table, a value, a yes or no --

    def relation(self, raw: object, where: str) -> Expression:
        if isinstance(raw, dict) and set(raw) == {"sql"}:
            return exp.Subquery(this=self.parsed(raw["sql"], where), alias=exp.TableAlias(this=name("records")))
        parts = [name(part) for part in _text(raw, where).split(".")]
        if len(parts) > 3 or not all(part.name for part in parts):
            _wrong(where, "is a table's name, with its schema before it if need be", "such as shop.members")
        return exp.Table(**dict(zip(("this", "db", "catalog"), reversed(parts), strict=False)))

    def value(self, raw: object, where: str) -> Expression:
        """A column, a value for all rows, or a piece of SQL."""
        if isinstance(raw, dict) and set(raw) == {"is"}:
            return text(_text(raw["is"], where))
        if isinstance(raw, dict) and set(raw) == {"sql"}:
            return self.parsed(raw["sql"], where)
        return column(_text(raw, where))

    def truth(self, raw: object, where: str) -> Sql:
        return raw if isinstance(raw, bool) else self.value(raw, where)

    def parsed(self, raw: object, where: str) -> Expression:
        try:
            found = sqlglot.parse_one(_text(raw, where), read=self.dialect)
        except (SqlglotError, ValueError) as error:
            _wrong(where, "is no SQL that can be read", str(error).split("\n", maxsplit=1)[0])
        return found if isinstance(found, exp.Query) or stands_alone(found) else exp.Paren(this=found)

    def each(self, raw: object, where: str, read: Callable[[Any, str], T]) -> dict[str, T]:
        return {key: read(value, f"{where}.{key}") for key, value in _table(raw, where).items()}

    def optional(self, raw: object, where: str) -> Expression | None:
        return None if raw is None else self.value(raw, where)

    def records(self, raw: Raw, where: str, needed: str, more: str = "") -> Records:
        """A table of records; `needed` and `more`: what its columns tell, those that there must be first."""
        columns = _texts({k: v for k, v in raw.items() if k not in ("table", "person", "known")}, where)
        if set(needed.split()) - set(columns) or set(columns) - set(needed.split()) - set(more.split()):
            _wrong(where, f"has the columns {needed}; it may have {more or 'no others'}", "name each as in the table")
        relation = self.relation(raw["table"], f"{where}.table")
        person = _text(raw.get("person"), f"{where}.person")
        return Records(relation, person, columns, self.truth(raw.get("known", True), f"{where}.known"))

    # -- what the columns tell --

    def facts(self, raw: object, where: str) -> dict[str, Sql]:
        return self.each(_table(raw, where, frozenset(FACTS)), where, self.truth)

    def words(self, raw: object, where: str) -> Words[Expression]:
        if isinstance(raw, dict) and set(raw) == {"json"}:
            return Words(self.value(raw["json"], where), json=True)
        return Words(self.value(raw, where))

    def own(self, raw: object, where: str) -> Words[Expression] | Records:
        if isinstance(raw, dict) and "table" in raw:
            return self.records(raw, where, "recipient")
        return self.words(raw, where)

    def group(self, raw: object, where: str) -> Group:
        fields = _table(raw, where, frozenset(("people", "nameless")))
        people = self.value(fields.get("people"), f"{where}.people")
        return Group(people, self.truth(fields.get("nameless"), f"{where}.nameless"))

    def yes(self, raw: object, where: str) -> Yes:
        if isinstance(raw, dict) and "said" in raw:
            fields = _table(raw, where, frozenset(("said", "at")))
            return Yes(self.truth(fields["said"], where), self.optional(fields.get("at"), f"{where}.at"))
        return Yes(self.truth(raw, where))

    def gpc(self, raw: object, where: str) -> Yes:
        if isinstance(raw, dict) and "seen" in raw:
            fields = _table(raw, where, frozenset(("seen", "since")))
            return Yes(self.truth(fields["seen"], where), self.optional(fields.get("since"), f"{where}.since"))
        return Yes(self.truth(raw, where))

    def choices(self, raw: object, where: str) -> dict[str, Yes | Channelled] | Records:
        if isinstance(raw, dict) and "table" in raw:
            return self.records(raw, where, "topic value at", "channel")
        return self.each(raw, where, self.choice)

    def choice(self, raw: object, where: str) -> Yes | Channelled:
        if isinstance(raw, dict) and "channels" in raw:
            fields = _table(raw, where, frozenset(("channels", "any")))
            rest = self.yes(fields["any"], where) if "any" in fields else None
            return Channelled(self.each(fields["channels"], where, self.yes), rest)
        return self.yes(raw, where)

    def consents(self, raw: object, where: str) -> tuple[Given, ...] | Records:
        if isinstance(raw, dict):
            return self.records(raw, where, "actions data for given", "to explicit withdrawn")
        if not isinstance(raw, list):
            _wrong(where, "is a list of consents, or a table of them", "see the how-to on warehouses")
        return tuple(self.consent(each, f"{where}[{place}]") for place, each in enumerate(raw))

    def consent(self, raw: object, where: str) -> Given:
        keys = frozenset(("actions", "data", "for", "to", "explicit", "given", "withdrawn", "stands"))
        fields = _table(raw, where, keys)
        if ("given" in fields) == ("stands" in fields):
            _wrong(where, "has either `given`, a time, or `stands`, a yes or no", "see the how-to on warehouses")
        return Given(
            *self.scope(fields, where),
            self.truth(fields.get("explicit", False), f"{where}.explicit"),
            self.optional(fields.get("given"), f"{where}.given"),
            self.optional(fields.get("withdrawn"), f"{where}.withdrawn"),
            self.truth(fields.get("stands", True), f"{where}.stands"),
        )

    def scope(self, fields: Raw, where: str) -> tuple[Terms, Terms, Terms, Terms]:
        """What a consent is to. Whom it may go to may be left out: then to nobody."""
        actions, data, purposes = (_list(fields.get(part), f"{where}.{part}") for part in ("actions", "data", "for"))
        return actions, data, purposes, _list(fields.get("to", []), f"{where}.to")

    def restricted(self, raw: object, where: str) -> Sql | Records:
        if isinstance(raw, dict) and "table" in raw:
            return self.records(raw, where, "", "data for from until")
        return self.truth(raw, where)

    def told(self, raw: object, where: str) -> dict[str, Expression] | Records:
        if isinstance(raw, dict) and "table" in raw:
            return self.records(raw, where, "version at", "policy")
        return self.each(raw, where, self.value)

    def decided(self, raw: object, where: str) -> dict[str, DecidedOn] | Records:
        if isinstance(raw, dict) and "table" in raw:
            return self.records(raw, where, "version answer at", "policy")
        return self.each(raw, where, self.decision)

    def decision(self, raw: object, where: str) -> DecidedOn:
        if isinstance(raw, dict) and "answer" in raw:
            fields = _table(raw, where, frozenset(("answer", "at")))
            return DecidedOn(self.value(fields["answer"], where), self.optional(fields.get("at"), f"{where}.at"))
        return DecidedOn(self.value(raw, where))


def _wrong(where: str, message: str, help_: str) -> NoReturn:
    raise SettingsError(f"{where} {message}", help=help_)


def _table(raw: object, where: str, keys: frozenset[str] | None = None) -> Raw:
    if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
        _wrong(where, "must be a mapping of names", "see the how-to on warehouses")
    if keys is not None and set(raw) - keys:
        _wrong(where, f"knows no {', '.join(sorted(set(raw) - keys))}", f"known: {', '.join(sorted(keys))}")
    return raw


def _text(raw: object, where: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        _wrong(where, "must be a name", "in quotes if YAML would read it as a number or a date")
    return raw


def _texts(raw: object, where: str) -> Mapped[str, str]:
    return {key: _text(value, f"{where}.{key}") for key, value in _table(raw, where).items()}


def _list(raw: object, where: str) -> Terms:
    listed = raw if isinstance(raw, list) else [raw]
    return frozenset(_text(each, where) for each in listed)


def _one_of(raw: object, known: tuple[T, ...], where: str) -> T:
    for each in known:
        if each == raw:
            return each
    _wrong(where, f"must be one of {', '.join(map(str, known))}", "see the how-to on warehouses")
