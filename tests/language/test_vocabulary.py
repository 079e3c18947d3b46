"""The company's own terms, hung into the built-in trees."""

from __future__ import annotations

import pytest

from tests.language.writing import HEAD, codes, only, reading, version_of
from troth.language.read import Reading

CLAUSES = "clauses: [{id: A, says: about}]\n"


def terms(tree: str, own: str) -> Reading:
    return reading(f"{HEAD}terms: {{{tree}: {{{own}}}}}\n{CLAUSES}")


def test_own_terms_hang_where_they_say() -> None:
    own = {"member-pin": {"is": ["credential", "financial"]}, "shoe-size": None, "left-shoe": {"is": "shoe-size"}}
    data = version_of(terms={"data": own}).terms.data
    assert data.ancestors("member-pin") == {"member-pin", "credential", "financial", "data"}
    assert data.ancestors("left-shoe") == {"left-shoe", "shoe-size", "data"}
    assert data.terms["shoe-size"].own


def test_a_child_may_be_declared_before_its_parent() -> None:
    own = {f"t{n}": {"is": f"t{n + 1}"} for n in range(200)} | {"t200": {}}
    assert len(version_of(terms={"data": own}).terms.data.ancestors("t0")) == 202


def test_definitions_and_topics_are_kept() -> None:
    own = {"newsletters": {"is": "direct-marketing", "topic": "news", "definition": "a letter a month"}}
    offer = {"id": "A", "must": {"offer-choice": {"topic": "news"}}}
    version = version_of(offer, terms={"purposes": own})
    assert version.topics == {"newsletters": "news"}
    assert version.terms.purposes.terms["newsletters"].definition == "a letter a month"


@pytest.mark.parametrize(
    ("tree", "own", "code"),
    [
        ("data", "email: {is: contact}", "term-taken"),
        ("data", "data: {}", "term-taken"),
        ("recipients", "person: {}", "term-taken"),
        ("data", "a: {is: nothing-known}", "unknown-term"),
        ("data", "a: {is: courier}", "unknown-term"),
        ("data", "a: {is: a}", "term-ring"),
        ("data", "a: {is: b}, b: {is: [c, name]}, c: {is: a}", "term-ring"),
        ("data", "a: {topic: news}", "unknown-key"),
        ("data", "a: credential", "wrong-type"),
        ("data", "a: {is: []}", "empty-list"),
        ("data", "' a': {}", "bad-name"),
    ],
)
def test_a_wrong_term_is_reported_once(tree: str, own: str, code: str) -> None:
    read = terms(tree, own)
    assert (codes(read), read.version, only(read).place.line) == ([code], None, 6)


def test_a_wrong_term_is_not_reported_again_where_it_is_used() -> None:
    source = f"{HEAD}terms: {{data: {{a: {{is: emial}}}}}}\nclauses: [{{id: A, never: use, data: a}}]\n"
    assert codes(reading(source)) == ["unknown-term"]


def test_terms_that_would_fill_the_memory_are_refused() -> None:
    hub = ", ".join(f"t{n}: ~" for n in range(5000))
    leaves = ", ".join(f"u{n}: {{is: hub}}" for n in range(5000))
    parents = ", ".join(f"t{n}" for n in range(5000))
    assert codes(terms("data", f"{hub}, hub: {{is: [{parents}]}}, {leaves}")) == ["too-large"]


def test_a_long_chain_of_terms_is_refused() -> None:
    chain = ", ".join(f"t{n}: {{is: t{n + 1}}}" for n in range(20_000))
    assert codes(terms("data", f"{chain}, t20000: ~")) == ["too-large"]


def test_a_topic_on_a_purpose_needs_a_duty() -> None:
    found = only(terms("purposes", "newsletters: {topic: news}"))
    assert (found.code, found.place.line) == ("topic-without-duty", 6)
