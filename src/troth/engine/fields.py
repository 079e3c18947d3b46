"""Reading the fields of a JSON object strictly: an error names the path of the field, never its value.

Each reader takes the object, the field's name and the path of the object, and raises RequestError unless the field
is what the reader's name says. For an `optional_…` it may be left out or null; then None comes out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

from troth.errors import RequestError

Raw = dict[str, Any]
Word = TypeVar("Word", bound=str)
Thing = TypeVar("Thing")


def wrong(path: str, rule: str) -> NoReturn:
    """Raises the RequestError that the field at that path breaks that rule."""
    raise RequestError(f"{path}: {rule}", help=f"{path} {rule}", details={"field": path})


def below(path: str, name: str) -> str:
    """The path of a field of the object at that path."""
    return f"{path}.{name}" if path else name


def mapping(raw: object, allowed: frozenset[str], path: str) -> Raw:
    """`raw` as an object with no other fields than those allowed."""
    if not isinstance(raw, dict):
        wrong(path or "request", "must be an object")
    if not allowed.issuperset(raw):
        place = next(i for i, name in enumerate(raw) if name not in allowed)
        wrong(path or "request", f"field {place + 1} is unknown; known are {', '.join(sorted(allowed))}")
    return raw


def optional_text(raw: Raw, name: str, path: str) -> str | None:
    value = raw.get(name)
    if value is None or isinstance(value, str):
        return value
    wrong(below(path, name), "must be a string")


def text(raw: Raw, name: str, path: str) -> str:
    value = raw.get(name)
    if isinstance(value, str):
        return value
    wrong(below(path, name), "is needed, and must be a string")


def one_of(raw: Raw, name: str, path: str, words: tuple[Word, ...]) -> Word:
    value = raw.get(name)
    for word in words:
        if value == word:
            return word
    wrong(below(path, name), f"must be one of {', '.join(words)}")


def optional_texts(raw: Raw, name: str, path: str) -> tuple[str, ...] | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, list):
        wrong(below(path, name), "must be a list of strings")
    for item in value:
        if not isinstance(item, str):
            wrong(f"{below(path, name)}[{value.index(item)}]", "must be a string")
    return tuple(value)


def texts(raw: Raw, name: str, path: str) -> tuple[str, ...]:
    value = optional_texts(raw, name, path)
    return wrong(below(path, name), "is needed, and must be a list of strings") if value is None else value


def optional_bool(raw: Raw, name: str, path: str) -> bool | None:
    value = raw.get(name)
    if value is None or value is True or value is False:
        return value
    wrong(below(path, name), "must be true, false or null")


def optional_count(raw: Raw, name: str, path: str) -> int | None:
    value = raw.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    wrong(below(path, name), "must be a whole number")


def as_time(value: object, path: str) -> datetime:
    """A date or time in ISO 8601; UTC when it names no zone, as in a policy file."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            wrong(path, "must be a time such as 2014-03-01T10:00:00Z")
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    wrong(path, "is needed, and must be a time such as 2014-03-01T10:00:00Z")


def time(raw: Raw, name: str, path: str) -> datetime:
    return as_time(raw.get(name), below(path, name))


def optional_time(raw: Raw, name: str, path: str) -> datetime | None:
    value = raw.get(name)
    return None if value is None else as_time(value, below(path, name))


def optional_list(raw: Raw, name: str, path: str, read: Callable[[object, str], Thing]) -> tuple[Thing, ...] | None:
    value = raw.get(name)
    if value is None:
        return None
    path = below(path, name)
    if not isinstance(value, list):
        wrong(path, "must be a list")
    if not value:
        return ()
    return tuple([read(item, f"{path}[{place}]") for place, item in enumerate(value)])
