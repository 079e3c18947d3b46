"""Who may see what, computed like choices: newest, nearest, strictest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people.moments import DAY
from tests.people.moments import THEN as T
from troth.people.visibility import of_item, set_for, standing, strictest
from troth.terms import builtin

TREE = builtin().data


def test_the_newest_counts_and_at_one_instant_the_strictest() -> None:
    said: Any = [(T, "public"), (T + DAY, "contacts"), (T + DAY, "private"), (T + 3 * DAY, "public")]
    assert standing(said, T - DAY) is None
    assert [standing(said, T + n * DAY) for n in (0, 1, 2, 3)] == ["public", "private", "private", "public"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"data": "public"}, "public"),
        ({"data": "public", "content": "contacts"}, "contacts"),
        ({"data": "private", "content": "public"}, "public"),
        ({"content": "private", of_item(7): "public"}, "public"),
        ({"content": "contacts", of_item(8): "public"}, "contacts"),
        ({"email": "public"}, None),
    ],
)
def test_an_items_own_beats_the_nearest_term_and_that_a_wider_one(said: Any, expected: str | None) -> None:
    assert set_for(said, "post", 7, TREE) == expected


def test_of_several_the_strictest_shows_least() -> None:
    assert strictest(["public", "contacts"]) == "contacts"
    assert strictest(["contacts", "private", "public"]) == "private"
