"""Reading clauses: one modality each, known words, and permissions that are specific."""

from __future__ import annotations

import pytest

from tests.language.writing import clause_of, clauses, codes, only
from troth.language import Action, Fact, Scope


def test_every_dimension_is_read() -> None:
    given = {
        "data": "email",
        "for": ["delivery"],
        "to": "courier",
        "with": "name",
        "from": "device",
        "in": "lantern.example",
    }
    scope = clause_of(never=["disclose", "link"], **given).scope
    assert scope == Scope(
        (Action.DISCLOSE, Action.LINK),
        ("email",),
        ("delivery",),
        ("courier",),
        ("name",),
        ("device",),
        ("lantern.example",),
    )


def test_what_is_left_out_of_a_never_means_any() -> None:
    assert clause_of(never="publish").scope == Scope((Action.PUBLISH,))


@pytest.mark.parametrize(
    ("clause", "code", "help_"),
    [
        ("id: A, says: abuot", "unknown-says", "did you mean 'about'?"),
        ("id: A, never: pubish", "unknown-action", "did you mean 'publish'?"),
        ("id: A, never: use, data: emial", "unknown-term", "did you mean 'email'?"),
        ("id: A, never: use, data: E-Mail", "unknown-term", "did you mean 'email'?"),
        ("id: A, never: use, for: postal_address", "unknown-term", ""),
        ("id: A, never: use, from: devise", "unknown-term", "did you mean 'device'?"),
        ("id: A, never: use, unles: adult", "unknown-key", "did you mean 'unless'?"),
        ("id: A, nevr: use", "no-modality", "did you mean 'never'?"),
        ("id: A, must: encrypt-at-rst", "unknown-duty", "did you mean 'encrypt-at-rest'?"),
        ("id: A, never: use, in: lantern.exmple", "unknown-property", "did you mean 'lantern.example'?"),
    ],
)
def test_an_unknown_word_gets_the_nearest_known_ones(clause: str, code: str, help_: str) -> None:
    found = only(clauses(clause))
    assert (found.code, found.clause) == (code, "A")
    assert found.help == help_ or not help_


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("says: about", "missing"),
        ("id: ~, says: about", "missing"),
        ("id: [a], says: about", "wrong-type"),
        ("id: A", "no-modality"),
        ("id: A, may: collect, never: use, data: name, for: delivery", "several-modalities"),
        ("id: A, never: use, when: adult", "unknown-key"),
        ("id: A, may: use, data: name, for: delivery, unless: adult", "unknown-key"),
        ("id: A, must: survive-loss, data: name", "unknown-key"),
        ("id: A, never: use, data: []", "empty-list"),
        ("id: A, never: use, data: ~", "missing"),
        ("id: A, never: []", "missing"),
        ("id: A, never: use, data: {a: b}", "wrong-type"),
    ],
)
def test_a_clause_of_the_wrong_shape_leaves_no_meaning(clause: str, code: str) -> None:
    read = clauses(clause)
    assert (codes(read), read.version) == ([code], None)


def test_two_clauses_of_one_id_are_found_at_the_second() -> None:
    found = only(clauses("id: A, says: about", "id: A, says: title"))
    assert (found.code, found.place.line, found.place.column) == ("duplicate-clause", 8, 8)
    assert found.message == "the clause 'A' was given before, in line 7"


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("may: use, for: delivery", ()),
        ("may: use, data: name", ()),
        ("may: [use, disclose], data: name, for: delivery", (Action.USE,)),
        ("may: link, data: name, for: delivery", ()),
    ],
)
def test_a_permission_that_is_not_specific_permits_nothing(given: str, left: tuple[Action, ...]) -> None:
    read = clauses(f"id: A, {given}")
    assert (codes(read), read.version is not None) == (["may-too-wide"], True)
    assert read.version.clauses[0].scope.actions == left  # type: ignore[union-attr]


def test_a_dimension_that_an_action_cannot_have_is_told() -> None:
    read = clauses("id: A, never: [use, disclose], to: public")
    assert (only(read).code, only(read).level) == ("dimension-without-action", "warning")


def test_a_word_of_another_tree_is_told_apart() -> None:
    assert (
        only(clauses("id: A, never: use, for: courier")).message
        == "'courier' is a recipient, and a purpose is wanted here"
    )


def test_a_list_names_each_once() -> None:
    clause = clause_of(
        may=["use", "use"], data=["name", "name"], **{"for": "delivery"}, when=["adult", {"not": "adult"}]
    )
    assert clause.scope is not None
    assert (clause.scope.actions, clause.scope.data) == ((Action.USE,), ("name",))
    assert clause.conditions[0] == Fact("adult")
