"""The reference evaluator: the form of requests and of policies (SPEC 2 and 10)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import spec
from tests.agreement.hand import AT, TERMS, ask, may, reason, request, version
from tests.agreement.mistakes import MISTAKES

# The request that SPEC 10 shows.
EXAMPLE = """
{"action": "disclose", "data": ["email"], "for": "delivery", "to": "couriers", "with": null,
 "in": "lantern.example", "at": "2014-03-01T10:00:00Z", "channel": "email", "roles": ["dispatch"],
 "datum": {"version": "2012-12", "source": "person", "notified": ["delivery"], "visibility": "contacts"},
 "person": {"registered": true, "customer": true, "account-open": true, "verified": true, "adult": true,
   "known-minor": false,
   "choices": [{"topic": "newsletters", "channel": null, "value": "no", "at": "2014-02-01T00:00:00Z"}],
   "gpc": null,
   "consents": [{"actions": ["disclose"], "data": ["contact"], "for": ["delivery"], "to": ["couriers"],
                 "explicit": true, "given": "2014-01-20T00:00:00Z", "withdrawn": null}],
   "restrictions": [{"data": ["contact"], "for": ["marketing"],
                     "from": "2014-02-10T00:00:00Z", "until": null}],
   "own-recipients": [],
   "notified": {"2014-01": "2013-12-20T00:00:00Z"},
   "decisions": [{"version": "2014-01", "answer": "declined", "at": "2014-01-02T00:00:00Z"}]},
 "recipient": {"agreement": {"from": "2013-01-01T00:00:00Z", "until": null}},
 "ground": {"kind": "legal-order", "from": "2014-02-01T00:00:00Z", "until": null,
            "once": false, "used": false, "covers": {"person": true, "data": ["contact"], "to": ["police"]}},
 "output": {"aggregated": 12, "direct-identifiers": false}}
"""
YAML = """
policy: lantern
version: "1"
effective: 2014-01-01
properties: [lantern.example]
clauses:
- {id: c1, may: use, data: email, for: delivery, when: {choice: tips}}
- {id: c2, must: {offer-choice: {topic: tips, default: yes}}}
- {id: c3, must: {give-choice: {on: material-change, mode: notice}}}
"""


def test_the_request_of_the_specification_is_answered() -> None:
    given = {
        "may": "disclose",
        "data": "contact",
        "for": "delivery",
        "to": "couriers",
        "when": ["consent", "agreement"],
    }
    now = version(given, {"must": "bind-recipients"}, version="2014-01", effective="2014-01-15")
    old = version(version="2012-12", effective="2012-12-01")
    asked = json.loads(EXAMPLE)
    assert ask(old, now, **asked)["refused"] == {"email": "unchosen"}
    asked["datum"]["version"] = "2014-01"
    assert ask(old, now, **asked)["duties"] == ["c2"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_no_answer(mistake: Any) -> None:
    asked = json.loads(EXAMPLE)
    mistake(asked)
    with pytest.raises(spec.RequestError):
        spec.ask(spec.policies([version()], TERMS), asked)


@pytest.mark.parametrize(("action", "needed"), [("disclose", "to"), ("link", "with")])
def test_a_disclosure_needs_a_recipient_and_a_link_its_other_data(action: str, needed: str) -> None:
    for fields in ({}, {needed: None}):
        with pytest.raises(spec.RequestError, match=needed):
            ask(version(), action=action, **fields)


def test_terms_are_known_to_the_version_in_force_or_else_to_any() -> None:
    early, late = version(terms={}), version(version="2", effective="2015-01-01")
    with pytest.raises(spec.RequestError):
        ask(early, late, purpose="newsletters")
    assert reason(early, late, purpose="newsletters", at="2013-01-01T00:00:00Z") == "not-in-force"
    assert reason(early, late, purpose="newsletters", place="other.example") == "out-of-scope"


def test_without_any_policy_the_built_in_terms_are_known() -> None:
    assert reason() == "out-of-scope"
    with pytest.raises(spec.RequestError):
        ask(purpose="newsletters")


def test_terms_in_facts_are_known_to_any_version_and_cover_only_themselves_elsewhere() -> None:
    early, late = version(may(when="notified"), terms={}), version(version="2", effective="2015-01-01")
    assert reason(early, late, datum={"notified": ["newsletters"], "source": "couriers"}) == "unmet"
    with pytest.raises(spec.RequestError):
        ask(early, datum={"notified": ["newsletters"]})


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms": {"data": {"email": {"is": "identity"}}}},
        {"terms": {"data": {"a": {"is": "b"}, "b": {"is": "a"}}}},
        {"terms": {"data": {"a": {"is": "purposes"}}}},
        {"clauses": [{"id": "c", **may(data="no-such")}]},
        {"clauses": [{"id": "c", **may("shred")}]},
        {"clauses": [{"id": "c"}]},
        {"clauses": [{"id": "c", **may(unless="adult")}]},
        {"effective": "soon"},
    ],
)
def test_a_policy_that_does_not_resolve_is_an_error(wrong: Any) -> None:
    with pytest.raises(spec.PolicyError):
        spec.policies([{**version(), **wrong}], TERMS)


def test_two_versions_may_not_share_an_id() -> None:
    with pytest.raises(spec.PolicyError, match="same id"):
        spec.policies([version(), version()], TERMS)


def test_folders_are_read_with_one_version_or_several(tmp_path: Path) -> None:
    for name in ("one", "several/first", "several/second"):
        (tmp_path / name).mkdir(parents=True)
        text = YAML.replace('"1"', f'"{name}"').replace("lantern\n", f"{name[:3]}\n")
        (tmp_path / name / "policy.yaml").write_text(text)
    one, several = spec.load([tmp_path / "one", tmp_path / "several"])
    assert [each.id for each in (*one.versions, *several.versions)] == [
        "one",
        "several/first",
        "several/second",
    ]
    assert spec.ask([one], request(person={"choices": []}))["answer"] == "permit"
    assert several.versions[0].duties("give-choice")[0]["mode"] == "notice"


def test_the_command_prints_a_line_for_each_request(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(YAML)
    lines = [request(person={"choices": []}), {**request(), "at": AT, "colour": "red"}]
    (tmp_path / "asked.jsonl").write_text("\n".join(map(json.dumps, lines)))
    command = [sys.executable, "-m", "spec", str(tmp_path), "--requests", str(tmp_path / "asked.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["clauses"], list(second), done.returncode) == (["c1"], ["error"], 1)


def test_the_built_in_terms_are_read_from_one_file_or_three(tmp_path: Path) -> None:
    one = tmp_path / "terms.csv"
    one.write_text('tree,term,is\ndata,email,contact\ndata,contact,data\ndata,x,"email,data"\npurposes,p,purposes\n')
    terms = spec.builtin_terms(one)
    assert terms["data"]["x"] == ["email", "data"]
    assert "purposes" in terms["purposes"]
    assert TERMS["data"]["billing-address"] == ["financial", "postal-address"]
