"""A request read all at once is the one that is read field by field, and nothing else is taken."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.agreement.generate import policies, requests
from tests.engine.build import request
from troth.engine.request import field_by_field
from troth.engine.told import told
from troth.errors import RequestError

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    5.0,
    2**70,
    "",
    "ann",
    "2014-03-01",
    "2014-03-01T10:00:00.1234567Z",
    [],
    {},
    ["x"],
)


def drawn(seed: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    yield from requests(rng, policies(rng), 200)


def by_field(raw: object) -> Any:
    try:
        return field_by_field(raw)
    except RequestError:
        return None


def places(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside."""
    inside = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for name, value in inside:
        yield (*path, name)
        yield from places(value, (*path, name))


def changed(raw: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copy: Any = deepcopy(raw)
    holder = copy
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    return copy  # type: ignore[no-any-return]


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_to_read_give_the_same_request(seed: int) -> None:
    pairs = [(told(raw), by_field(raw)) for raw in drawn(seed)]
    assert all(quick in (slow, None) for quick, slow in pairs)
    assert sum(quick is not None for quick, _ in pairs) > 0.8 * sum(slow is not None for _, slow in pairs)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_stands_in_a_field_both_take_it_or_leave_it(seed: int) -> None:
    rng = random.Random(seed)
    for raw in drawn(seed):
        bent = changed(raw, rng.choice(list(places(raw))), rng.choice(JUNK))
        assert told(bent) in (by_field(bent), None)


def test_a_time_is_cut_off_and_not_rounded() -> None:
    raw = request(at="2014-03-01T10:00:00.9999999Z")
    assert told(raw) == field_by_field(raw)
    assert field_by_field(raw).at.microsecond == 999999
