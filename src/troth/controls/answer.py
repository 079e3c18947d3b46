"""answer: for each right that the clause names somebody asks, and then one looks whether it was done.

What keeps it is `troth.cases`. Each right is asked for in the way that the person has themselves, and carried out by
the clockwork; where the clause names other ways, somebody enters what came in by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from troth.cases import Asked as Wanted
from troth.cases import Case, CaseKind, Level, Way
from troth.controls.asker import DAY, SECOND, Asker, asking
from troth.controls.attempt import Attempt, Found, all_tried, broken, kept, refused
from troth.controls.guest import CALLER, word
from troth.controls.intruder import store as intruder
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import permitted
from troth.controls.stage import Stage
from troth.errors import RequestError
from troth.gate import Act
from troth.language import Action, Version
from troth.lifetimes import rows_of

_OTHERS: Final = "third-person"
BY_STAFF: Final[tuple[Way, ...]] = ("email", "phone", "letter", "fax")
Look = Callable[[Stage, Asked, Asker, Case], str | None]  # what is not as promised; None when all is


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with a person of its own."""
    rights: tuple[CaseKind, ...] = tuple(asked.params["rights"])
    tried: dict[str, Attempt] = {
        f"{right}: what was asked for is done within the time": partial(_done, stage, asked, right) for right in rights
    }
    for way in asked.params.get("by") or ():
        if way in BY_STAFF:
            tried[f"it can be asked for by {way}"] = partial(_by, stage, asked, rights[0], way)
    first = partial(_unknown, stage, asked, rights[0])
    tried["nothing is shown or done for somebody who is not known"] = first
    tried["late is shown as late, and the person is told"] = partial(_late, stage, asked, rights[0])
    tried["it can be taken back, and then nothing happens"] = partial(_taken_back, stage, asked, rights[0])
    if "remove" in rights:
        tried["who was told of has it removed, and who told keeps their own"] = partial(_told_of, stage, asked)
    if asked.params.get("reason-if-refused"):
        tried["a refusal says why"] = partial(_reason, stage, asked, rights[0])
    yield from all_tried(asked.at, tried)


def _done(stage: Stage, asked: Asked, right: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        fresh = f"{word()} Street"
        case = asker.asks(right, _wanted(asker, right, fresh))
        limit = asked.at + asked.params["within"].length
        if case.due > limit:
            return broken(f"it need only be answered by {case.due:%Y-%m-%d}")
        case = asker.passes(case, limit)
        if case.state != "done":
            return broken(f"at the end of its time it is {case.state}")
        wrong = _LOOKS[right](stage, asked, asker, case) if right != "correct" else _corrected(asker, fresh)
        return broken(wrong) if wrong else kept("done, and found so")


def _wanted(asker: Asker, right: CaseKind, fresh: str) -> Wanted:
    items = asker.lodger.items
    if right == "correct":
        return Wanted(values={items["postal-address"]: fresh})
    if right == "remove":
        return Wanted(items=(items["postal-address"],))
    return Wanted(purposes=(_purpose(asker.lodger.version),)) if right == "object" else Wanted()


def _purpose(version: Version) -> str:
    """A purpose for which the policy lets something be used without a ground."""
    uses = [raw for _, raw in permitted(version, Action.USE)]
    return str(uses[0]["for"]) if uses else "service-provision"


# -- what one finds --


def _packed(stage: Stage, _asked: Asked, asker: Asker, case: Case) -> str | None:
    """What was put together is there, and every value of theirs in it."""
    told = stage.work.package(case)
    with stage.database.read() as tx:
        values = [str(item.value.open()) for item in stage.vault.get(tx, asker.lodger.person)]
    missing = [value for value in values if value not in told]
    return "something that we hold is not in it" if missing or not values else None


def _gone(stage: Stage, _asked: Asked, asker: Asker, _case: Case) -> str | None:
    with stage.database.read() as tx:
        left = {name: count for name, count in rows_of(tx, asker.lodger.person).items() if count}
    if left or asker.lodger.found():
        return f"rows are left in {', '.join(sorted(left)) or 'the look-ups'}"
    return None


def _stopped(stage: Stage, asked: Asked, asker: Asker, _case: Case) -> str | None:
    """No use of the address for that purpose; the data are there still."""
    purpose, place = _purpose(asked.version), asked.version.properties[0]
    act = Act(Action.USE, asker.lodger.person, ("email",), purpose, property=place)
    with stage.database.write() as tx:
        done = stage.gate.perform(tx, CALLER, act)
    if done.refusal is None:
        return "it was used all the same"
    reason = done.answer.reason if done.answer else None
    return None if reason == "restricted" and asker.lodger.there() else f"it was refused for another reason: {reason}"


def _taken_down(_stage: Stage, _asked: Asked, asker: Asker, _case: Case) -> str | None:
    there = asker.lodger.there()
    if "postal-address" in there:
        return "it is there still"
    return None if there == {"email", "name"} else "something else went with it"


def _corrected(asker: Asker, fresh: str) -> str | None:
    stage = asker.stage
    with stage.database.read() as tx:
        values = [item.value.open() for item in stage.vault.get(tx, asker.lodger.person, ["postal-address"])]
    return None if values == [fresh] else "what is held is not what was given"


_LOOKS: Final[Mapping[str, Look]] = {
    "access": _packed,
    "port": _packed,
    "erase": _gone,
    "restrict": _stopped,
    "object": _stopped,
    "remove": _taken_down,
}


def _told_of(stage: Stage, asked: Asked) -> Found:
    """Somebody told us of somebody else, who asks to have it removed."""
    with asking(stage, asked) as teller, asking(stage, asked) as other:
        other.lodger.bring([_OTHERS], asked.at - DAY, source="third-party", giver=teller.lodger.person)
        stage.clock.set(asked.at)
        case = other.asks("remove", Wanted(items=(other.lodger.items[_OTHERS],)))
        case = other.passes(case, asked.at + asked.params["within"].length)
        if case.state != "done" or _OTHERS in other.lodger.there():
            return broken(f"what somebody told of them is there still; the case is {case.state}")
        untouched = teller.lodger.there() == set(teller.lodger.items)
        return kept("gone, and nothing else") if untouched else broken("something of who told us went with it")


# -- how it is dealt with --


def _by(stage: Stage, asked: Asked, right: CaseKind, way: Way) -> Found:
    """Staff enter it; once it is known who asks, it is done as well."""
    with asking(stage, asked) as asker:
        case = asker.asks(right, _wanted(asker, right, word()), via=way, level=Level.NOBODY)
        asker.step("confirm", case, Level.CHECKED, check="call-back")
        case = asker.passes(case, asked.at + asked.params["within"].length)
        return kept("it was done") if case.state == "done" else broken(f"it is {case.state}")


def _unknown(stage: Stage, asked: Asked, right: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        case = asker.asks(right, _wanted(asker, right, word()), via="email", level=Level.NOBODY)
        before = asker.lodger.sealed(*asker.lodger.items)
        case = asker.passes(case, case.due - SECOND)
        if case.state != "unverified":
            return broken(f"it is {case.state}")
        with stage.database.read() as tx:
            packed = intruder.rows(tx, "case_package", person=asker.lodger.person)
            said = intruder.rows(tx, "person_event", person=asker.lodger.person, kind="restriction")
        untouched = asker.lodger.sealed(*asker.lodger.items) == before
        return kept("nothing happened") if untouched and not packed and not said else broken("something was done")


def _late(stage: Stage, asked: Asked, right: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        case = asker.asks(right, _wanted(asker, right, word()), via="email", level=Level.NOBODY)
        case = asker.passes(case, case.due + SECOND)
        if not case.late(stage.clock()) or "late" not in [step.kind for step in asker.steps(case)]:
            return broken("nothing shows that it is late")
        return kept("shown and told") if "case-late" in asker.letters() else broken("the person was not told")


def _taken_back(stage: Stage, asked: Asked, right: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        case = asker.asks(right, _wanted(asker, right, word()))
        asker.step("cancel", case)
        case = asker.passes(case, case.due + DAY)
        there = asker.lodger.there() == set(asker.lodger.items)
        return kept("nothing happened") if case.state == "cancelled" and there else broken(f"it is {case.state}")


def _reason(stage: Stage, asked: Asked, right: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        case = asker.asks(right, _wanted(asker, right, word()))
        silent = refused(RequestError, lambda: asker.step("deny", case, ""), "it was refused without a reason")
        if not silent.kept:
            return silent
        bare = refused(RequestError, lambda: asker.step("deny", case, "other"), "the reason was `other`, and no word")
        if not bare.kept:
            return bare
        asker.step("deny", case, "claim_not_covered")
        told = [step.code for step in asker.steps(case) if step.kind == "denied"] == ["claim_not_covered"]
        sent = "case-denied" in asker.letters()
        return kept("the reason is kept and sent") if told and sent else broken("the person is not told why")


CONTROL = Control("answer", drills)
