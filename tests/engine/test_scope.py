"""Dimensions: what a clause names, what it leaves out, and what the request lacks (SPEC 3)."""

from __future__ import annotations

import pytest

from tests.engine.build import USE, engine, outcome, policy

MAY = {"may": "use", **USE}


def test_a_term_covers_its_descendants_and_not_its_ancestors() -> None:
    made = engine(policy({"may": "use", "data": "contact", "for": "service-provision"}))
    assert outcome(made, data=["email"], for_="delivery") == "permit"
    assert outcome(made, data=["data"]) == "undisclosed"
    assert outcome(made, for_="purposes") == "undisclosed"


def test_an_own_term_is_covered_through_each_of_its_parents() -> None:
    terms = {"data": {"club-mail": {"is": ["email", "purchase"]}}}
    for parent in ("contact", "purchase", "club-mail"):
        made = engine(policy({"may": "use", "data": parent, "for": "delivery"}, terms=terms))
        assert outcome(made, data=["club-mail"]) == "permit"


def test_a_never_without_dimensions_meets_everything_with_its_action() -> None:
    made = engine(policy(MAY, {"never": ["publish", "use"]}))
    assert outcome(made) == "forbidden"


def test_a_dimension_that_the_request_lacks_does_not_match() -> None:
    made = engine(policy(MAY, {"never": "use", "to": "partner"}, {"never": "use", "with": "location"}))
    assert outcome(made) == "permit"
    assert outcome(made, to="partner") == "forbidden"
    assert outcome(made, with_="precise-location") == "forbidden"


def test_a_may_that_names_a_recipient_permits_only_to_it_and_those_below() -> None:
    made = engine(policy({"may": "disclose", **USE, "to": "processor"}))
    assert outcome(made, action="disclose", to="courier") == "permit"
    assert outcome(made, action="disclose", to="partner") == "undisclosed"


def test_linking_needs_both_data_to_be_named() -> None:
    made = engine(policy({"may": "link", **USE, "with": "purchase"}))
    assert outcome(made, action="link", with_="order") == "permit"
    assert outcome(made, action="link", with_="location") == "undisclosed"


@pytest.mark.parametrize(
    ("named", "source", "matches"),
    [
        ("person", "person", True),
        ("person", "device", False),
        ("device", "device", True),
        ("third-party", "third-party", True),
        ("third-party", "advertiser", True),
        ("third-party", "partner", False),
        ("partner", "joint-partner", True),
        ("recipients", "person", False),
    ],
)
def test_sources_are_words_or_recipients_by_the_tree(named: str, source: str, matches: bool) -> None:
    may = engine(policy({**MAY, "from": named}))
    never = engine(policy(MAY, {"never": "use", "from": named}))
    assert outcome(may, datum={"source": source}) == ("permit" if matches else "undisclosed")
    assert outcome(never, datum={"source": source}) == ("forbidden" if matches else "permit")


def test_an_unknown_source_matches_every_never_and_no_may_that_names_one() -> None:
    assert outcome(engine(policy({**MAY, "from": "person"}))) == "undisclosed"
    assert outcome(engine(policy(MAY, {"never": "use", "from": "device"}))) == "forbidden"
    assert outcome(engine(policy(MAY))) == "permit"


def test_a_clause_can_be_for_one_property_only() -> None:
    both = ["lantern.example", "app:com.lantern.shop"]
    made = engine(policy({**MAY, "in": "app:com.lantern.shop"}, properties=both))
    assert outcome(made, in_="app:com.lantern.shop") == "permit"
    assert outcome(made) == "undisclosed"
