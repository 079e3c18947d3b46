"""Something is shown: a drill person, an item of theirs that may be published, and what each kind of viewer then gets.

Committed, so that the API finds it too; all of them are erased in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from troth.controls.guest import CALLER
from troth.controls.model import Asked
from troth.controls.permitted import Raw, permitted
from troth.controls.stage import Sight, Stage
from troth.controls.stand_in import StandIn, planted
from troth.db import Connection, new_id
from troth.errors import NotFound, TrothError
from troth.gate import Outcome, publications
from troth.gate.publications import AUDIENCES
from troth.language import Action, Clause, Version
from troth.people import Visibility
from troth.review.witness import alone

SECOND: Final = timedelta(seconds=1)
KINDS: Final = ("anybody", "a contact", "a former contact", "a stranger")
SEEN_BY: Final[Mapping[str, tuple[str, ...]]] = {"public": KINDS, "contacts": ("a contact",)}


@dataclass(slots=True)
class Showing:
    """`raws`: by audience, a request to publish that the policy permits. `viewers`: by kind; None is anybody."""

    stage: Stage
    came: StandIn
    item: int
    raws: Mapping[str, Raw]
    viewers: dict[str, int | None] = field(default_factory=dict)

    @property
    def person(self) -> int:
        return self.came.person

    def later(self) -> None:
        self.stage.clock.set(self.stage.clock() + SECOND)

    def says(self, verb: str, *args: Any, **more: Any) -> Any:
        """The person, or somebody for them, says something; a second after what was before."""
        self.later()
        with self.stage.database.write() as tx:
            return getattr(self.stage.tell, verb)(tx, CALLER, self.person, *args, **more)

    def sets(self, value: Visibility, **more: Any) -> None:
        """Who may see it: the item alone, or with `data` all of its kind."""
        self.says("set_visibility", value, **(more or {"item": self.item}))

    def publish(self, audience: str) -> Outcome:
        """Tries to publish it to that audience, at the gate."""
        self.came.raw, self.came.recipient = self.raws[audience], audience
        with self.stage.database.write() as tx:
            return self.came.act(tx, at=self.stage.clock())

    def publish_all(self) -> str | None:
        """Publishes it to every audience that the policy lets it be shown to; what is wrong, if one is refused."""
        for audience in self.raws:
            if (refusal := self.publish(audience).refusal) is not None:
                return f"to {audience} it was refused, though the policy permits it ({refusal.code})"
        return None

    def wrong(self, *seen_by: str) -> str | None:
        """What is not as it should be, where it is seen by these kinds of viewers and by no others."""
        absent = new_id()
        for door, look in self._doors().items():
            for kind, viewer in self.viewers.items():
                got, nothing = look(self.item, viewer), look(absent, viewer)
                if (fault := _fault(got, nothing, seen=kind in seen_by)) is not None:
                    return f"{kind} {fault}{door}"
        return None

    def standing(self) -> int:
        """How many publications of the person are on the list as shown."""
        with self.stage.database.read() as tx:
            return len(publications.standing(tx, self.person))

    def _doors(self) -> dict[str, Any]:
        window = self.stage.window
        return {"": self._at_the_gate} | ({} if window is None else {", over HTTP": window.view})

    def _at_the_gate(self, item: int, viewer: int | None) -> Sight:
        try:
            seen = self.stage.gate.view(CALLER, item, viewer)
        except TrothError as error:
            return Sight(error.status, (), f"{error.code}: {error.message} {error.help}", None)
        return Sight(200, (), "", seen.held.value)


def _hidden_beside(stage: Stage, tx: Connection, came: StandIn) -> None:
    """Another item of the same kind, which the person shows to nobody: acts on the one must not touch it."""
    (shown,) = stage.vault.get(tx, came.person, items=[came.item or 0])
    datum = shown.category
    value = planted(came.version, datum, came.person)
    other = stage.vault.put(tx, came.person, datum, value, collection=shown.facts.collection_id)
    stage.tell.set_visibility(tx, CALLER, came.person, "private", item=other)


def _fault(got: Sight, nothing: Sight, *, seen: bool) -> str | None:
    if seen:
        return None if got.value is not None else "does not see it, and should"
    if got.value is not None:
        return "sees it, and should not"
    return None if got == nothing else "gets another answer than of an item that does not exist"


def publishable(asked: Asked) -> list[tuple[Clause, dict[str, Raw]]]:
    """For each clause that permits something to be published: by audience, a request that it permits."""
    found = [(clause, _by_audience(asked.version, raw)) for clause, raw in permitted(asked.version, Action.PUBLISH)]
    return [(clause, raws) for clause, raws in found if raws]


def _by_audience(version: Version, raw: Raw) -> dict[str, Raw]:
    engine, datum = alone(version), dict(raw.get("datum") or {})
    asked = {to: {**raw, "to": to, "datum": {**datum, "visibility": "public"}} for to in AUDIENCES}
    return {to: each for to, each in asked.items() if engine.ask_json(dict(each))["answer"] == "permit"}


@contextmanager
def showing(stage: Stage, asked: Asked, raws: Mapping[str, Raw], *, said: bool = True) -> Iterator[Showing]:
    """Somebody whose item may be published; not `said`: they have not said who may see it."""
    raw = dict(next(iter(raws.values())))
    if not said:
        raw["datum"] = {name: told for name, told in raw["datum"].items() if name != "visibility"}
    there: list[int] = []
    try:
        with stage.database.write() as tx:
            came = StandIn(stage, asked.version, raw, asked.at).enter(tx)
            there.append(came.person)
            (item,) = [held.id for held in stage.vault.items(tx, came.person) if held.category == raw["data"][0]]
            came.item = item
            _hidden_beside(stage, tx, came)
            others = {kind: stage.tell.person(tx, CALLER, realm="drill").id for kind in KINDS[1:]}
            there += others.values()
            stage.tell.own_contact(tx, CALLER, came.person, others[KINDS[1]])
            stage.tell.own_contact(tx, CALLER, came.person, others[KINDS[2]])
            stage.clock.set(asked.at + SECOND)
            stage.tell.own_contact(tx, CALLER, came.person, others[KINDS[2]], named=False)
        yield Showing(stage, came, item, raws, {KINDS[0]: None, **others})
    finally:
        for person in there:
            with suppress(NotFound), stage.database.write() as tx:
                stage.tell.erase(tx, CALLER, person)
