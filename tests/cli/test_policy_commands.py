"""check, ask, diff, init and schema, as typed in a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLE, troth

POLICY = """\
policy: p
version: "1"
effective: 2020-01-01
text: policy.md
properties: [p.example]
clauses:
  - id: A
    at: "We use your address."
    may: use
    data: [emial]
    for: delivery
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "policy.md").write_text("We use your address.\n", encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def test_check_counts_the_sentences_of_the_example_and_finds_nothing() -> None:
    ran = troth("check", EXAMPLE)
    assert ran.code == 0
    assert "161 of 161 sentences bound" in ran.out
    assert "0 errors, 0 warnings" in ran.out


def test_a_finding_shows_the_line_marks_the_words_and_says_what_to_do(broken: Path) -> None:
    ran = troth("check", broken)
    assert ran.code == 1
    shown = ran.out.splitlines()
    line = next(place for place, text in enumerate(shown) if text.endswith("data: [emial]"))
    assert shown[line + 1].index("^^^^^") == shown[line].index("emial")
    assert "policy.yaml:10:12" in ran.out
    assert "email" in shown[line + 2]


def test_check_as_json_is_the_documented_shape(broken: Path) -> None:
    for folder, code in ((EXAMPLE, 0), (broken, 1)):
        ran = troth("check", folder, "--json")
        assert ran.code == code
        for line in ran.out.splitlines():
            report = json.loads(line)
            assert list(report) == ["policy", "version", "text", "clauses", "findings"]
            for finding in report["findings"]:
                assert list(finding) == ["code", "level", "clause", "file", "line", "message", "help"]


def test_ask_answers_each_line_and_keeps_in_step_when_one_gets_no_answer() -> None:
    asked = {"action": "collect", "data": ["location"], "for": "delivery", "in": "lantern.example", "at": "2014-03-01"}
    lines = "\n".join((json.dumps(asked), json.dumps(asked | {"action": "sniff"}), "not json", json.dumps(asked)))
    ran = troth("ask", EXAMPLE, "--requests", "-", stdin=lines)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert [next(iter(answer)) for answer in answers] == ["answer", "error", "error", "answer"]
    assert answers[0]["reason"] == "forbidden"
    assert answers[0]["clauses"] == ["Q13"]


def test_an_answer_for_a_person_is_a_sentence_with_the_rule_and_the_published_words() -> None:
    ran = troth("ask", EXAMPLE, "--action", "collect", "--data", "location", "--for", "delivery")
    assert ran.code == 0
    assert ran.out.startswith("We may not collect your location to bring you what you ordered on lantern.example: ")
    assert "the policy forbids it (clause Q13)." in ran.out
    assert "Q13  We never collect your location." in ran.out
    assert "“We never ask your phone where you are" in ran.out


def test_a_wrong_word_is_answered_with_the_nearest_known() -> None:
    ran = troth("ask", EXAMPLE, "--action", "use", "--data", "emial", "--for", "delivery")
    assert ran.code == 3
    assert "email" in ran.err
    assert "Traceback" not in ran.err


def test_diff_says_material_and_shows_a_request() -> None:
    ran = troth("diff", EXAMPLE, "--json")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert found["material"] is True
    assert list(found) == ["material", "widened", "narrowed", "duties"]
    assert found["widened"][0]["witness"]["action"]


def test_init_makes_a_folder_that_checks_at_once(tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("# Ours\n\nWe ask for your name. We never sell it.\n", encoding="utf-8")
    assert troth("init", text, tmp_path / "new").code == 0
    ran = troth("check", tmp_path / "new")
    assert ran.code == 0
    assert "3 of 3 sentences bound" in ran.out
    assert troth("init", text, tmp_path / "new").code == 3


def test_schema_is_a_json_schema() -> None:
    assert json.loads(troth("schema").out)["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize(
    "words", [["check", "/nowhere"], ["ask", "/nowhere", "--action", "use"], ["serve", "/nowhere"]]
)
def test_a_folder_that_is_not_there_is_said_plainly(words: list[str]) -> None:
    ran = troth(*words)
    assert ran.code in (1, 3)
    assert "/nowhere" in ran.out + ran.err
    assert "Traceback" not in ran.err
