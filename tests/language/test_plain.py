"""Rules in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.language.test_conditions import SIMPLE
from tests.language.test_duties import EVERY
from tests.language.writing import version_of
from troth.language import in_words, meanings
from troth.language.plain_words import DATA, PURPOSES, RECIPIENTS
from troth.terms import builtin


def words(**clause: Any) -> str:
    version = version_of(
        {"id": "A"} | clause, {"id": "B", "must": {"offer-choice": {"topic": "surveys", "default": True}}}
    )
    return in_words(version.clauses[0], version)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            {"may": "use", "data": ["email", "name"], "for": "delivery", "when": ["customer", {"not": "known-minor"}]},
            (
                "We may use your e-mail address and your name to bring you what you ordered, "
                "if you have bought or ordered something from us and if we do not know that you are under age."
            ),
        ),
        ({"never": "disclose", "to": "advertiser"}, "We never pass on any data about you to advertisers."),
        (
            {
                "never": ["collect", "use"],
                "data": "health",
                "from": "third-party",
                "unless": ["explicit-consent", {"ground": "audit"}],
            },
            (
                "We never collect or use data about your health from others, unless you have clearly agreed to "
                "just that or unless someone from outside is checking that we do everything properly."
            ),
        ),
        (
            {"may": "publish", "data": "post", "for": "community", "to": "public", "in": "lantern.example"},
            (
                "We may publish what you write for others to read so that anyone can see it to run forums and the "
                "like on lantern.example."
            ),
        ),
        (
            {"may": "link", "data": "click", "with": "profile", "for": "analytics", "when": {"choice": "surveys"}},
            (
                "We may put together what you click on with the profile we have made of you to learn how our "
                "service is used, if you have not said no to surveys."
            ),
        ),
        ({"may": "use"}, "This permits nothing: it does not say which data, what for, or to whom."),
        ({"says": "disclaimer"}, "This says what we do not promise."),
    ],
)
def test_a_clause_in_plain_words(clause: dict[str, Any], expected: str) -> None:
    assert words(**clause) == expected


@pytest.mark.parametrize(("condition", "_"), SIMPLE)
@pytest.mark.parametrize("form", ["{}", "not", "any", "all"])
def test_every_condition_has_words(condition: Any, _: object, form: str) -> None:
    whole = {
        "{}": condition,
        "not": {"not": condition},
        "any": {"any": [condition, "adult"]},
        "all": {"all": [condition]},
    }
    said = words(never="use", unless=whole[form])
    assert said.startswith("We never use any data about you, unless ")
    assert said.endswith(".")
    assert not {"{", "[", "None", "_"} & set(said)


@pytest.mark.parametrize(
    ("condition", "said", "opposite"),
    [
        ({"choice": "surveys"}, "you have not said no to surveys", "you have said no to surveys"),
        ({"choice": "news"}, "you have said yes to news", "you have not said yes to news"),
        ("consent", "you have agreed to it", "you have not agreed to it"),
        (
            {"ground": "legal-order"},
            "the law or a court orders us to",
            "nothing on record says that the law or a court orders us to",
        ),
        (
            {"any": ["adult"]},
            "at least one of these is so: (1) you are an adult",
            "none of these is so: (1) you are an adult",
        ),
        ({"all": []}, "that is always so", "that is never so"),
    ],
)
def test_a_condition_and_its_opposite_have_words_of_their_own(condition: Any, said: str, opposite: str) -> None:
    assert words(never="use", unless=condition).endswith(f"unless {said}.")
    assert words(never="use", unless={"not": condition}).endswith(f"unless {opposite}.")
    assert words(never="use", unless={"not": {"not": condition}}).endswith(f"unless {said}.")


def test_a_never_holds_for_each_of_its_data_alone() -> None:
    assert words(never="use", data=["email", "name"]) == "We never use your e-mail address or your name."


@pytest.mark.parametrize("must", EVERY, ids=str)
def test_every_duty_has_words(must: Any) -> None:
    said = words(must=must)
    assert said[0].isupper()
    assert said.endswith(".")
    assert "None" not in said


@pytest.mark.parametrize(("tree", "said"), [("data", DATA), ("purposes", PURPOSES), ("recipients", RECIPIENTS)])
def test_every_built_in_term_has_words_of_its_own(tree: str, said: Mapping[str, str]) -> None:
    assert set(said) == set(getattr(builtin(), tree).terms)


def test_terms_are_explained_by_their_definitions() -> None:
    own = {"shoe-size": {"definition": "how long your feet are"}}
    clause = {"id": "A", "never": "use", "data": ["shoe-size", "email"], "for": "sale"}
    version = version_of(clause, terms={"data": own})
    said = dict(meanings(version.clauses[0], version))
    assert said["shoe-size"] == "how long your feet are"
    assert set(said) == {"shoe-size", "email", "sale"}
