"""set-visibility: somebody says who may see their data, and every kind of viewer looks (SPEC 3, `visible`; 7).

What keeps it: `troth.gate.seeing`, by which the gate decides at each publication and again at each view, and
`troth.gate.publishing`, which takes down what fewer may see. Where no clause asks who may see the data, nothing hangs
on it, and what the gate gathers is looked at instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept
from troth.controls.guest import CALLER
from troth.controls.lodger import lodging
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import Raw
from troth.controls.showing import SECOND, SEEN_BY, Showing, publishable, showing
from troth.controls.stage import Stage
from troth.gate import Act, gathered_visibility
from troth.language import Action, Visible, atoms
from troth.people import TAKES_IN, VISIBILITIES, Visibility

DAY = 86400 * SECOND
Drill = Callable[[Showing], str | None]  # what is not as promised; None when all is


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with a person of its own, and four viewers."""
    default: Visibility = asked.params.get("default") or "private"
    raws = _asked_for(asked)
    if not raws:
        yield from all_tried(
            asked.at, {"what is set is what the gate goes by": partial(_gathered, stage, asked, default)}
        )
        return

    def attempt(drill: Drill, *, said: bool = True) -> Attempt:
        return partial(_shown, stage, asked, raws, drill, said)

    tried = {f"who says nothing shows it to {_words(default)}": attempt(partial(_as, default), said=False)}
    for value in VISIBILITIES:
        tried[f"set to {value}, it is shown to {_words(value)}"] = attempt(partial(_set_to, value))
    tried["what is set for the item alone goes before what is set for all of its kind"] = attempt(_alone)
    tried["what is set for a wider term counts, and less than what is set for a nearer"] = attempt(_wider)
    tried["the newest counts, whenever it was entered"] = attempt(_newest)
    tried["narrowed, it is taken down at once, and widened again it does not come back"] = attempt(_narrowed)
    yield from all_tried(asked.at, tried)


def _words(value: Visibility) -> str:
    return {"public": "everybody", "contacts": "contacts alone", "private": "nobody"}[value]


def _asked_for(asked: Asked) -> Mapping[str, Raw]:
    """Requests to publish data of the duty, by a clause that asks whether the audience may see them."""
    covers = asked.version.terms.data.covers
    for clause, raws in publishable(asked):
        data = next(iter(raws.values()))["data"]
        if Visible() in atoms(clause.conditions) and any(covers(term, data[0]) for term in asked.params["data"]):
            return raws
    return {}


def _shown(stage: Stage, asked: Asked, raws: Mapping[str, Raw], drill: Drill, said: bool) -> Found:
    with showing(stage, asked, raws, said=said) as there:
        wrong = drill(there)
    return broken(wrong) if wrong else kept("as promised")


def _as(value: Visibility, there: Showing) -> str | None:
    """Published to every audience: just those that the visibility takes in get it."""
    for audience in there.raws:
        refused = there.publish(audience).refusal is not None
        if refused is (audience in TAKES_IN[value]):
            return f"to {audience} it was {'refused' if refused else 'published'}, and should not have been"
    shown = [audience for audience in there.raws if audience in TAKES_IN[value]]
    return there.wrong(*{kind for audience in shown for kind in SEEN_BY[audience]})


def _set_to(value: Visibility, there: Showing) -> str | None:
    there.sets(value, data=_datum(there))
    return _as(value, there)


def _alone(there: Showing) -> str | None:
    there.sets("private")
    there.sets("public", data=_datum(there))
    hidden = _as("private", there)
    there.sets("public")
    there.sets("private", data=_datum(there))
    return hidden or _as("public", there)


def _wider(there: Showing) -> str | None:
    there.sets("private", data=_datum(there))
    there.sets("public", data="data")
    hidden = _as("private", there)
    there.sets("public", data=_datum(there))
    there.sets("private", data="data")
    return hidden or _as("public", there)


def _newest(there: Showing) -> str | None:
    there.sets("private", data=_datum(there))
    there.sets("public", data=_datum(there), at=there.stage.clock() - DAY, via="letter")
    return _as("private", there)


def _narrowed(there: Showing) -> str | None:
    there.sets("public", data=_datum(there))
    if (wrong := _as("public", there)) is not None:
        return wrong
    there.sets("private", data=_datum(there))
    if (wrong := there.wrong()) is not None:
        return wrong
    if there.standing():
        return "it is on the list as shown"
    there.sets("public", data=_datum(there))
    return there.wrong()


def _datum(there: Showing) -> str:
    return str(there.came.raw["data"][0])


def _gathered(stage: Stage, asked: Asked, default: Visibility) -> Found:
    """What the gate goes by: the default, then what is set."""
    term, place = asked.params["data"][0], (*asked.version.properties, "")[0]
    with lodging(stage, asked, asked.at - DAY) as lodger:
        lodger.bring([term], asked.at - DAY)
        for said in (None, *VISIBILITIES):
            stage.clock.set(stage.clock() + SECOND)
            with stage.database.write() as tx:
                if said is not None:
                    stage.tell.set_visibility(tx, CALLER, lodger.person, said, data=term)
                act = Act(Action.USE, lodger.person, (term,), "purposes", place)
                found = gathered_visibility(tx, stage.gate, CALLER, act)
            if found != {said or default}:
                return broken(f"it goes by something else than {said or default}")
    return kept("as set; no clause asks for it")


CONTROL = Control("set-visibility", drills)
