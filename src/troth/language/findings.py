"""Collecting what is wrong with a policy, all of it in one pass."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from troth.language.model import Finding, Level, Place
from troth.language.nodes import Entry, Node, Table

# A file with this many mistakes is not a policy; more of them would help nobody and cost time.
MOST = 100
# What does not stop answers is listed up to here; the policy is read to its end all the same.
MOST_OTHERS = 200
# Longer than any term; comparing it with every known word would only cost time.
_LONGEST_WORD = 60
# With more words than this, only the first (the built-in ones lead) are compared with an unknown one.
_MOST_COMPARED = 300

Help = str | Callable[[], str]
Spot = Node | Entry | Place


class Enough(Exception):
    """Raised when so many findings are there that reading on is pointless."""


@dataclass(slots=True)
class Findings:
    """`fatal` findings leave no meaning to answer by; `others` are reported beside a policy that answers.

    A help that costs time to find may be given as a function: it is called only if the finding is kept.
    """

    fatal: list[Finding] = field(default_factory=list)
    others: list[Finding] = field(default_factory=list)
    clause: str | None = None  # the clause being read
    lenient: bool = False  # whether `fail` is an error and no more

    def within(self, clause: str | None) -> Findings:
        """The same lists, for what is found in that clause."""
        return Findings(self.fatal, self.others, clause, self.lenient)

    def tolerant(self) -> Findings:
        """The same lists, for a part that no answer depends on: what fails there is an error only."""
        return Findings(self.fatal, self.others, self.clause, lenient=True)

    @property
    def full(self) -> bool:
        """Whether findings that do not stop answers are no longer kept."""
        return len(self.others) >= MOST_OTHERS

    def all(self) -> list[Finding]:
        """Every finding, in the order of the places in the file."""
        return sorted(self.fatal + self.others, key=lambda f: f.place)

    def fail(self, code: str, at: Spot, message: str, help: Help = "") -> None:  # noqa: A002
        """A mistake that leaves the policy without a meaning."""
        if self.lenient:
            self.error(code, at, message, help)
            return
        self.fatal.append(self._finding(code, "error", at, message, help))
        if len(self.fatal) >= MOST:
            raise Enough

    def error(self, code: str, at: Spot, message: str, help: Help = "") -> None:  # noqa: A002
        """A mistake that does not keep the policy from answering."""
        self._other(code, "error", at, message, help)

    def warn(self, code: str, at: Spot, message: str, help: Help = "") -> None:  # noqa: A002
        """Something that is allowed and probably not meant."""
        self._other(code, "warning", at, message, help)

    def _other(self, code: str, level: Level, at: Spot, message: str, help: Help) -> None:  # noqa: A002
        if self.full:
            return
        self.others.append(self._finding(code, level, at, message, help))
        if len(self.others) == MOST_OTHERS - 1:
            # An error, for among what is left out there may be errors.
            self.error("and-more", at, "there is more to find than is listed", "mend some of this, and check again")

    def _finding(self, code: str, level: Level, at: Spot, message: str, help: Help) -> Finding:  # noqa: A002
        place, width = _spot(at)
        return Finding(code, level, message, place, help if isinstance(help, str) else help(), self.clause, width)


def _spot(at: Spot) -> tuple[Place, int]:
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
