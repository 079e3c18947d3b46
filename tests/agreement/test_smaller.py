"""A counterexample is shown without what it does not need."""

from __future__ import annotations

from tests.agreement.smaller import shrunk


def test_only_what_fails_is_left() -> None:
    whole = {"a": [1, 2, {"b": 3, "c": [4]}], "d": 5}
    assert shrunk(whole, lambda value: "b" in str(value)) == {"a": [{"b": 3}]}


def test_what_cannot_be_made_smaller_stays() -> None:
    assert shrunk({"a": 1}, lambda value: value == {"a": 1}) == {"a": 1}
