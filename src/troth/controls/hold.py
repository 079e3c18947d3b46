"""hold: drill people's data are held while their time runs out, while they ask to be erased, and until it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept, refused
from troth.controls.guest import CALLER
from troth.controls.lodger import ADDRESS, Lodger, lodging
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import permitted
from troth.controls.stage import Stage
from troth.errors import NotFound, RequestError
from troth.gate import Act
from troth.language import Action
from troth.lifetimes import HOLD_KINDS, rows_of, rules_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Case:
    """One category to be held and one beside it; `end` is when the time of either is over, if it ever is."""

    stage: Stage
    asked: Asked
    kind: str
    held: str
    beside: str
    end: datetime | None

    @property
    def came(self) -> datetime:
        return self.asked.at - 15 * DAY


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each reason of the duty is tried, and every other one; each drill has a person of its own."""
    kinds = tuple(asked.params["for"])
    tried: dict[str, Attempt] = {}
    for kind in kinds:
        case = _case(stage, asked, kind)
        tried[f"{kind}: who asks to be erased keeps what is held, and nothing else"] = partial(_asked_for, case)
        tried[f"{kind}: what was held goes when the hold ends"] = partial(_released, case)
        if case.end is not None:
            tried[f"{kind}: what is held outlasts its time, and nothing else does"] = partial(_outlasts, case)
    first = _case(stage, asked, kinds[0])
    tried["what is held is used for nothing that does not call for it"] = lambda: _used(first)
    tried["a hold without data, or with unknown ones, is refused"] = lambda: _nothing(first)
    for kind in sorted(set(HOLD_KINDS) - set(kinds)) or ["convenience"]:
        tried[f"a hold for another reason ({kind}) is refused"] = partial(_no_reason, first, kind)
    yield from all_tried(asked.at, tried)


def _case(stage: Stage, asked: Asked, kind: str) -> Case:
    """Two categories that go when the account is closed, if there are two; an address is held, for it can be found."""
    rules = [rule for rule in rules_of(asked.version) if rule.when == "account-closed"]
    going = frozenset[str]().union(*(rule.categories for rule in rules))
    readable = sorted(t for t in going if not asked.version.terms.data.covers("credential", t))
    apart = [t for t in readable if not asked.version.terms.data.covers(t, ADDRESS)]
    if ADDRESS in going and apart:
        return Case(stage, asked, kind, ADDRESS, apart[0], asked.at + max(rule.after for rule in rules))
    return Case(stage, asked, kind, ADDRESS, "name", None)


def _hold(case: Case, lodger: Lodger, kind: str, data: tuple[str, ...]) -> int:
    tell = case.stage.tell
    with case.stage.database.write() as tx:
        return tell.hold(tx, CALLER, lodger.person, kind, data, reference="drill", reason="a drill").id


def _settle(case: Case, lodger: Lodger) -> int:
    """Both categories are there, and one is held."""
    lodger.bring([case.held, case.beside], case.came)
    case.stage.clock.set(case.asked.at)
    return _hold(case, lodger, case.kind, (case.held,))


def _release(case: Case, hold: int) -> None:
    with case.stage.database.write() as tx:
        case.stage.tell.release(tx, CALLER, hold, reason="the drill's reason has ended")


def _only(case: Case, lodger: Lodger) -> Found:
    there = lodger.there()
    if there == {case.held}:
        return kept(f"{case.held} is there, and nothing else")
    return broken(f"there is: {', '.join(sorted(there)) or 'nothing'}")


def _asked_for(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        _settle(case, lodger)
        told = lodger.asks_to_be_erased(case.asked.at).to_json()
        if lodger.found():
            return broken("a search finds who asked to be erased")
        if told["complete"] or [kept_["category"] for kept_ in told["kept"]] != [case.held]:
            return broken("the certificate does not say what stays")
        return _only(case, lodger)


def _outlasts(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        _settle(case, lodger)
        lodger.start("account-closed", case.asked.at, purpose="", source="")
        lodger.sweep((case.end or case.asked.at) + DAY)
        return _only(case, lodger)


def _released(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        hold = _settle(case, lodger)
        lodger.asks_to_be_erased(case.asked.at)
        needles = lodger.sealed(case.held)
        if lodger.sweep(case.asked.at + DAY).items:
            return broken("it went before the hold ended")
        _release(case, hold)
        lodger.sweep(case.asked.at + 2 * DAY)
        with case.stage.database.read() as tx:
            left = {name: count for name, count in rows_of(tx, lodger.person).items() if count}
        if left or lodger.leaves(needles):
            return broken(f"left in {', '.join(sorted(left)) or 'the bytes of the database'}")
        return kept("nothing is left")


def _used(case: Case) -> Found:
    """Every use of it that the policy permits without a ground is tried on who asked to be erased."""
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        _settle(case, lodger)
        lodger.asks_to_be_erased(case.asked.at)
        for purpose in _purposes(case):
            act = Act(Action.USE, lodger.person, (case.held,), purpose, property=case.asked.version.properties[0])
            with case.stage.database.write() as tx:
                done = case.stage.gate.perform(tx, CALLER, act)
            if done.refusal is None:
                return broken(f"it was used for {purpose}")
        return kept("each use was refused")


def _purposes(case: Case) -> list[str]:
    asked = [raw["for"] for _, raw in permitted(case.asked.version, Action.USE) if raw["data"] == [case.held]]
    return list(dict.fromkeys([*asked, "service-provision"]))


def _nothing(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        empty = refused(RequestError, lambda: _hold(case, lodger, case.kind, ()), "a hold on nothing was placed")
        unknown = refused(RequestError, lambda: _hold(case, lodger, case.kind, ("no-such-data",)), "it was placed")
        nobody = refused(
            NotFound, lambda: _hold(case, Lodger(case.stage, case.asked.version, 1), case.kind, ("data",)), "placed"
        )
        return next((found for found in (empty, unknown, nobody) if not found.kept), empty)


def _no_reason(case: Case, kind: str) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        lodger.bring([case.held], case.came)
        case.stage.clock.set(case.asked.at)
        found = refused(RequestError, lambda: _hold(case, lodger, kind, (case.held,)), "the hold was placed")
        lodger.asks_to_be_erased(case.asked.at)
        return broken("it kept data all the same") if lodger.there() else found


CONTROL = Control("hold", drills)
