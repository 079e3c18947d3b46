"""Each reason of SPEC 5, which of them comes first, and what an answer names."""

from __future__ import annotations

from tests.engine.build import AFTER, AT, BEFORE, USE, ask, engine, outcome, policy

MAY = {"may": "use", **USE}
STAFF = {"when": {"role": "staff"}}
RESTRICTED = {"restrictions": [{"from": BEFORE}]}
ORDER = {"kind": "legal-order", "from": BEFORE, "covers": {"person": True, "data": ["contact"]}}


def test_a_permit_names_every_may_that_holds_in_file_order() -> None:
    made = engine(policy({"id": "z", **MAY}, {"id": "no", **MAY, **STAFF}, {"id": "a", **MAY}))
    answer = ask(made, roles=[])
    assert (answer["answer"], answer["clauses"], answer["version"]) == ("permit", ["z", "a"], "1")
    assert (answer["failed"], answer["unknown"], answer["refused"]) == ({}, {}, {})


def test_no_policy_covers_the_property() -> None:
    answer = ask(engine(policy(MAY)), in_="elsewhere.example")
    assert (answer["reason"], answer["version"]) == ("out-of-scope", None)
    assert answer["refused"] == {"email": "out-of-scope"}


def test_a_property_matches_only_exactly() -> None:
    assert outcome(engine(policy(MAY)), in_="www.lantern.example") == "out-of-scope"


def test_no_version_was_in_force_yet() -> None:
    assert outcome(engine(policy(MAY, effective=AFTER))) == "not-in-force"


def test_a_version_is_in_force_from_its_very_instant() -> None:
    assert outcome(engine(policy(MAY, effective=AT))) == "permit"


def test_a_restriction_refuses_and_names_no_clause() -> None:
    answer = ask(engine(policy(MAY)), person=RESTRICTED)
    assert (answer["reason"], answer["clauses"]) == ("restricted", [])


def test_a_restriction_comes_before_a_never() -> None:
    made = engine(policy(MAY, {"never": "use"}))
    assert outcome(made, person=RESTRICTED) == "restricted"


def test_a_never_beats_every_may_and_all_that_bite_are_named() -> None:
    made = engine(policy({"never": "use"}, MAY, {"never": "use", "data": "contact"}, {"never": "publish"}))
    answer = ask(made)
    assert (answer["reason"], answer["clauses"]) == ("forbidden", ["c1", "c3"])
    assert answer["failed"] == {}


def test_a_never_that_one_unless_holds_back_does_not_bite() -> None:
    made = engine(policy(MAY, {"never": "use", "unless": ["adult", {"role": "staff"}]}))
    assert outcome(made, roles=["staff"]) == "permit"


def test_a_never_bites_while_its_unless_is_unknown_and_says_so() -> None:
    answer = ask(engine(policy(MAY, {"never": "use", "unless": ["adult", {"role": "staff"}]})), roles=[])
    assert (answer["reason"], answer["unknown"]) == ("forbidden", {"c2": ["adult"]})


def test_what_no_may_permits_is_undisclosed() -> None:
    made = engine(policy(MAY))
    assert outcome(made, for_="marketing") == "undisclosed"
    assert outcome(made, data=["phone"]) == "undisclosed"
    assert outcome(made, action="publish") == "undisclosed"


def test_an_unmet_may_is_named_with_what_failed_and_what_was_unknown() -> None:
    made = engine(policy({**MAY, "when": ["adult", "verified", {"role": "staff"}]}, {**MAY, **STAFF}))
    answer = ask(made, person={"adult": True, "verified": None}, roles=["sales"])
    assert (answer["reason"], answer["clauses"]) == ("unmet", ["c1", "c2"])
    assert answer["failed"] == {"c1": ["verified", "role: staff"], "c2": ["role: staff"]}
    assert answer["unknown"] == {"c1": ["verified"]}


def test_the_first_reason_of_the_list_is_the_answers_reason() -> None:
    made = engine(policy(MAY, {"never": "use", "data": "password"}))
    answer = ask(made, data=["phone", "email", "password"])
    assert (answer["reason"], answer["clauses"]) == ("forbidden", ["c2"])
    assert answer["refused"] == {"phone": "undisclosed", "password": "forbidden"}


def test_refused_data_bring_their_clauses_and_permitted_data_none() -> None:
    made = engine(policy(MAY, {"never": "use", "data": "password"}, {**MAY, "data": "phone", **STAFF}))
    answer = ask(made, data=["phone", "email", "password"], roles=[])
    assert (answer["clauses"], answer["failed"]) == (["c2", "c3"], {"c3": ["role: staff"]})


def test_conditions_of_one_clause_are_gathered_over_the_data() -> None:
    may = {"may": "use", "data": "contact", "for": "delivery", "when": ["consent", "visible", "adult"]}
    consent = {"actions": ["use"], "data": ["email"], "for": ["delivery"], "given": BEFORE}
    answer = ask(engine(policy(may)), data=["email", "phone"], person={"consents": [consent]})
    assert answer["failed"] == {"c1": ["consent", "visible", "adult"]}
    assert answer["unknown"] == {"c1": ["visible", "adult"]}


def test_a_permit_of_several_data_names_the_clauses_of_all() -> None:
    made = engine(policy({**MAY, "data": "phone"}, MAY))
    assert ask(made, data=["email", "phone", "email"])["clauses"] == ["c1", "c2"]


def test_a_ground_of_law_goes_past_a_restriction() -> None:
    assert outcome(engine(policy(MAY)), person=RESTRICTED, ground=ORDER) == "permit"


def test_other_grounds_and_those_that_do_not_cover_leave_the_restriction() -> None:
    made = engine(policy(MAY))
    assert outcome(made, person=RESTRICTED, ground=ORDER | {"kind": "audit"}) == "restricted"
    assert outcome(made, person=RESTRICTED, ground=ORDER | {"until": AT}) == "restricted"
    assert outcome(made, person=RESTRICTED, ground=ORDER | {"covers": {"person": True}}) == "restricted"
