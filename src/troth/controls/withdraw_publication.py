"""withdraw-publication: something is published, looked at, taken down in every way, and looked at again (SPEC 7).

What keeps it: `troth.gate.publishing`, and the gate, which decides anew at each view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept
from troth.controls.guest import CALLER
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import Raw
from troth.controls.showing import SEEN_BY, Showing, publishable, showing
from troth.controls.stage import Stage
from troth.people import events

Drill = Callable[[Showing], str | None]  # takes it down; what is wrong with how that went
BY_STAFF = ("email", "phone", "letter")


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """For each clause that permits something to be published; each with a person of its own, and four viewers."""
    every = publishable(asked)
    if not every:
        detail = "the policy permits nothing to be published: there is nothing to take down"
        yield Drilled("what is published can be taken down", True, detail, asked.at)
    for clause, raws in every:
        names = {f"{name} ({clause.id})": drill for name, drill in _drills(raws)}
        yield from all_tried(asked.at, {name: _attempt(stage, asked, raws, drill) for name, drill in names.items()})


def _drills(raws: Mapping[str, Raw]) -> Iterator[tuple[str, Drill]]:
    yield "the person takes it down", partial(_by, "web")
    for way in BY_STAFF:
        yield f"it is taken down for the person, asked by {way}", partial(_by, way)
    yield "nobody puts it up again but by the person's word", _put_up_again
    yield "it is down when fewer may see it", _narrowed
    yield "it goes with the item", _deleted
    yield "it goes with the person", _erased
    if any(raw.get("person", {}).get("consents") for raw in raws.values()):
        yield "it is down when the consent is withdrawn", _no_consent


def _attempt(stage: Stage, asked: Asked, raws: Mapping[str, Raw], drill: Drill) -> Attempt:
    def do() -> Found:
        with showing(stage, asked, raws) as there:
            wrong = _before(there) or drill(there) or _after(there)
        return broken(wrong) if wrong else kept("nobody sees it any more")

    return do


def _before(there: Showing) -> str | None:
    """Published everywhere, and seen by whom it is for: else there would be nothing to take down."""
    told = there.publish_all() or there.wrong(*{kind for audience in there.raws for kind in SEEN_BY[audience]})
    return told or (None if there.standing() == len(there.raws) else "the list does not say that it is shown")


def _after(there: Showing) -> str | None:
    return there.wrong() or ("it is on the list as shown" if there.standing() else None)


def _by(way: str, there: Showing) -> str | None:
    ended = there.says("unpublish", there.item, via=way)
    with there.stage.database.read() as tx:
        said = events(tx, there.person, kinds=("visibility",))[-1].proof
    if said is None or said.via != way:
        return "the record does not say how it came"
    return None if ended == len(there.raws) else f"{ended} of {len(there.raws)} publications ended"


def _put_up_again(there: Showing) -> str | None:
    there.says("unpublish", there.item)
    there.later()
    for audience in there.raws:
        if there.publish(audience).refusal is None:
            return "it was published again without the person's word"
    if (wrong := there.wrong()) is not None:
        return wrong
    there.sets("public")
    if (refused := there.publish_all()) is not None:
        return f"by the person's word: {refused}"
    return _by("web", there)


def _narrowed(there: Showing) -> str | None:
    there.sets("private")
    return None


def _deleted(there: Showing) -> str | None:
    there.later()
    with there.stage.database.write() as tx:
        there.stage.vault.delete_item(tx, there.person, there.item)
    return None


def _erased(there: Showing) -> str | None:
    there.later()
    with there.stage.database.write() as tx:
        there.stage.tell.erase(tx, CALLER, there.person)
    return None


def _no_consent(there: Showing) -> str | None:
    with there.stage.database.read() as tx:
        given = [event.seq for event in events(tx, there.person, kinds=("consent",))]
    for consent in given:
        there.says("withdraw", consent)
    return None


CONTROL = Control("withdraw-publication", drills)
