"""Lantern Market: its promises are all there, and its requests get the answers that the page promises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import spec
from troth.engine import compile_policies
from troth.language import load_policies
from troth.review import check_folder

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "lantern-market"
VERSIONS = ("2012-12", "2014-01")
PROMISES = [f"Q{number:02}" for number in range(1, 43)]
WORDS_IN_A_RUN = 8


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def entries(name: str) -> list[dict[str, Any]]:
    read = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    (found,) = read.values()
    return list(found)


REQUESTS, ANSWERS = lines("requests.jsonl"), lines("answers.jsonl")
CASES = [pytest.param(*case, id=f"line-{n}") for n, case in enumerate(zip(REQUESTS, ANSWERS, strict=True), 1)]
REFERENCE = spec.load([FOLDER])
POLICIES = load_policies([FOLDER])
ENGINE = compile_policies(POLICIES)
NEWEST = POLICIES[0].versions[-1]


@pytest.mark.parametrize(("request_", "answer"), CASES)
def test_the_reference_gives_the_expected_answer(request_: dict[str, Any], answer: dict[str, Any]) -> None:
    assert spec.ask(REFERENCE, request_) == answer


@pytest.mark.parametrize(("request_", "answer"), CASES)
def test_the_engine_gives_the_expected_answer(request_: dict[str, Any], answer: dict[str, Any]) -> None:
    assert ENGINE.ask_json(request_) == answer


@pytest.mark.parametrize("promise", PROMISES)
def test_the_newest_version_carries_the_promise(promise: str) -> None:
    assert any(clause.id.split("-")[0] == promise for clause in NEWEST.clauses)


def test_every_clause_that_decides_is_named_by_some_answer() -> None:
    deciding = {clause.id for clause in NEWEST.clauses if clause.modality in ("may", "never")}
    assert deciding <= {clause for answer in ANSWERS for clause in answer["clauses"]}


def test_every_reason_to_refuse_occurs() -> None:
    reasons = ["out-of-scope", "not-in-force", "restricted", "forbidden", "undisclosed", "unmet", "unchosen"]
    assert set(reasons) <= {answer["reason"] for answer in ANSWERS}


def test_check_finds_nothing_but_duties_without_drills() -> None:
    reports = check_folder(FOLDER)
    assert [report.version.version for report in reports if report.version] == list(VERSIONS)
    assert {finding.code for report in reports for finding in report.findings} <= {"unproven"}


def test_every_sentence_is_bound() -> None:
    for report in check_folder(FOLDER):
        text = report.to_json()["text"]
        assert text["loose"] == []
        assert text["bound"] == text["sentences"] > 100


@pytest.mark.parametrize("notice", entries("notices"), ids=lambda notice: notice["id"])
def test_what_a_notice_asks_for_may_be_collected_for_its_first_purpose(notice: dict[str, Any]) -> None:
    app = notice["purposes"][0] == "running-the-app"
    agreed = {"actions": ["collect"], "data": ["sensitive"], "for": ["support"], "explicit": True}
    request = {
        "action": "collect",
        "data": notice["required"] + notice["optional"],
        "for": notice["purposes"][0],
        "in": "app:com.lantern.shop" if app else "lantern.example",
        "at": f"{2013 if notice['version'] == '2012-12' else 2014}-03-01",
        "datum": {"source": notice["source"]},
        "person": {"consents": [agreed | {"given": "2013-02-01"}]},
    }
    assert spec.ask(REFERENCE, request)["refused"] == {}


@pytest.mark.parametrize("recipient", entries("parties"), ids=lambda recipient: recipient["id"])
def test_the_register_speaks_the_policy_s_words(recipient: dict[str, Any]) -> None:
    assert recipient["kind"] in NEWEST.terms.recipients
    assert all(field in NEWEST.terms.data for field in recipient["fields"])
    assert all(purpose in NEWEST.terms.purposes for purpose in recipient["purposes"])
    assert recipient["endpoint"].startswith("https://")


def test_no_run_of_words_is_shared_with_another_policy(seeds: Path) -> None:
    others = (file for file in seeds.rglob("*") if file.is_file() and FOLDER not in file.parents)
    foreign = {run for other in others for run in runs(other)}
    own = {run for file in FOLDER.rglob("*") if file.is_file() for run in runs(file)}
    assert own & foreign == set()


def runs(file: Path) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", file.read_text(encoding="utf-8").lower())
    return (tuple(words[at : at + WORDS_IN_A_RUN]) for at in range(len(words) - WORDS_IN_A_RUN + 1))
