"""The answer to a request, datum by datum and then as a whole (SPEC 5, 10)."""

from typing import Any

from spec.clause import Question, matches
from spec.condition import Truth, all_of, any_of, holds, written
from spec.consent import restricted
from spec.policy import Policy, Version
from spec.request import ASKED, PARTS, check_terms, read_request, terms_in
from spec.sticky import chosen
from spec.terms import as_list

REASONS = ("out-of-scope", "not-in-force", "restricted", "forbidden", "undisclosed", "unmet", "unchosen")
Weighed = dict[str, list[Truth]]  # by a clause's id, the truth of each of its conditions
Outcome = tuple[str | None, Weighed]  # the reason to refuse a datum or None, and the clauses it is owed to


def ask(policies: list[Policy], request: Any) -> dict[str, Any]:
    """SPEC 5, 10: by the policies that cover the property, of those the highest. Raises RequestError."""
    asked = read_request(request)
    versions = [version for policy in policies for version in policy.versions]
    check_terms(PARTS, asked, versions)
    files = [(policy, (policy.at(asked["at"]) or policy.versions[0]).file) for policy in policies]
    covering = [(policy, file.get("precedence") or 0) for policy, file in files if asked["in"] in file["properties"]]
    highest = [policy for policy, rank in covering if rank == max(rank for _, rank in covering)]
    answers = [ask_policy(policy, versions, asked) for policy in highest] or [ask_policy(None, versions, asked)]
    return next((answer for answer in answers if answer["reason"]), answers[0])


def ask_policy(policy: Policy | None, versions: list[Version], request: dict[str, Any]) -> dict[str, Any]:
    """SPEC 5, 10: permitted if every datum is, else refused for the reason that stands first."""
    version = policy.at(request["at"]) if policy else None
    check_terms(ASKED, request, [version] if version else versions)
    outcomes = {datum: outcome(policy, version, request, datum) for datum in request["data"]}
    refused = {datum: reason for datum, (reason, _) in outcomes.items() if reason}
    counting = [named for reason, named in outcomes.values() if reason or not refused]
    ids = {id_ for named in counting for id_ in named}
    clauses = [each for each in version.file["clauses"] if each["id"] in ids] if version else []
    return {
        "answer": "refuse" if refused else "permit",
        "reason": min(refused.values(), key=REASONS.index) if refused else None,
        "clauses": [each["id"] for each in clauses],
        "failed": told([each for each in clauses if "may" in each], counting, (False, None)),
        "unknown": told(clauses, counting, (None,)),
        "refused": refused,
        "duties": duties(version, request) if version and not refused else [],
        "version": version.id if version else None,
    }


def outcome(policy: Policy | None, version: Version | None, request: dict[str, Any], datum: str) -> Outcome:
    """SPEC 5: all steps for one datum, of which 3 to 6 are `decide`, and 7 is `chosen`."""

    def permits(other: Version) -> bool:
        known = all(term in other.terms[tree] for tree, term in terms_in(ASKED, request))
        return known and request["in"] in other.file["properties"] and not decide(Question(other, request, datum))[0]

    if policy is None or version is None:
        return "not-in-force" if policy else "out-of-scope", {}
    reason, named = decide(Question(version, request, datum))
    return (reason, named) if reason or chosen(policy, version, request, permits) else ("unchosen", {})


def decide(question: Question) -> Outcome:
    """SPEC 5 steps 3 to 6 and 8, for one datum and one version."""
    if restricted(question):
        return "restricted", {}
    nevers, mays = weigh("never", "unless", question), weigh("may", "when", question)
    biting = {name: truths for name, truths in nevers.items() if any_of(truths) is not True}
    holding = {name: truths for name, truths in mays.items() if all_of(truths) is True}
    if biting or not mays:
        return ("forbidden", biting) if biting else ("undisclosed", {})
    return (None, holding) if holding else ("unmet", mays)


def weigh(modality: str, conditions: str, question: Question) -> Weighed:
    """SPEC 3: the clauses of that modality that match, with the truth of their conditions."""
    matching = [each for each in question.version.file["clauses"] if matches(each, modality, question)]
    parts = {clause["id"]: as_list(clause.get(conditions)) for clause in matching}
    return {name: [holds(each, question) for each in given] for name, given in parts.items()}


def told(clauses: list[Any], counting: list[Weighed], wanted: tuple[Truth, ...]) -> dict[str, list[str]]:
    """SPEC 5 step 6: for each clause the conditions that have, for any datum, one of the wanted truths."""
    found = {}
    for clause in clauses:
        conditions = as_list(clause.get("when", clause.get("unless")))
        truths = zip(*(named[clause["id"]] for named in counting if clause["id"] in named), strict=True)
        texts = [written(each) for each, those in zip(conditions, truths, strict=False) if set(those) & set(wanted)]
        found[clause["id"]] = list(dict.fromkeys(texts))
    return {name: texts for name, texts in found.items() if texts}


def duties(version: Version, request: dict[str, Any]) -> list[str]:
    """SPEC 5: what has to be met with a permit: the topic's way out, the terms and record of a disclosure."""
    due = {"bind-recipients", "account-for-disclosures"} if request["action"] == "disclose" else set()
    topics = topics_of(request["for"], version) if request["action"] != "collect" else set()
    musts = [(each["id"], each["must"]) for each in version.file["clauses"] if "must" in each]
    return [id_ for id_, must in musts if due & must.keys() or (must.get("offer-choice") or {}).get("topic") in topics]


def topics_of(purpose: str, version: Version) -> set[str]:
    """SPEC 2, 5: the topic of the purpose, else the nearest one on each line of its ancestors."""
    own = ((version.file.get("terms") or {}).get("purposes") or {}).get(purpose) or {}
    if own.get("topic"):
        return {own["topic"]}
    return {topic for parent in version.terms["purposes"][purpose] for topic in topics_of(parent, version)}
