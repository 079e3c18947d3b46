"""cases and case, as typed in a shell: the time left, and nothing that anybody wrote."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLE, troth
from troth.app import Troth
from troth.cases import Asked, number_of
from troth.gate import Caller
from troth.people import parse_person_ref


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with Troth.create(tmp_path / "store", [Path(EXAMPLE)]) as house:
        for age in (60, 0):
            person = parse_person_ref(house.person())
            with house.database.write() as tx:
                asked, received = Asked(text="I am Quillington."), house.clock() - timedelta(days=age)
                house.cases.open(tx, Caller("a-staff"), person, "complaint", asked, via="letter", received=received)
    return tmp_path / "store"


def test_the_list_says_what_is_late_by_its_exit_code_and_in_words(store: Path) -> None:
    listed = troth("cases", store)
    assert listed.code == 1
    assert "late by" in listed.out
    assert listed.out.index("late by") < listed.out.index("d left")
    assert "Quillington" not in listed.out


def test_late_ones_alone_as_json(store: Path) -> None:
    (told,) = map(json.loads, troth("cases", store, "--late", "--json").out.splitlines())
    assert (told["kind"], told["state"], told["late"]) == ("complaint", "staff", True)


def test_a_case_is_shown_with_its_steps_and_no_word_of_the_person(store: Path) -> None:
    with Troth.open(store) as house, house.database.write() as tx:
        case = house.cases.listed(tx)[0]
        house.cases.answer(tx, house.caller, case.id, "We are sorry, Quillington.")
    shown = troth("case", store, number_of(case))
    assert shown.code == 0
    assert "closed" in shown.out
    assert "received" in shown.out
    assert "Quillington" not in shown.out
    told = json.loads(troth("case", store, number_of(case), "--json").out)
    assert [step["step"] for step in told["steps"]] == ["received", "done"]


def test_the_log_book_says_what_was_refused_and_why(store: Path) -> None:
    with Troth.open(store) as house, house.database.write() as tx:
        case = house.cases.listed(tx)[0]
        house.cases.deny(tx, house.caller, case.id, "other", words="Quillington")
    listed = troth("cases", store, "--refused")
    assert listed.code == 0
    assert number_of(case)[:8] in listed.out
    assert "Quillington" not in listed.out
    (told,) = map(json.loads, troth("cases", store, "--refused", "--json").out.splitlines())
    assert (told["case"], told["code"], told["whole"]) == (number_of(case), "other", True)


def test_a_case_that_is_not_there_is_said_plainly(store: Path) -> None:
    assert troth("case", store, "c0000000000001").code == 3
