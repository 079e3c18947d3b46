"""The answer to a request, datum by datum and then as a whole (SPEC 5, 10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spec.clause import Clause, matches
from spec.condition import all_of, any_of, holds, written
from spec.consent import restricted
from spec.ground import lifts_restriction
from spec.policy import Policy, Version
from spec.question import Question
from spec.request import check_fact_terms, check_terms, read_request, terms_known
from spec.sticky import chosen

REASONS = (
    "out-of-scope",
    "not-in-force",
    "restricted",
    "forbidden",
    "undisclosed",
    "unmet",
    "unchosen",
)
Answer = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What becomes of one datum: a reason to refuse it or None, and the clauses that it is owed to."""

    reason: str | None
    clauses: frozenset[str] = frozenset()
    failed: Mapping[str, list[str]] = field(default_factory=dict)
    unknown: Mapping[str, list[str]] = field(default_factory=dict)


def ask(policies: list[Policy], request: Mapping[str, Any]) -> Answer:
    """SPEC 5: the policies that cover the property, of those the highest, of that the version in force.

    Gives the JSON answer of SPEC 10. Raises RequestError.
    """
    asked = read_request(request)
    versions = [version for policy in policies for version in policy.versions]
    check_fact_terms(versions, asked)
    covering = list(policies_covering(policies, asked))
    if not covering:
        check_terms(versions, asked)
        return whole(None, asked, dict.fromkeys(asked["data"], Outcome("out-of-scope")))
    highest = max(shown.precedence for _, shown in covering)
    answers = [
        ask_policy(policy, versions, asked) for policy, shown in covering if shown.precedence == highest
    ]
    return next((answer for answer in answers if answer["answer"] == "refuse"), answers[0])


def policies_covering(policies: list[Policy], request: Mapping[str, Any]) -> Iterator[tuple[Policy, Version]]:
    """SPEC 5: those whose version in force, or else whose earliest, lists the property; with that version."""
    for policy in policies:
        version = policy.at(request["at"]) or policy.versions[0]
        if request["in"] in version.properties:
            yield policy, version


def ask_policy(policy: Policy, versions: list[Version], request: Mapping[str, Any]) -> Answer:
    """SPEC 5: one policy's answer, by its version in force."""
    version = policy.at(request["at"])
    check_terms([version] if version else versions, request)
    if version is None:
        return whole(None, request, dict.fromkeys(request["data"], Outcome("not-in-force")))
    outcomes = {datum: decide_in(policy, version, request, datum) for datum in request["data"]}
    return whole(version, request, outcomes)


def decide_in(policy: Policy, version: Version, request: Mapping[str, Any], datum: str) -> Outcome:
    """SPEC 5 steps 3 to 8: what the version in force says, then whether an old datum may follow it."""

    def permits(other: Version) -> bool:
        """SPEC 6: the other version knows the terms and the property, and steps 3 to 6 do not refuse."""
        known = request["in"] in other.properties and terms_known([other], request)
        return known and decide(Question(other, request, datum)).reason is None

    outcome = decide(Question(version, request, datum))
    if outcome.reason is None and not chosen(policy, version, request, permits):
        return Outcome("unchosen")
    return outcome


def decide(question: Question) -> Outcome:
    """SPEC 5 steps 3 to 6 and 8, for one datum and one version."""
    clauses = question.version.clauses
    if restricted(question) and not lifts_restriction(question):
        return Outcome("restricted")
    nevers = [clause for clause in clauses if matches(clause, "never", question)]
    biting = [clause for clause in nevers if any_of(truths(clause, question)) is not True]
    if biting:
        return Outcome("forbidden", names(biting), unknown=told(biting, question, (None,)))
    mays = [clause for clause in clauses if matches(clause, "may", question)]
    if not mays:
        return Outcome("undisclosed")
    holding = [clause for clause in mays if all_of(truths(clause, question)) is True]
    if holding:
        return Outcome(None, names(holding))
    return Outcome("unmet", names(mays), told(mays, question, (False, None)), told(mays, question, (None,)))


def truths(clause: Clause, question: Question) -> list[bool | None]:
    """The truth of each condition of a clause."""
    return [holds(condition, question) for condition in clause.conditions]


def names(clauses: list[Clause]) -> frozenset[str]:
    """The ids of clauses."""
    return frozenset(clause.id for clause in clauses)


def told(clauses: list[Clause], question: Question, wanted: tuple[bool | None, ...]) -> dict[str, list[str]]:
    """SPEC 5 step 6: for each clause its conditions of the wanted truth, as they are written."""
    return {
        clause.id: [written(each) for each in clause.conditions if holds(each, question) in wanted]
        for clause in clauses
    }


def whole(version: Version | None, request: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> Answer:
    """SPEC 5 and 10: permitted if every datum is, else refused for the reason that stands first."""
    refused = {datum: outcome.reason for datum, outcome in outcomes.items() if outcome.reason}
    named = [outcome for outcome in outcomes.values() if outcome.reason or not refused]
    clauses = version.clauses if version else ()
    return {
        "answer": "refuse" if refused else "permit",
        "reason": min(refused.values(), key=REASONS.index) if refused else None,
        "clauses": [each.id for each in clauses if any(each.id in outcome.clauses for outcome in named)],
        "failed": together(clauses, [outcome.failed for outcome in named]),
        "unknown": together(clauses, [outcome.unknown for outcome in named]),
        "refused": refused,
        "duties": [] if refused or not version else duties(version, request),
        "version": version.id if version else None,
    }


def together(clauses: tuple[Clause, ...], parts: list[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    """The conditions told of each clause for any datum, each once, in file order."""
    joined = {}
    for clause in clauses:
        said = {text for part in parts for text in part.get(clause.id, [])}
        if said:
            order = dict.fromkeys(written(condition) for condition in clause.conditions)
            joined[clause.id] = [text for text in order if text in said]
    return joined


def duties(version: Version, request: Mapping[str, Any]) -> list[str]:
    """SPEC 5: what has to be met with a permit: the topic's way out, the terms and record of a disclosure."""
    topics = version.terms.topics_of(request["for"])

    def comes_along(clause: Clause) -> bool:
        if clause.duty == "offer-choice":
            return request["action"] != "collect" and clause.params.get("topic") in topics
        return (
            clause.duty in ("bind-recipients", "account-for-disclosures") and request["action"] == "disclose"
        )

    return [clause.id for clause in version.clauses if comes_along(clause)]
