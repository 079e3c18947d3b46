"""Which policy and which version answer (SPEC 5), and the duties that come with a permit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.engine.build import USE, ask, engine, outcome, policy
from troth.engine import compile_policies
from troth.language import from_documents

MAY = {"may": "use", **USE}
NEVER = {"never": "use"}


def named(name: str, *clauses: Any, **more: Any) -> Any:
    return policy(*clauses, policy=name, **more)


def test_the_policy_of_highest_precedence_answers_alone() -> None:
    made = engine(named("low", NEVER), named("high", MAY, precedence=10), named("mid", NEVER, precedence=5))
    assert outcome(made) == "permit"


def test_of_equal_precedence_the_first_refusal_wins_else_the_first() -> None:
    made = engine(named("a", MAY), named("b", MAY, {"id": "no", "never": "use"}), named("c", NEVER))
    assert ask(made)["clauses"] == ["no"]
    agreeing = engine(named("a", {"id": "here", **MAY}), named("b", MAY))
    assert ask(agreeing)["clauses"] == ["here"]


def test_a_policy_whose_version_in_force_lists_the_property_covers_it() -> None:
    later = {"version": "2", "effective": "2014-02-01", "supersedes": "1", "properties": ["new.example"]}
    made = engine(policy(MAY), policy(MAY, **later))
    assert outcome(made) == "out-of-scope"
    assert outcome(made, at="2014-01-05T00:00:00Z") == "permit"
    assert outcome(made, in_="new.example", at="2014-01-05T00:00:00Z") == "out-of-scope"


def test_before_any_version_the_earliest_says_what_is_covered() -> None:
    later = {"version": "2", "effective": "2014-02-01", "supersedes": "1", "properties": ["new.example"]}
    made = engine(policy(MAY), policy(MAY, **later))
    assert outcome(made, at="2013-01-01T00:00:00Z") == "not-in-force"
    assert outcome(made, in_="new.example", at="2013-01-01T00:00:00Z") == "out-of-scope"


def test_a_policy_not_yet_in_force_still_takes_precedence() -> None:
    made = engine(named("low", MAY), named("high", MAY, precedence=1, effective="2015-01-01"))
    assert outcome(made) == "not-in-force"


def test_the_version_at_a_time_is_the_one_that_answers() -> None:
    made = engine(policy(MAY), policy(MAY, version="2", effective="2014-02-01", supersedes="1"))
    found = [made.version_at("lantern.example", datetime(2014, month, 15, tzinfo=UTC)) for month in (1, 3)]
    assert [version and version.version for version in found] == ["1", "2"]
    assert made.version_at("elsewhere.example", datetime(2014, 3, 1, tzinfo=UTC)) is None


def test_each_policy_tells_its_version_in_force_and_none_before() -> None:
    made = engine(named("now", MAY), named("later", MAY, effective="2014-06-01"))
    found = [made.in_force(datetime(2014, month, 1, tzinfo=UTC)) for month in (5, 6)]
    assert [[version.policy for version in each] for each in found] == [["now"], ["now", "later"]]


def test_a_version_that_waits_has_no_start_and_others_their_own_or_the_one_given() -> None:
    policies = from_documents([policy(MAY), policy(MAY, version="2", effective="2014-02-01", supersedes="1")])
    first, second = policies[0].versions
    later = datetime(2014, 5, 1, tzinfo=UTC)
    for starts, expected in (({}, second.effective), ({second.ref: later}, later), ({second.ref: None}, None)):
        made = compile_policies(policies, starts)
        assert (made.start_of(first), made.start_of(second)) == (first.effective, expected)


def offer(name: str, topic: str) -> dict[str, Any]:
    return {"id": name, "must": {"offer-choice": {"topic": topic, "default": "no"}}}


TERMS = {
    "purposes": {
        "news": {"is": "direct-marketing", "topic": "news"},
        "weekly-news": {"is": "news"},
        "sport-news": {"is": "weekly-news", "topic": "sport"},
        "mixed-news": {"is": ["news", "sport-news"]},
    }
}
DUTIES = [
    offer("n", "news"),
    offer("s", "sport"),
    {"id": "b", "must": "bind-recipients"},
    {"id": "d", "must": "account-for-disclosures"},
    {"id": "e", "must": "detect-tampering"},
]


def duties(purpose: str, **changes: Any) -> list[str]:
    may = {"may": ["collect", "use", "disclose"], "data": "data", "for": "purposes"}
    made = engine(policy(*DUTIES, may | {"to": "recipients"}, terms=TERMS))
    answer = ask(made, for_=purpose, to="courier", **changes)
    assert answer["answer"] == "permit"
    return list(answer["duties"])


def test_a_purpose_brings_the_offer_of_its_topic_or_of_the_nearest_above() -> None:
    assert duties("news") == ["n"]
    assert duties("weekly-news") == ["n"]
    assert duties("sport-news") == ["s"]
    assert duties("mixed-news") == ["n", "s"]
    assert duties("direct-marketing") == []


def test_collecting_brings_no_offer_and_disclosing_its_own_duties() -> None:
    assert duties("news", action="collect") == []
    assert duties("news", action="disclose") == ["n", "b", "d"]


def test_a_refusal_brings_no_duties() -> None:
    assert ask(engine(policy(*DUTIES, terms=TERMS)), for_="news")["duties"] == []
