"""Make a failing example small: take away whatever it fails without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def shrunk(value: Any, fails: Callable[[Any], bool]) -> Any:
    """The value with everything left out that is not needed for it to fail."""
    progress = True
    while progress:
        progress = False
        for candidate in smaller(value):
            if fails(candidate):
                value, progress = candidate, True
                break
    return value


def smaller(value: Any) -> Iterator[Any]:
    """The value with one thing less, from the outside in: big parts go first."""
    if isinstance(value, dict):
        for name in value:
            yield {other: item for other, item in value.items() if other != name}
        for name, item in value.items():
            yield from ({**value, name: less} for less in smaller(item))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, item in enumerate(value):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in smaller(item))
