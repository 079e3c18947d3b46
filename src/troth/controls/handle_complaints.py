"""handle-complaints: somebody complains, and it cannot be passed over, closed without a word, or kept past its day."""

from __future__ import annotations

from collections.abc import Iterator

from troth.cases import Asked as Wanted
from troth.cases import Case, CaseKind, Level
from troth.controls.asker import SECOND, Asker, asking
from troth.controls.attempt import Attempt, Found, all_tried, broken, kept, refused
from troth.controls.guest import word
from troth.controls.model import Asked, Control, Drilled
from troth.controls.stage import Stage
from troth.errors import Conflict, RequestError


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with a person of its own."""
    yield from all_tried(asked.at, attempts(stage, asked, "complaint"))
    if asked.params.get("escalate-to"):
        further = {"who is refused is told where to go next": lambda: _further(stage, asked)}
        yield from all_tried(asked.at, further)


def attempts(stage: Stage, asked: Asked, kind: CaseKind) -> dict[str, Attempt]:
    """What holds of everything that only people can answer."""
    return {
        "it reaches somebody, whoever wrote it": lambda: _reaches(stage, asked, kind),
        "it has a day by which it is answered": lambda: _day(stage, asked, kind),
        "it is not closed without a word": lambda: _silently(stage, asked, kind),
        "late is shown as late": lambda: _late(stage, asked, kind),
    }


def _come(asker: Asker, kind: CaseKind) -> tuple[Case, str]:
    text = word()
    return asker.asks(kind, Wanted(text=text), via="letter", level=Level.NOBODY), text


def _reaches(stage: Stage, asked: Asked, kind: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        case, text = _come(asker, kind)
        with stage.database.read() as tx:
            read = stage.work.cases.asked(tx, case).text
        if read != text:
            return broken("what was written cannot be read")
        return kept("it waits for staff") if case.state == "staff" else broken(f"it is {case.state}")


def _day(stage: Stage, asked: Asked, kind: CaseKind) -> Found:
    within = asked.params.get("within")
    with asking(stage, asked) as asker:
        case, _ = _come(asker, kind)
        if within is not None and case.due > asked.at + within.length:
            return broken(f"it need only be answered by {case.due:%Y-%m-%d}")
        return kept(f"by {case.due:%Y-%m-%d}")


def _silently(stage: Stage, asked: Asked, kind: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        case, _ = _come(asker, kind)
        silent = refused(RequestError, lambda: asker.step("answer", case, " "), "it was closed without a word")
        if not silent.kept:
            return silent
        asker.step("answer", case, "we have looked at it")
        if "case-done" not in asker.letters():
            return broken("nobody wrote to the person")
        return refused(Conflict, lambda: asker.step("answer", case, "again"), "it was closed twice")


def _late(stage: Stage, asked: Asked, kind: CaseKind) -> Found:
    with asking(stage, asked) as asker:
        case, _ = _come(asker, kind)
        case = asker.passes(case, case.due + SECOND)
        told = "late" in [step.kind for step in asker.steps(case)] and "case-late" in asker.letters()
        return kept("shown and told") if told and case.late(stage.clock()) else broken("nothing shows that it is late")


def _further(stage: Stage, asked: Asked) -> Found:
    with asking(stage, asked) as asker:
        case, _ = _come(asker, "complaint")
        where = stage.work.cases.further(case)
        named = str(asked.params["escalate-to"]) in where
        return kept("it is named") if named else broken("it is not named")


CONTROL = Control("handle-complaints", drills)
