"""The prepared form, and that all ways give one answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.engine.build import PLACE, USE, engine, policy, request
from troth.engine import Engine, PersonFacts, Reason, Request, compile_policies, read_request
from troth.language import load_policies

AT = datetime(2014, 3, 1, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "lantern-market"
CLAUSES = (
    {"may": "use", **USE, "when": ["adult", "consent"]},
    {"never": "use", "data": "contact", "unless": {"not": "known-minor"}},
)


def prepared_reasons(made: Engine, asked: Request) -> set[Reason | None]:
    version = made.version_at(asked.property, asked.at)
    if version is None:
        return {made.ask(asked).reason}
    facts = made.prepare(
        asked.at,
        channel=asked.channel,
        roles=asked.roles,
        datum=asked.datum,
        person=asked.person,
        recipient=asked.recipient,
        ground=asked.ground,
        output=asked.output,
    )
    what = asked.purpose, asked.property
    ways = {"to": asked.to, "other": asked.other, "source": asked.datum.source}
    cells = [made.cell(version, asked.action, datum, *what, **ways) for datum in asked.data]
    return {made.decide(cell, facts).reason for cell in cells}


def test_prepared_facts_and_requests_get_the_same_reasons() -> None:
    made = compile_policies(load_policies([EXAMPLE]))
    for line in (EXAMPLE / "requests.jsonl").read_text(encoding="utf-8").splitlines():
        asked = read_request(json.loads(line))
        assert {verdict.reason for _, verdict in made.ask(asked).verdicts} == prepared_reasons(made, asked)


def test_the_same_request_gets_the_same_answer_in_any_order_and_any_engine() -> None:
    lines = (EXAMPLE / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    one, two = (compile_policies(load_policies([EXAMPLE])) for _ in range(2))
    backwards = [two.ask_json(raw) for raw in reversed(asked)]
    assert [one.ask_json(raw) for raw in asked] == backwards[::-1]


def test_facts_of_one_person_decide_many_cells() -> None:
    made = engine(policy({"may": "use", "data": "contact", "for": "delivery", "when": "adult"}))
    version = made.version_at(PLACE, AT)
    assert version is not None
    facts = made.prepare(AT, person=PersonFacts(adult=True))
    reasons = [
        made.decide(made.cell(version, "use", datum, "delivery", PLACE), facts).reason for datum in ("email", "name")
    ]
    assert reasons == [None, Reason.UNDISCLOSED]


def test_more_clauses_on_other_data_leave_a_rule_set_alone() -> None:
    more = [{"may": "use", "data": "location", "for": "delivery"}] * 300
    made = engine(policy(*CLAUSES, *more))
    version = made.version_at(PLACE, AT)
    assert version is not None
    rules = made.cell(version, "use", "email", "delivery", PLACE).rules
    assert [rule.id for rule in (*rules.mays, *rules.nevers)] == ["c1", "c2"]


def test_the_verdict_for_each_datum_stays_with_the_answer() -> None:
    made = engine(policy({"may": "use", **USE}))
    answer = made.ask(read_request(request(data=["email", "phone"])))
    assert [(datum, verdict.reason) for datum, verdict in answer.verdicts] == [
        ("email", None),
        ("phone", Reason.UNDISCLOSED),
    ]
    assert (answer.permitted, answer.policy) == (False, "lantern")
