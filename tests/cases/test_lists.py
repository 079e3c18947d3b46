"""The lists that staff work from: late first, what waits for the person last, each page after the other."""

from __future__ import annotations

from typing import Any

from tests.cases.test_cases import opened, step
from tests.gate.house import DAY, House
from troth.cases import Asked, Case, Level
from troth.cases.lists import Place, Wanted, count_open, place_of, select_closed, select_open, select_refusals
from troth.cases.looking import ACT, look


def listed(troth: House, wanted: Wanted = Wanted(), after: Place | None = None, limit: int = 100) -> list[int]:  # noqa: B008
    with troth.database.read() as tx:
        return [case.id for case in select_open(tx, wanted, troth.clock(), after, limit)]


def case_of(troth: House, age: int, kind: str = "complaint", **more: Any) -> Case:
    """Of somebody new, that came in so many days ago."""
    given = {"via": "letter", "level": Level.NOBODY, "received": troth.clock() - age * DAY, **more}
    return opened(troth, troth.member(), kind, Asked(text="x"), **given)


def test_late_ones_come_first_and_what_waits_for_the_person_last(troth: House) -> None:
    new, late, paused = case_of(troth, 0), case_of(troth, 60), case_of(troth, 90)
    step(troth, "pause", paused, "need_details")
    assert listed(troth) == [late.id, new.id, paused.id]
    assert listed(troth, Wanted("late")) == [late.id]
    assert listed(troth, Wanted("waiting")) == [paused.id]


def test_what_waits_is_late_where_the_law_counts_the_days(troth: House) -> None:
    asked = {"level": Level.FRESH, "via": "self-service"}
    waits, late = case_of(troth, 5, "access", **asked), case_of(troth, 45, "access", **asked)
    for each in (waits, late):
        step(troth, "pause", each, "need_details")
    assert listed(troth) == [late.id, waits.id]
    assert listed(troth, Wanted("late")) == [late.id]
    with troth.database.read() as tx:
        assert count_open(tx, Wanted(), troth.clock()).groups["late"] == 1


def test_each_page_goes_on_where_the_last_ended(troth: House) -> None:
    made = [case_of(troth, age) for age in (1, 5, 5, 3)]
    paused = step(troth, "pause", made[0], "need_details")
    seen, after = list[int](), None
    with troth.database.read() as tx:
        while page := select_open(tx, Wanted(), troth.clock(), after, 1):
            seen, after = [*seen, page[0].id], place_of(page[0])
    assert seen == listed(troth)
    assert seen[-1] == paused.id


def test_the_counts_are_by_whose_turn_it_is(troth: House) -> None:
    case_of(troth, 60)
    case_of(troth, 0, "restrict")
    case_of(troth, 0, "erase", level=Level.FRESH)
    with troth.database.read() as tx:
        tally = count_open(tx, Wanted(), troth.clock())
        assert count_open(tx, Wanted(kind="erase"), troth.clock()).open == 1
    assert (tally.open, tally.late) == (3, 1)
    assert tally.groups == {"late": 1, "needs-you": 2, "waiting": 0, "under-way": 1}


def test_nothing_is_open_in_an_empty_store(troth: House) -> None:
    with troth.database.read() as tx:
        assert count_open(tx, Wanted("late"), troth.clock()).open == 0
        assert select_closed(tx, Wanted(), None, 10) == []


def test_those_closed_last_come_first(troth: House) -> None:
    cases = [case_of(troth, 0) for _ in range(3)]
    for case in cases:
        troth.set(troth.clock() + DAY)
        step(troth, "answer", case, "Done.")
    with troth.database.read() as tx:
        first = select_closed(tx, Wanted(), None, 2)
        rest = select_closed(tx, Wanted(), (0, first[-1].since or first[-1].due, first[-1].id), 2)
    assert [case.id for case in (*first, *rest)] == [case.id for case in reversed(cases)]


def test_a_clause_is_found_by_its_whole_name(troth: House) -> None:
    case = case_of(troth, 0, "erase")
    policy = case.policy or ""
    for clause in case.clauses:
        assert listed(troth, Wanted(clause=(policy, clause))) == [case.id]
        assert listed(troth, Wanted(clause=(policy, clause[:-1]))) == []
    assert listed(troth, Wanted(clause=(policy, "%"))) == []


def test_who_looks_at_what_was_written_leaves_an_entry(troth: House) -> None:
    case = case_of(troth, 0)
    with troth.database.write() as tx:
        seen = look(troth.cases, tx, troth.caller, case)
    assert seen.asked.text == "x"
    with troth.database.read() as tx:
        (newest, *_) = troth.ledger.entries_of(tx, case.person, limit=1)
    assert newest.entry is not None
    assert (newest.entry.act, newest.entry.details["actor"]) == (ACT, troth.caller.id)
    assert "x" not in newest.entry.details.values()


def test_the_log_book_has_each_refusal_in_order_and_nothing_else(troth: House) -> None:
    first, second, third = (case_of(troth, age) for age in (9, 2, 5))
    step(troth, "deny", first, "claim_not_covered")
    step(troth, "answer", second, "Done.")
    troth.set(troth.clock() + DAY)
    step(troth, "deny", third, "too_many_requests")
    with troth.database.read() as tx:
        book = select_refusals(tx)
        assert select_refusals(tx, book[0], 1) == book[1:]
    assert [(line.case, line.code) for line in book] == [
        (first.id, "claim_not_covered"),
        (third.id, "too_many_requests"),
    ]
    assert all(line.whole and line.entry for line in book)
    assert [line.received for line in book] == [first.received, third.received]


def test_a_refusal_stays_in_the_log_book_when_its_person_is_erased(troth: House) -> None:
    case = step(troth, "deny", case_of(troth, 1), "other", words="Quillington")
    with troth.database.write() as tx:
        troth.tell.erase(tx, troth.caller, case.person)
    with troth.database.read() as tx:
        (line,) = select_refusals(tx)
    assert (line.case, line.code) == (case.id, "other")
