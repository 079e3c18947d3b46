"""Each planted fault turns the right sentence red, and without a fault none is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.every import FAULTS, PAGE, written
from tests.faults.fault import GYMNASIUM, LANTERN, OUTDATED, SOURCE, Fault
from tests.faults.proving import RED, Prover, newest
from troth.controls import known_controls
from troth.language import Version


@pytest.fixture(scope="module")
def prover() -> Iterator[Prover]:
    with Prover() as started:
        yield started


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_turns_its_sentences_red(prover: Prover, fault: Fault, tmp_path: Path) -> None:
    assert prover.red(fault, tmp_path).keys() >= set(fault.red)


@pytest.mark.parametrize("policy", [LANTERN, GYMNASIUM], ids=lambda policy: policy.name)
def test_without_a_fault_nothing_is_red(prover: Prover, policy: Path, tmp_path: Path) -> None:
    clauses = [clause.id for clause in newest(policy).clauses]
    told = prover.proven(None, policy, clauses, tmp_path)
    assert {clause: why for clause, (status, *why) in told.items() if status in RED} == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_still_has_its_place_in_the_code(fault: Fault) -> None:
    gone = [patch for patch in fault.patches if not patch.fits(SOURCE)]
    assert gone == [], OUTDATED


def test_every_control_and_every_condition_has_a_fault() -> None:
    duties = [version.clause(name).duty for version, name in _reddened()]
    assert {duty.name for duty in duties if duty is not None} >= set(known_controls())
    asked = {type(condition) for version, name in _reddened() for condition in version.clause(name).conditions}
    there = {type(condition) for clause in newest(GYMNASIUM).clauses for condition in clause.conditions}
    assert asked >= there
    assert len(FAULTS) >= 40


def test_names_of_faults_are_different() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_the_page_lists_every_fault() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == written(text), "run: python -m tests.faults.every"


def _reddened() -> list[tuple[Version, str]]:
    versions = {policy: newest(policy) for policy in (LANTERN, GYMNASIUM)}
    return [(versions[fault.policy], clause) for fault in FAULTS for clause in fault.red]
