"""Short opaque texts for ids: a letter and 13 signs of Crockford's base 32, which nobody misreads aloud."""

from __future__ import annotations

from troth.errors import RequestError

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)} | {"o": 0, "i": 1, "l": 1}
_LENGTH = 13  # 5 bits a sign hold 63 bits
_LIMIT = 1 << 63


def ref(letter: str, number: int) -> str:
    """The text of an id; ValueError when it is none of 1 to 2^63 - 1."""
    if not 0 < number < _LIMIT:
        raise ValueError("an id has 1 to 63 bits")
    return letter + "".join(_SIGNS[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def parse_ref(letter: str, text: str) -> int:
    """The id of a text, in either case, `o` read as 0 and `i`, `l` as 1. RequestError when it is none."""
    lower = text.lower()
    number = 0
    if lower[:1] != letter or len(lower) != _LENGTH + 1:
        raise _malformed(letter)
    for sign in lower[1:]:
        value = _VALUES.get(sign)
        if value is None:
            raise _malformed(letter)
        number = number << 5 | value
    if not 0 < number < _LIMIT:
        raise _malformed(letter)
    return number


def person_ref(person: int) -> str:
    """How a person is named outside: `p` and 13 signs."""
    return ref("p", person)


def parse_person_ref(text: str) -> int:
    """The person's id; RequestError (which does not repeat the text) when it is no reference to a person."""
    return parse_ref("p", text)


def ground_ref(ground: int) -> str:
    return ref("g", ground)


def parse_ground_ref(text: str) -> int:
    return parse_ref("g", text)


def _malformed(letter: str) -> RequestError:
    return RequestError(f"not a reference: {letter!r} and {_LENGTH} letters or digits are expected")
