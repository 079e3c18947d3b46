"""Anchors: the words that tie a clause to its place in the text (SPEC 1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from troth.errors import AnchorError
from troth.language.text.wording import fold

_SEPARATOR = re.compile(r"\s*…\s*|\s+\.\.\.\s+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """`first` alone is the exact words; with `last` the place runs from the one to the other.

    `after` holds the words directly before the place; "" is the start of the text; None leaves it open.
    """

    first: str
    last: str | None = None
    after: str | None = None

    @classmethod
    def parse(cls, value: object) -> Anchor:
        """An anchor from its YAML form: "words", "first … last", or {after: …, text: …}.

        AnchorError: of another shape, without words, or with more than one separator.
        """
        if isinstance(value, str):
            return cls._of(value, None)
        if isinstance(value, Mapping) and set(value) == {"after", "text"}:
            after, text = value["after"], value["text"]
            if isinstance(after, str) and isinstance(text, str):
                return cls._of(text, after)
        raise AnchorError(
            f"not an anchor: {_shown(value)}",
            help='write "first words … last words", or {after: "…", text: "…"}',
        )

    @classmethod
    def _of(cls, text: str, after: str | None) -> Anchor:
        parts = _SEPARATOR.split(text.strip())
        if len(parts) > 2:
            raise AnchorError(
                f"the anchor {_shown(text)} has more than one separator",
                help="give the first words and the last words only, with one … between",
            )
        needed = [*parts, *([after] if after and after.strip() else [])]
        if not all(fold(part) for part in needed):
            raise AnchorError(f"the anchor {_shown(text)} lacks words", help="give words on both sides of the …")
        return cls(parts[0], parts[1] if len(parts) == 2 else None, after)

    @property
    def text(self) -> str:
        """The words, "first … last"."""
        return self.first if self.last is None else f"{self.first} … {self.last}"

    def fragment(self) -> str:
        """The link into the published page, a W3C text fragment: #:~:text=[before-,]first[,last]."""
        prefix = f"{_encoded(self.after)}-," if self.after and self.after.strip() else ""
        end = "" if self.last is None else f",{_encoded(self.last)}"
        return f"#:~:text={prefix}{_encoded(self.first)}{end}"

    def value(self) -> str | dict[str, str]:
        """What `parse` takes, as plain data."""
        return self.text if self.after is None else {"after": self.after, "text": self.text}

    def __str__(self) -> str:
        """The YAML form, in one line."""
        if self.after is None:
            return _quoted(self.text)
        return f"{{after: {_quoted(self.after)}, text: {_quoted(self.text)}}}"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _encoded(words: str) -> str:
    """Percent-encoded, the hyphen too: it has a meaning in the fragment's syntax."""
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")


def _shown(value: Any) -> str:
    shown = value if isinstance(value, str) else repr(value)
    return f'"{shown[:80]}…"' if len(shown) > 80 else f'"{shown}"'
