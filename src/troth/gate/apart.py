"""Step 6 for data that a version keeps apart (`separate`, SPEC 7): no person has both sides, no act joins them.

The facts of one side live under a person record of their own, so the store has no key that joins the two. What would
join them all the same is refused, whatever else the policy permits:

- collecting a datum of one side for a person who has, or is given with it, one of the other;
- collecting a value of the kept-apart side in which somebody can be recognised: an address, a number, a reference;
- an act whose data, or whose two sides, are on both (data of a time before the duty are joined already).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import phonenumbers

from troth.db import Connection
from troth.errors import KeptApart, TrothError
from troth.gate.gathering import Gathered
from troth.gate.intake import Ready
from troth.language import Version
from troth.vault import Vault

Side = frozenset[str]
_ADDRESS = re.compile(r"[^\s@/?&=;,<>\"']+@[^\s@/?&=;,<>\"']+\.[^\s@/?&=;,<>\"']+")
_REFERENCE = re.compile(r"(?<![0-9a-z])p[0-9a-hjkmnp-tv-z]{13}(?![0-9a-z])", re.IGNORECASE)


def collected(tx: Connection, vault: Vault, ready: Ready, version: Version | None) -> TrothError | None:
    """The refusal of an intake that would bring the two sides together, or None."""
    if version is None:
        return None
    new = ready.what.values
    sides = concerned(version, new)
    if not sides:
        return None
    held = {item.category for item in vault.items(tx, ready.what.person)}
    for data, apart in sides:
        together = _together(data, apart, new, held) or _together(apart, data, new, held)
        if together is not None:
            return _refusal(*together)
    return _recognised(ready, sides)


def concerned(version: Version, new: Iterable[str]) -> list[tuple[Side, Side]]:
    """The sides of duties that speak of one of the terms. Who collects one holds the person meanwhile."""
    terms = frozenset(new)
    return [
        (data, apart)
        for data, apart in _sides(version, wide=True)
        if not (terms.isdisjoint(data) and terms.isdisjoint(apart))
    ]


def acted(found: Gathered, version: Version | None) -> TrothError | None:
    """The refusal of an act on data of both sides, or None."""
    if version is None:
        return None
    touched = {item.category for item in found.items}
    for request in found.requests:
        touched |= {*request.data, *((request.other,) if request.other is not None else ())}
    for data, apart in _sides(version, wide=False):
        if data.isdisjoint(touched) or apart.isdisjoint(touched):
            continue
        together = _together(data, apart, touched, touched)
        if together is not None:
            return _refusal(*together)
    return None


@lru_cache(maxsize=64)
def _sides(version: Version, *, wide: bool) -> tuple[tuple[Side, Side], ...]:
    """The two sides of each duty, all terms of them. `wide`: with the terms above, which may hide one of them."""
    duties = (clause.duty.params for clause in version.duties("separate") if clause.duty is not None)
    return tuple((_terms(version, p["data"], wide), _terms(version, p["from"], wide)) for p in duties)


def _terms(version: Version, named: Iterable[str], wide: bool) -> Side:
    tree, found = version.terms.data, set[str]()
    for term in named:
        found |= tree.descendants(term) | (tree.ancestors(term) if wide else set())
    return frozenset(found)


def _together(one: Side, other: Side, new: Iterable[str], there: Iterable[str]) -> tuple[str, str] | None:
    """A new term of one side, and one of the other that is there or comes with it."""
    others = sorted(other.intersection((*there, *new)))
    for term in sorted(one.intersection(new)):
        for beside in others:
            if beside != term:
                return term, beside
    return None


def _recognised(ready: Ready, concerned: Iterable[tuple[Side, Side]]) -> TrothError | None:
    """The refusal of a value that tells whose it is. Only what has a form can be recognised."""
    for data, apart in concerned:
        for term in sorted(data.intersection(ready.what.values)):
            told = _telling(ready.what.values[term], apart)
            if told is not None:
                return KeptApart(
                    f"{term} holds {told}, from which the policy keeps it apart",
                    help="take out what tells whose it is, then collect it",
                )
    return None


def _telling(value: Any, apart: Side) -> str | None:
    text = unquote(value if isinstance(value, str) else _written(value))
    if _REFERENCE.search(text):
        return "a person's reference"
    if "email" in apart and _ADDRESS.search(text):
        return "an e-mail address"
    if "phone" in apart and next(iter(phonenumbers.PhoneNumberMatcher(text, None)), None) is not None:
        return "a telephone number"
    return None


def _written(value: Any) -> str:
    """JSON as text. A file is not looked into."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else ""


def _refusal(one: str, other: str) -> KeptApart:
    return KeptApart(
        f"the policy keeps {one} apart from {other}",
        help="keep each under a person record of its own, with nothing that joins the two",
    )
