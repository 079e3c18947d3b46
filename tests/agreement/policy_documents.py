"""Whole policies by luck: as documents, the way a YAML file reads once parsed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from tests.agreement.draw import Draw, some
from tests.agreement.words import (
    ACTIONS,
    BUILT_IN,
    FACTS,
    GROUNDS,
    GROUPS,
    OWN,
    PROPERTIES,
    ROLES,
    STOPS,
    TOPICS,
    VERSIONS,
    WINDOWS,
)

Document = dict[str, Any]
Trees = dict[str, dict[str, tuple[str, ...]]]
START = datetime(2014, 1, 1, tzinfo=UTC)
DIMENSIONS = {"data": "data", "for": "purposes", "to": "recipients", "with": "data"}


def policy_set(draw: Draw) -> list[Document]:
    """One to three policies, each in one to four versions, shuffled together."""
    documents = [
        document for name in ("north", "south", "west")[: draw.pick((1, 1, 2, 3))] for document in versions(draw, name)
    ]
    if draw.chance(20):
        documents.reverse()
    return documents


def versions(draw: Draw, name: str) -> list[Document]:
    """The versions of one policy: each a change of the one before. Never three at one instant."""
    made: list[Document] = []
    day, twins = draw.number(0, 2) * 5, False
    for number in VERSIONS[: draw.pick((1, 2, 3, 4))]:
        document = version(draw, made[-1] if made else None)
        document.update(policy=name, version=number, effective=effective(draw, day))
        if made and draw.chance(70):
            document["supersedes"] = made[-1]["version"]
        made.append(document)
        twins = not twins and draw.chance(10)
        day += 0 if twins else draw.pick((10, 20, 40))
    if draw.chance(15):  # ids that sort against time
        rename(made)
    return made


def rename(documents: list[Document]) -> None:
    """Give the versions ids in descending order."""
    new = dict(zip(VERSIONS, ("d", "c", "b", "a"), strict=True))
    for document in documents:
        document["version"] = new[document["version"]]
        if "supersedes" in document:
            document["supersedes"] = new[document["supersedes"]]


def effective(draw: Draw, day: int) -> date | datetime:
    """The same instant as a date, a time, a time without a zone, or one in another zone."""
    moment = START + timedelta(days=day)
    forms = (
        moment.date(),
        moment,
        moment.replace(tzinfo=None),
        moment.astimezone(timezone(timedelta(hours=8))),
    )
    return draw.pick(forms)


def version(draw: Draw, before: Document | None) -> Document:
    """A version's content: fresh, or the one before with some clauses gone and some new."""
    document: Document = {"properties": some(draw, PROPERTIES, 1, 2)}
    kept: list[Document] = []
    document["terms"] = own_terms(draw)
    if before:
        if draw.chance(75):
            document["terms"] = before["terms"]
        if draw.chance(80):
            document["properties"] = before["properties"]
        if "precedence" in before:
            document["precedence"] = before["precedence"]
        kept = [clause for clause in before["clauses"] if draw.chance(75)]
    if draw.chance(30 if before else 60):
        document["precedence"] = draw.pick((0, 5, 10))
    trees = known(document)
    kept = json.loads(json.dumps([clause for clause in kept if fits(clause, trees)]))
    document["clauses"] = numbered(draw, kept + clauses(draw, trees, few=bool(kept)))
    return document


def own_terms(draw: Draw) -> Document:
    """Words hung into the trees: under the root, under one parent or several, or under another own word."""
    own: Document = {}
    for tree, words in OWN.items():
        above = list(BUILT_IN[tree])
        own[tree] = {}
        for word in some(draw, words, 0, 3):
            entry: Document = {}
            parents = some(draw, above, 0, 2)
            if parents:
                entry["is"] = one_or_list(draw, parents)
            if tree == "purposes" and draw.chance(60):
                entry["topic"] = draw.pick(TOPICS)
            own[tree][word] = entry
            above.append(word)
    return own


def known(document: Document) -> Trees:
    """The vocabulary of a version: each tree's words with their parents."""
    trees: Trees = {}
    for tree, built_in in BUILT_IN.items():
        trees[tree] = dict(built_in)
        for word, entry in document["terms"][tree].items():
            parents = entry.get("is", tree)
            trees[tree][word] = (parents,) if isinstance(parents, str) else tuple(parents)
    return trees


def fits(clause: Document, trees: Trees) -> bool:
    """Whether a version with those trees knows all words of a clause of the version before."""
    for dimension, tree in {**DIMENSIONS, "from": "recipients"}.items():
        words = clause.get(dimension, [])
        for word in [words] if isinstance(words, str) else words:
            if word not in trees[tree] and word not in ("person", "device"):
                return False
    return True


def numbered(draw: Draw, kept: list[Document]) -> list[Document]:
    """Give the clauses that have no id one that no other has; now and then the new ones come first."""
    used = {clause.get("id") for clause in kept}
    spare = iter(name for number in range(1, 100) if (name := f"c{number}") not in used)
    for clause in kept:
        clause.setdefault("id", None)
        if clause["id"] is None:
            clause["id"] = next(spare)
    return kept[::-1] if draw.chance(30) else kept


def clauses(draw: Draw, trees: Trees, *, few: bool) -> list[Document]:
    """New clauses of all kinds; fewer where others were kept."""
    made = [may(draw, trees) for _ in range(draw.number(0, 3) if few else draw.number(2, 6))]
    made += [never(draw, trees) for _ in range(draw.pick((0, 0, 0, 1) if few else (0, 0, 1, 1, 2)))]
    made += [{"must": duty} for duty in duties(draw)] if not few or draw.chance(30) else []
    if draw.chance(10):
        made.append({"says": draw.pick(("about", "disclaimer", "person-duty", "title"))})
    return made


def may(draw: Draw, trees: Trees) -> Document:
    """A permission: it names data and purposes, and what its actions need."""
    actions = some(draw, ACTIONS, 1, 3)
    clause: Document = {"may": one_or_list(draw, actions)}
    for dimension, share in (("data", 100), ("for", 100), ("to", 10), ("with", 5)):
        needed = {"to": "disclose", "with": "link"}.get(dimension) in actions
        if needed or draw.chance(share):
            clause[dimension] = words(draw, trees[DIMENSIONS[dimension]])
    dimension_in_and_from(draw, trees, clause)
    return with_conditions(draw, clause, "when", draw.pick((0, 0, 1, 1, 2, 3)))


def never(draw: Draw, trees: Trees) -> Document:
    """A prohibition: any dimension may be left out, and then means any."""
    clause: Document = {"never": one_or_list(draw, some(draw, ACTIONS, 1, 3))}
    for dimension, share in (("data", 70), ("for", 70), ("to", 20), ("with", 10)):
        if draw.chance(share):
            clause[dimension] = words(draw, trees[DIMENSIONS[dimension]])
    dimension_in_and_from(draw, trees, clause)
    return with_conditions(draw, clause, "unless", draw.pick((0, 1, 2, 3)))


def words(draw: Draw, tree: dict[str, tuple[str, ...]]) -> Any:
    """One to three terms of a tree; now and then its root, which covers all."""
    names = list(tree)
    return names[0] if draw.chance(20) else one_or_list(draw, some(draw, names, 1, 3))


def dimension_in_and_from(draw: Draw, trees: Trees, clause: Document) -> None:
    """Name properties and sources, seldom."""
    if draw.chance(15):
        clause["in"] = one_or_list(draw, some(draw, PROPERTIES, 1, 2))
    if draw.chance(20):
        sources = ("person", "device", "third-party", *trees["recipients"])
        clause["from"] = one_or_list(draw, some(draw, sources, 1, 3))


def with_conditions(draw: Draw, clause: Document, name: str, count: int) -> Document:
    """So many conditions, all different; one may stand without a list."""
    made: list[Any] = []
    for _ in range(count):
        each = condition(draw, 3)
        if each not in made:
            made.append(each)
    if made:
        clause[name] = one_or_list(draw, made)
    return clause


def condition(draw: Draw, depth: int) -> Any:
    """A condition, at most so deep."""
    if depth > 1 and draw.chance(30):
        kind = draw.pick(("not", "any", "all"))
        if kind == "not":
            return {"not": condition(draw, depth - 1)}
        return {kind: [condition(draw, depth - 1) for _ in range(draw.number(1, 3))]}
    return simple_condition(draw)


def simple_condition(draw: Draw) -> Any:
    """One of the table, with its argument."""
    plain = ("consent", "explicit-consent", "notified", "agreement", "own-recipient", "visible")
    name = draw.pick((draw.pick(FACTS), *plain, "choice", "choice", "ground", "ground", "aggregated", "role"))
    values = {"choice": TOPICS, "ground": GROUNDS, "aggregated": GROUPS, "role": ROLES}.get(name)
    return {name: draw.pick(values)} if values else name


def duties(draw: Draw) -> list[Any]:
    """Duties that answers depend on, and two that they do not."""
    made: list[Any] = []
    for topic in (*TOPICS, TOPICS[0]):
        if draw.chance(20 if topic in (each["offer-choice"]["topic"] for each in made) else 70):
            made.append({"offer-choice": offer(draw, topic)})
    if draw.chance(75):
        mode = draw.pick(("opt-in", "opt-out", "opt-out", "notice"))
        params = {"on": "material-change", "mode": mode}
        made.append({"give-choice": {**params, "window": draw.pick(tuple(WINDOWS))}})
    for name, share in (("bind-recipients", 50), ("account-for-disclosures", 50), ("detect-tampering", 10)):
        if draw.chance(share):
            made.append(name)
    return made


def offer(draw: Draw, topic: str) -> Document:
    """The parameters of a duty to offer a choice."""
    return {"topic": topic, "default": draw.pick(("no", "yes")), "stop": some(draw, STOPS, 1, 4)}


def one_or_list(draw: Draw, items: list[Any]) -> Any:
    """A list of one may stand without its brackets."""
    return items[0] if len(items) == 1 and draw.chance(50) else items
