"""Collecting what is wrong with a policy, all of it in one pass."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from troth.language.model import Finding, Level, Place
from troth.language.nodes import Entry, Node, Table

# A file with this many mistakes is not a policy; more of them would help nobody and cost time.
MOST = 100
# Longer than any term; comparing it with every known word would only cost time.
_LONGEST_WORD = 60
# With more words than this, only the first (the built-in ones lead) are compared with an unknown one.
_MOST_COMPARED = 300


class Enough(Exception):
    """Raised when so many findings are there that reading on is pointless."""


@dataclass(slots=True)
class Findings:
    """`fatal` findings leave no meaning to answer by; `others` are reported beside a policy that answers."""

    fatal: list[Finding] = field(default_factory=list)
    others: list[Finding] = field(default_factory=list)
    clause: str | None = None  # the clause being read

    def within(self, clause: str | None) -> Findings:
        """The same lists, for what is found in that clause."""
        return Findings(self.fatal, self.others, clause)

    def tolerant(self) -> Findings:
        """The same lists, for a part that no answer depends on: what fails there is an error only."""
        return Findings(self.others, self.others, self.clause)

    def all(self) -> list[Finding]:
        return sorted(self.fatal + self.others, key=lambda f: f.place)

    def fail(self, code: str, at: Node | Entry | Place, message: str, help: str = "") -> None:  # noqa: A002
        """A mistake that leaves the policy without a meaning."""
        self._add(self.fatal, code, "error", at, message, help)

    def error(self, code: str, at: Node | Entry | Place, message: str, help: str = "") -> None:  # noqa: A002
        """A mistake that does not keep the policy from answering."""
        self._add(self.others, code, "error", at, message, help)

    def warn(self, code: str, at: Node | Entry | Place, message: str, help: str = "") -> None:  # noqa: A002
        self._add(self.others, code, "warning", at, message, help)

    def _add(
        self,
        where: list[Finding],
        code: str,
        level: Level,
        at: Node | Entry | Place,
        message: str,
        help: str,  # noqa: A002
    ) -> None:
        place, width = _spot(at)
        where.append(Finding(code, level, message, place, help, self.clause, width))
        if len(self.fatal) + len(self.others) >= MOST:
            raise Enough


def _spot(at: Node | Entry | Place) -> tuple[Place, int]:
    if isinstance(at, Place):
        return at, 1
    if isinstance(at, Entry):
        return at.key.place, at.key.width
    if isinstance(at, Table) and at.entries:
        return at.entries[0].key.place, at.entries[0].key.width
    return at.place, at.width


def quoted(word: str) -> str:
    """A word of the file in a message: shortened, and with nothing in it that could confuse a terminal."""
    shown = "".join(c if c.isprintable() else "�" for c in word[:_LONGEST_WORD])
    return f"'{shown}…'" if len(word) > _LONGEST_WORD else f"'{shown}'"


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Up to three known words that look like `word`, best first."""
    if len(word) > _LONGEST_WORD:
        return []
    folded = word.casefold().replace("_", "-").replace(" ", "-")
    known = list(islice(known, _MOST_COMPARED))
    if folded in known:
        return [folded]
    near = difflib.get_close_matches(folded, known, n=3, cutoff=0.6)
    # A far second would only distract from a close first.
    likeness = [difflib.SequenceMatcher(None, folded, other).ratio() for other in near]
    return [other for other, ratio in zip(near, likeness, strict=True) if ratio > likeness[0] - 0.12]


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The help for an unknown word: the nearest known ones, else all of them when they are few."""
    known = list(known)
    near = nearest(word, known)
    if near:
        return f"did you mean {_either(near)}?"
    if otherwise:
        return otherwise
    return f"known: {', '.join(sorted(known))}" if 0 < len(known) <= 16 else ""


def _either(words: list[str]) -> str:
    quoted_words = [f"'{w}'" for w in words]
    return quoted_words[0] if len(words) == 1 else f"{', '.join(quoted_words[:-1])} or {quoted_words[-1]}"
