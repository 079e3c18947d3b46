"""The kinds of parameters that duties take: each reads a node, and says itself in JSON Schema and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from troth.language import shapes
from troth.language.findings import Findings, quoted
from troth.language.nodes import Listing, Node, Table, Word, described
from troth.language.vocabulary import Vocabulary

_DURATION = re.compile(r"([0-9]{1,6})(h|d|w|y)", re.ASCII)
# A year is 365 days: where a policy's "year" could be a day longer, the data go a day earlier.
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1), "y": timedelta(days=365)}
_LONGEST = timedelta(days=200 * 365)
DURATION_HELP = "write a whole number and a unit: 72h, 30d, 6w or 7y"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as the policy writes it, and what it comes to."""

    written: str
    length: timedelta

    @classmethod
    def parse(cls, written: str) -> Duration:
        """From `72h`, `30d`, `6w` or `7y`; ValueError for anything else and for more than 200 years."""
        match = _DURATION.fullmatch(written)
        if match is None or (length := int(match[1]) * _UNITS[match[2]]) > _LONGEST:
            raise ValueError(DURATION_HELP)
        return cls(written, length)

    def __str__(self) -> str:
        return self.written


class ParamKind(Protocol):
    """A kind of parameter. `findings` takes what is wrong; `vocabulary` knows the terms."""

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> Any:
        """The value, which `what` names in messages; None, with a finding, when the node is of another kind."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a value."""

    def __str__(self) -> str:
        """What to write, for a message and for the reference."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Any words on one line."""

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> str | None:
        del vocabulary
        return shapes.name(node, findings, what)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}

    def __str__(self) -> str:
        return "words"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word out of a few."""

    options: tuple[str, ...]

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> str | None:
        del vocabulary
        return shapes.one_of(node, self.options, findings, f"value of {what}:", "unknown-option")

    def schema(self) -> dict[str, Any]:
        return {"enum": [*self.options, *_as_numbers(self.options)]}

    def __str__(self) -> str:
        return " or ".join(f"`{option}`" for option in self.options)


@dataclass(frozen=True, slots=True)
class SomeOf:
    """One word out of a few, or a list of them."""

    options: tuple[str, ...]

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> tuple[str, ...] | None:
        del vocabulary
        one = f"value of {what}:"
        read = [shapes.one_of(n, self.options, findings, one, "unknown-option") for n in shapes.items(node)]
        known = tuple(dict.fromkeys(word for word in read if word is not None))
        return known if len(read) == len([w for w in read if w]) else None

    def schema(self) -> dict[str, Any]:
        one = {"enum": list(self.options)}
        return {"anyOf": [one, {"type": "array", "items": one}]}

    def __str__(self) -> str:
        return f"some of {', '.join(f'`{option}`' for option in self.options)}"


@dataclass(frozen=True, slots=True)
class YesNo:
    """A truth value."""

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> bool | None:
        del vocabulary
        return shapes.truth(node, findings, what)

    def schema(self) -> dict[str, Any]:
        return {"enum": [True, False, "yes", "no"]}

    def __str__(self) -> str:
        return "`yes` or `no`"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least` on."""

    least: int = 0

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> int | None:
        del vocabulary
        return shapes.number(node, findings, what, self.least)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least}

    def __str__(self) -> str:
        return f"a whole number of at least {self.least}"


@dataclass(frozen=True, slots=True)
class Length:
    """A duration."""

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> Duration | None:
        del vocabulary
        written = node.text if isinstance(node, Word) else ""
        try:
            return Duration.parse(written)
        except ValueError:
            shown = quoted(written) if written else described(node)
            findings.fail("bad-duration", node, f"{what} is not a length of time: {shown}", DURATION_HELP)
            return None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_DURATION.pattern}$"}

    def __str__(self) -> str:
        return "a length of time, such as `72h`, `30d`, `6w` or `7y`"


@dataclass(frozen=True, slots=True)
class TermsOf:
    """A term, or a list of terms, of one tree."""

    tree: str

    def read(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> tuple[str, ...] | None:
        return vocabulary.read(self.tree, node, findings, what)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.tree}"}

    def __str__(self) -> str:
        return f"terms of {self.tree}"


@dataclass(frozen=True, slots=True)
class Records:
    """A list of named things, each a word (its name) or a table with `name` and more."""

    fields: Mapping[str, ParamKind]

    def read(
        self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str
    ) -> tuple[Mapping[str, Any], ...] | None:
        if not isinstance(node, Listing):
            findings.fail("wrong-type", node, f"{what} must be a list, not {described(node)}")
            return None
        return tuple(self._record(item, findings, vocabulary, what) for item in node.items)

    def _record(self, node: Node, findings: Findings, vocabulary: Vocabulary, what: str) -> Mapping[str, Any]:
        one = f"an entry of {what}"
        if not isinstance(node, Table):
            return {"name": shapes.name(node, findings, one)}
        shapes.known_keys(node, ["name", *self.fields], findings, one)
        name = shapes.filled(node, "name", findings, one)
        record: dict[str, Any] = {"name": None if name is None else shapes.name(name, findings, "'name'")}
        for key, kind in self.fields.items():
            if (value := node.get(key)) is not None:
                record[key] = kind.read(value, findings, vocabulary, f"'{key}'")
        return record

    def schema(self) -> dict[str, Any]:
        name = Phrase().schema()
        fields = {"name": name} | {key: kind.schema() for key, kind in self.fields.items()}
        full = {"type": "object", "properties": fields, "required": ["name"], "additionalProperties": False}
        return {"type": "array", "items": {"anyOf": [name, full]}}

    def __str__(self) -> str:
        fields = "; ".join(f"`{key}`: {kind}" for key, kind in self.fields.items())
        return f"a list; each a name, or a table of `name` and, if wanted, {fields}"


def _as_numbers(options: tuple[str, ...]) -> list[float]:
    """`tls: 1.2` without quotes is a number to most readers of YAML."""
    return [float(option) for option in options if re.fullmatch(r"[0-9.]+", option)]
