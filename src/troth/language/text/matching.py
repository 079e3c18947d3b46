"""Finding the places that an anchor matches, through an index of the text's words.

What a place is:
1. Exact words: every occurrence, on whole words.
2. `first … last`: every occurrence of `first` that has a `last` after it, up to the nearest one. Two beginnings
   with one end are two places: they hold different sentences, and the link made from the anchor, which a browser
   resolves from the earliest `first`, would show the wrong one of them.
3. `after`: only places whose words before them are these; "" only the very start of the text.
The words are looked for as they are written; only if they are nowhere, once more without the Markdown in them.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from troth.language.text.anchor import Anchor
from troth.language.text.inline import visible
from troth.language.text.wording import fold, words

Place = tuple[int, int]  # the first word's number, and the number after the last word's
_SHOWN = 10


class Index:
    """The words of a text by number, and for each word the numbers it has."""

    def __init__(self, plain: str) -> None:
        found = list(words(plain))
        self.words = tuple(word for word, _, _ in found)
        self.starts = [start for _, start, _ in found]
        self.ends = [end for _, _, end in found]
        self._known: dict[tuple[str, ...], list[int]] = {}

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        numbers: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            numbers.setdefault(word, []).append(number)
        return numbers

    def occurrences(self, phrase: tuple[str, ...]) -> list[int]:
        """The numbers of the words at which the phrase begins, in order."""
        if phrase not in self._known:
            self._known[phrase] = list(self._search(phrase))
        return self._known[phrase]

    def _search(self, phrase: tuple[str, ...]) -> Iterator[int]:
        if not phrase or any(word not in self._numbers for word in phrase):
            return
        rarest = min(range(len(phrase)), key=lambda n: len(self._numbers[phrase[n]]))
        for number in self._numbers[phrase[rarest]]:
            start = number - rarest
            if start >= 0 and self.words[start : start + len(phrase)] == phrase:
                yield start

    def phrase(self, text: str) -> tuple[str, ...]:
        """The words of an anchor's part: as written if they occur so, else without Markdown."""
        written = fold(text)
        if self.occurrences(written):
            return written
        return fold(visible(text.strip().lstrip("#>").strip()))

    def places(self, anchor: Anchor) -> list[Place]:
        """All places that match; more than ten are not looked for."""
        first = self.phrase(anchor.first)
        starts = self.occurrences(first)
        if anchor.after is not None:
            starts = self._after(starts, anchor.after)
        if anchor.last is None:
            return [(start, start + len(first)) for start in starts[:_SHOWN]]
        return self._to_nearest(starts, len(first), self.phrase(anchor.last))

    def _after(self, starts: list[int], after: str) -> list[int]:
        if not after.strip():
            return [start for start in starts if start == 0]
        before = self.phrase(after)
        return [s for s in starts if s >= len(before) and self.words[s - len(before) : s] == before]

    def _to_nearest(self, starts: list[int], length: int, last: tuple[str, ...]) -> list[Place]:
        ends = self.occurrences(last)
        places: list[Place] = []
        for start in starts:
            nearest = bisect_left(ends, start + length)
            if nearest == len(ends) or len(places) == _SHOWN:
                break
            places.append((start, ends[nearest] + len(last)))
        return places

    def near(self, anchor: Anchor) -> list[int]:
        """Word numbers of where an anchor that matches nothing may have been meant, the likeliest first."""
        first = self.phrase(anchor.first)
        for length in range(len(first), 1, -1):
            if length == len(first) or length >= len(first) / 2:
                found = self.occurrences(first[:length])
                if found:
                    return found[:3]
        return self._alike(first)

    def _alike(self, phrase: tuple[str, ...]) -> list[int]:
        """Where many of the words stand close together, case aside, ordered by likeness."""
        wanted = " ".join(phrase).casefold()
        windows: Counter[int] = Counter()
        size = max(len(phrase), 4)
        for word in set(phrase):
            for form in {word, word.lower(), word.capitalize(), word.upper()}:
                for number in self._numbers.get(form, ())[:2000]:
                    windows[number // size] += 1
        scored = []
        for window, _ in windows.most_common(30):
            for start in range(max(0, window * size - size), min(len(self.words), (window + 1) * size)):
                here = " ".join(self.words[start : start + len(phrase)]).casefold()
                scored.append((difflib.SequenceMatcher(None, wanted, here).quick_ratio(), start))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [start for ratio, start in scored[:1] if ratio > 0.6]
