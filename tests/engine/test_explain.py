"""Answers in sentences for a person."""

from __future__ import annotations

from typing import Any

from tests.engine.build import AFTER, BEFORE, USE, policy, request
from troth.engine import Explanation, compile_policies, read_request
from troth.language import from_documents

TEXT = (
    b"# Lantern\n\nWe use your email to bring you what you ordered. We never publish your email, unless you say so.\n"
)
MAY = {"may": "use", **USE, "at": "We use your … you ordered."}
NEVER = {"never": "publish", "data": "email", "unless": "explicit-consent", "at": "We never publish … say so."}


def explained(*clauses: dict[str, Any], effective: str = "2014-01-01", **changes: Any) -> Explanation:
    document = policy(*clauses, effective=effective, text="policy.md")
    made = compile_policies(from_documents([document], {"policy.md": TEXT}))
    asked = read_request(request(**changes))
    return made.explain(asked, made.ask(asked))


def test_a_permit_says_what_and_by_which_clause() -> None:
    found = explained(MAY)
    assert found.sentence == (
        "We may use your e-mail address to bring you what you ordered on lantern.example: "
        "clause c1 of lantern, version 1, says so."
    )


def test_a_clause_is_shown_with_its_published_words_its_link_and_its_rule() -> None:
    (words,) = explained(MAY).clauses
    assert words.quote == "We use your email to bring you what you ordered."
    assert words.links == ("#:~:text=We%20use%20your,you%20ordered.",)
    assert words.rule == "We may use your e-mail address to bring you what you ordered."


def test_a_never_says_what_would_have_held_it_back() -> None:
    found = explained(MAY, NEVER, action="publish", to="public")
    assert found.sentence == (
        "We may not publish your e-mail address so that anyone can see it to bring you what you ordered on "
        "lantern.example: the policy forbids it (clause c2: we cannot tell whether you have clearly agreed to just "
        "that)."
    )
    assert found.clauses[0].rule == "We never publish your e-mail address, unless you have clearly agreed to just that."


def test_an_unmet_may_says_what_was_missing_and_what_was_unknown() -> None:
    conditions = ["adult", {"choice": "news"}, {"any": [{"role": "staff"}, {"not": "customer"}]}]
    found = explained({**MAY, "when": conditions}, person={"adult": False, "customer": True}, roles=[])
    assert found.sentence.endswith(
        "not all that the policy asks for is met, or it cannot be told (clause c1: you are not an adult, and none of "
        "these is so: (1) it is done by someone whose job it is (staff); (2) you have never bought anything from us, "
        "and we cannot tell whether you have said yes to news)."
    )


def test_each_reason_of_several_data_is_said_once() -> None:
    found = explained(MAY, {"never": "use", "data": "password"}, data=["phone", "password", "name"])
    assert found.sentence == (
        "We may not use your phone number, your password or your name to bring you what you ordered on "
        "lantern.example: the policy forbids it (clause c2); the policy says nowhere that this is done, and what it "
        "does not say is not done."
    )


def test_each_clause_that_was_not_met_says_what_it_lacks() -> None:
    found = explained({**MAY, "when": "adult"}, {**MAY, "when": "customer"}, person={"adult": False, "customer": False})
    assert found.sentence.endswith(
        "(clause c1: you are not an adult; clause c2: you have never bought anything from us)."
    )


def test_refusals_without_a_clause_are_sentences_too() -> None:
    old, person = {"version": "0"}, {"restrictions": [{"from": BEFORE}]}
    cases = (
        (explained(MAY, in_="x.example"), "no policy covers that place."),
        (explained(MAY, effective=AFTER), "no version of the policy was in force at that time."),
        (explained(MAY, person=person), "this was restricted, or objected to."),
        (explained(MAY, datum=old), "and this new use was not agreed to."),
    )
    for found, end in cases:
        assert found.sentence.endswith(end)
        assert found.clauses == ()


def test_an_explanation_reads_as_lines() -> None:
    lines = str(explained(MAY)).splitlines()
    assert lines[1] == (
        "  c1: We may use your e-mail address to bring you what you ordered. "
        "“We use your email to bring you what you ordered.”"
    )


def test_a_clause_without_an_anchor_is_shown_as_not_published() -> None:
    assert "(not published)" in str(explained({"may": "use", **USE}))
