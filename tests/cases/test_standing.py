"""What a case's steps make of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from troth.cases.model import CASE_KINDS, NEEDED, Case, CaseKind, Level, Step
from troth.cases.standing import after, standing

AT = datetime(2026, 1, 1, tzinfo=UTC)
UNDO = timedelta(days=3)
KINDS = ("confirmed", "paused", "resumed", "extended", "noted", "waiting", "handed", "reminded", "late")


def _case(kind: CaseKind = "erase") -> Case:
    return Case(
        1, 2, kind, "email", "unverified", Level.NOBODY, AT, AT + timedelta(days=30), AT + timedelta(days=90),
        "Q1", None, None, (), "a-1",
    )  # fmt: skip


def _step(kind: str, days: float = 0, **more: object) -> Step:
    return Step(kind, AT + timedelta(days=days), "a-1", **more)  # type: ignore[arg-type]


def test_a_case_waits_until_it_is_known_who_asks() -> None:
    case = standing(_case(), [_step("received", level=Level.ADDRESS)], UNDO)
    assert case.state == "unverified"
    assert after(case, _step("confirmed", 1, level=Level.FRESH), UNDO).state == "undo"


def test_an_erasure_begins_when_it_can_be_taken_back_no_more() -> None:
    case = standing(_case(), [_step("received", level=Level.FRESH)], UNDO)
    assert (case.state, case.act_at) == ("undo", AT + UNDO)


def test_what_only_people_can_answer_goes_to_staff_at_once() -> None:
    assert standing(_case("complaint"), [_step("received", level=Level.NOBODY)], UNDO).state == "staff"


def test_the_days_of_a_pause_do_not_count() -> None:
    steps = [_step("received", level=Level.FRESH), _step("paused", 5), _step("resumed", 15)]
    case = standing(_case("access"), steps, UNDO)
    assert case.due == AT + timedelta(days=40)
    assert case.most == AT + timedelta(days=100)


def test_a_law_that_counts_the_days_of_a_pause_is_kept_all_the_same() -> None:
    steps = [_step("received", level=Level.FRESH), _step("paused", 5), _step("resumed", 25)]
    case = standing(replace(_case("access"), firm=AT + timedelta(days=40)), steps, UNDO)
    assert case.due == AT + timedelta(days=40)
    assert case.most == AT + timedelta(days=90)


def test_while_paused_it_is_late_once_such_a_law_says_so() -> None:
    steps = [_step("received", level=Level.FRESH), _step("paused", 5)]
    case = standing(replace(_case("access"), firm=AT + timedelta(days=40)), steps, UNDO)
    assert case.act_at == AT + timedelta(days=33)
    assert [case.late(AT + timedelta(days=days)) for days in (30, 39, 40)] == [False, False, True]


def test_while_paused_nothing_happens_by_itself() -> None:
    case = standing(_case("access"), [_step("received", level=Level.FRESH), _step("paused", 5)], UNDO)
    assert case.act_at is None


def test_what_has_ended_is_never_looked_at_again() -> None:
    for end in ("done", "denied", "cancelled"):
        case = standing(_case("access"), [_step("received", level=Level.FRESH), _step(end, 1)], UNDO)
        assert (case.state, case.act_at) == (end, None)


@st.composite
def _histories(draw: st.DrawFn) -> tuple[Case, list[Step]]:
    case, days, steps = _case(draw(st.sampled_from(CASE_KINDS))), 0.0, [_step("received", level=Level.NOBODY)]
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=8)):
        days += draw(st.floats(0, 20))
        steps.append(_step(kind, days))
        if kind in ("extended", "waiting"):
            steps[-1] = replace(steps[-1], until=AT + timedelta(days=days + 1))
        if kind == "confirmed":
            steps[-1] = replace(steps[-1], level=draw(st.sampled_from(Level)))
    return case, steps


@given(_histories())
def test_no_case_that_is_under_way_is_forgotten(history: tuple[Case, list[Step]]) -> None:
    case = standing(*history, UNDO)
    overdue = history[1][-1].at >= case.due and case.state in ("staff", "unverified")
    assert case.act_at is not None or case.state == "paused" or overdue


@given(_histories())
def test_nothing_is_carried_out_for_somebody_unknown(history: tuple[Case, list[Step]]) -> None:
    case = standing(*history, UNDO)
    if case.state in ("open", "undo"):
        assert case.level >= NEEDED[case.kind]
