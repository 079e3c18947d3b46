"""Making the anchor of a sentence: the shortest `first … last` that matches it and nothing else."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from troth.errors import AnchorError
from troth.language.text import Anchor, Sentence, Text
from troth.language.text.wording import words

# Up to this many words a sentence is its own anchor; longer ones show at least the words at each end.
_SHORT = 8
_ENDS = 3
# How many words before it may be needed to tell a sentence from its likes.
_BEFORE = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48)


def make_anchor(text: Text, sentence: Sentence) -> Anchor:
    """An anchor of exactly that sentence. AnchorError when nothing tells it from another place."""
    return Anchors(text).of(sentence)


class Anchors:
    """Makes anchors for the sentences of one text."""

    def __init__(self, text: Text) -> None:
        self.text = text
        found = list(words(text.plain))
        self._starts = [start for _, start, _ in found]
        self._ends = [end for _, _, end in found]

    def of(self, sentence: Sentence) -> Anchor:
        """As `make_anchor`."""
        first = bisect_left(self._starts, sentence.start)
        last = bisect_right(self._ends, sentence.end)
        if first < last:
            for anchor in self._candidates(first, last):
                if self._is_exact(anchor, first, last):
                    return anchor
        raise AnchorError("nothing tells this sentence from others like it", help="bind it with the one before it")

    def _candidates(self, first: int, last: int) -> Iterator[Anchor]:
        plain = list(self._plain(first, last))
        yield from plain
        for count in (0, *_BEFORE):
            if count <= first and (count > 0 or first == 0):
                after = self._words(first - count, first) if count else ""
                for anchor in (plain[0], plain[-1]):
                    yield Anchor(anchor.first, anchor.last, after)

    def _plain(self, first: int, last: int) -> Iterator[Anchor]:
        """Anchors without `after`, the shortest first."""
        cuts = self._cuts(first, last)
        count = len(cuts) - 1
        if count <= _SHORT:
            yield Anchor(self._words(first, last))
        for total in range(min(2 * _ENDS, count), count + 1):
            head, tail = (total + 1) // 2, total // 2
            if tail:
                yield Anchor(self._words(first, cuts[head]), self._words(cuts[count - tail], last))
        yield Anchor(self._words(first, last))

    def _cuts(self, first: int, last: int) -> list[int]:
        """Where an anchor's part may begin or end: at spaces; in scripts without them, anywhere."""
        plain = self.text.plain
        spaced = [n for n in range(first, last) if n == first or plain[self._starts[n] - 1].isspace()]
        numbers = spaced if len(spaced) * 5 > last - first else list(range(first, last))
        return [*numbers, last]

    def _words(self, first: int, last: int) -> str:
        return " ".join(self.text.plain[self._starts[first] : self._ends[last - 1]].split())

    def _is_exact(self, anchor: Anchor, first: int, last: int) -> bool:
        """Whether it is found, in the form it is written in, at just these words."""
        try:
            span = self.text.find(Anchor.parse(anchor.value()))
        except AnchorError:
            return False
        return (span.start, span.end) == (self._starts[first], self._ends[last - 1])
