"""An audience held against decisions one by one: the same people must come out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from troth.audience.audiences import Audiences
from troth.audience.model import Question
from troth.db import Connection, Database
from troth.engine import Engine, combined
from troth.errors import RequestError
from troth.gate import Caller, apart, register
from troth.gate.gathering import Gathered, gather
from troth.language import Version
from troth.people import list_people, person_ref, realm_of
from troth.people.model import Realm
from troth.vault import Vault

_PAGE = 500
_NOBODY = Caller("comparing")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`asked`: of how many people it was decided alone. `missing`: they may be reached, but are not in the audience;
    `wrong`: the reverse. No one is in either when all is well.
    """

    asked: int
    missing: tuple[int, ...]
    wrong: tuple[int, ...]

    @property
    def alike(self) -> bool:
        return not self.missing and not self.wrong

    def to_json(self) -> dict[str, Any]:
        """Who came out otherwise is told by reference."""
        parted = {"missing": self.missing, "wrong": self.wrong}
        return {"asked": self.asked} | {name: [person_ref(p) for p in people] for name, people in parted.items()}


@dataclass(frozen=True, slots=True)
class OneByOne:
    """The decisions that the gate would make, each on its own."""

    database: Database
    engine: Callable[[], Engine]
    vault: Vault
    clock: Callable[[], datetime]

    def compare(
        self, audiences: Audiences, question: Question, *, most: int = 1000, realm: Realm | None = None
    ) -> Comparison:
        """Of all people or, where there are more, of the first `most` by their ids, which are random.

        Who changed between the two looks is looked at once more.
        """
        with self.database.read() as tx:
            people = list(islice(_everyone(tx, realm or realm_of(tx)), most))
        missing, wrong = self._parted(audiences, question, people)
        if missing or wrong:
            missing, wrong = self._parted(audiences, question, [*missing, *wrong])
        return Comparison(len(people), tuple(missing), tuple(wrong))

    def _parted(self, audiences: Audiences, question: Question, people: Collection[int]) -> tuple[list[int], list[int]]:
        found = audiences.look(question, "ids")
        together = set(found.people)
        with self.database.read() as tx:
            alone = {person for person in people if self.reached(tx, found.question, person)}
        return sorted(alone - together), sorted(together & set(people) - alone)

    def reached(self, tx: Connection, question: Question, person: int) -> bool:
        """Whether the gate would do to that person's data what is asked about everyone's."""
        engine, at, act = self.engine(), self.clock(), question.act(person)
        version = engine.version_at(question.property, at)
        found = gather(tx, engine, self.vault, version, Caller(_NOBODY.id, question.roles), act, at)
        if version is None or not _held(found, question, version):
            return False
        try:
            answers = [engine.ask(request) for request in found.requests]
        except RequestError:
            return False
        refusal = register.beyond(act, found, version) or apart.acted(found, version)
        return refusal is None and combined(answers, version).permitted


def _held(found: Gathered, question: Question, version: Version) -> bool:
    """An audience is of people of whom all that is asked for is held."""
    covers = version.terms.data.covers
    return all(any(covers(term, item.category) for item in found.items) for term in question.data)


def _everyone(tx: Connection, realm: Realm) -> Iterator[int]:
    page = list_people(tx, limit=_PAGE, realms=(realm,))
    while page:
        yield from (person.id for person in page)
        page = list_people(tx, after=page[-1].id, limit=_PAGE, realms=(realm,))
