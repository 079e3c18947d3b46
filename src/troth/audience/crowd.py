"""All people, those alike side by side: how many there are of a kind is known at once, who they are is a copy."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from itertools import compress

GONE = -1


class Crowd:
    """People by the number of their kind. 24 bytes a person."""

    def __init__(self, people: Iterable[tuple[int, int]] = ()) -> None:
        """`people`: each person's id and kind, in the order of their ids."""
        self._ids, self._kinds, self._places = array("q"), array("i"), array("i")
        self._members: list[array[int]] = []
        for person, kind in people:
            self._ids.append(person)
            self._kinds.append(kind)
            self._places.append(self._join(person, kind))
        self._sorted = len(self._ids)  # those who came later follow, in no order
        self._later: dict[int, int] = {}

    def size(self, kind: int) -> int:
        """How many people are of that kind."""
        return len(self._members[kind]) if kind < len(self._members) else 0

    def kind_of(self, person: int) -> int | None:
        """None: the person is not among them."""
        index = self._find(person)
        return None if index is None or self._kinds[index] == GONE else self._kinds[index]

    def set(self, person: int, kind: int | None) -> None:
        """The person is of that kind from now on; None: no longer among them."""
        index = self._find(person)
        if index is None:
            if kind is not None:
                self._add(person, kind)
            return
        before = self._kinds[index]
        if before == kind:
            return
        if before != GONE:
            self._leave(index, before)
        self._kinds[index] = GONE if kind is None else kind
        if kind is not None:
            self._places[index] = self._join(person, kind)

    def ids(self, kinds: Collection[int]) -> array[int]:
        """The ids of all people of those kinds, in no order."""
        found = array("q")
        for kind in kinds:
            if kind < len(self._members):
                found += self._members[kind]
        return found

    def in_order(self, kinds: Collection[int]) -> Iterator[int]:
        """The same as they are now, one after the other, and not side by side who are alike."""
        chosen = bytearray(len(self._members) + 1)  # the last, which -1 also names, is for those who are gone
        for kind in kinds:
            if kind < len(self._members):
                chosen[kind] = 1
        return compress(self._ids[:], map(chosen.__getitem__, self._kinds[:]))

    def _find(self, person: int) -> int | None:
        place = bisect_left(self._ids, person, 0, self._sorted)
        if place < self._sorted and self._ids[place] == person:
            return place
        return self._later.get(person)

    def _add(self, person: int, kind: int) -> None:
        self._later[person] = len(self._ids)
        self._ids.append(person)
        self._kinds.append(kind)
        self._places.append(self._join(person, kind))

    def _join(self, person: int, kind: int) -> int:
        while kind >= len(self._members):
            self._members.append(array("q"))
        members = self._members[kind]
        members.append(person)
        return len(members) - 1

    def _leave(self, index: int, kind: int) -> None:
        """The last of that kind takes the place that becomes free."""
        members, place = self._members[kind], self._places[index]
        last = members.pop()
        if place < len(members):
            members[place] = last
            moved = self._find(last)
            assert moved is not None
            self._places[moved] = place
