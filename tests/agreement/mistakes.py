"""Mistakes that make a request an error: both sides must refuse to answer it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.agreement.draw import Draw

Document = dict[str, Any]


def setting(value: Any, *path: str) -> Callable[[Document], None]:
    """Put a value at a path, making the objects on the way."""

    def change(request: Document) -> None:
        for name in path[:-1]:
            if not isinstance(request.get(name), dict):
                request[name] = {}
            request = request[name]
        request[path[-1]] = value

    return change


def leaving_out(name: str) -> Callable[[Document], None]:
    """Take a required field away."""
    return lambda request: request.pop(name)


AT = "2014-01-01T00:00:00Z"
CHOICE = {"topic": "newsletters", "value": "yes", "at": AT}
CONSENT = {"actions": ["use"], "data": ["email"], "for": ["delivery"], "given": AT}
LEFT_OUT = [leaving_out(name) for name in ("action", "data", "for", "in", "at")]
WRONG: list[tuple[Any, tuple[str, ...]]] = [
    *(("shred", ("action",)), (3, ("action",)), (None, ("action",)), ([], ("data",)), ("email", ("data",))),
    *(
        (["no-such-datum"], ("data",)),
        ([1], ("data",)),
        ("no-such-purpose", ("for",)),
        (["delivery"], ("for",)),
    ),
    *(
        ("no-such-recipient", ("to",)),
        (["courier"], ("to",)),
        ("no-such-datum", ("with",)),
        (["email"], ("with",)),
    ),
    *((3, ("in",)), (5, ("at",)), ("yesterday", ("at",)), ("x", ("colour",)), ("dispatch", ("roles",))),
    *((4, ("channel",)), ([], ("datum",)), (1, ("datum", "version")), ("x", ("datum", "colour"))),
    *(("no-such-source", ("datum", "source")), (["no-such"], ("datum", "notified"))),
    *(("friends", ("datum", "visibility")), ("yes", ("person", "adult")), (1, ("person", "registered"))),
    *((True, ("person", "colour")), ({}, ("person", "choices")), ([{}], ("person", "choices"))),
    *(([{**CHOICE, "value": "maybe"}], ("person", "choices")), ([{**CHOICE, "x": 1}], ("person", "choices"))),
    *((True, ("person", "gpc")), ([{**CONSENT, "data": ["no-such"]}], ("person", "consents"))),
    *(([{**CONSENT, "actions": ["shred"]}], ("person", "consents")), ([{}], ("person", "consents"))),
    *(([{**CONSENT, "to": "courier"}], ("person", "consents")), ([{"x": 1}], ("person", "restrictions"))),
    *(([{"for": ["no-such"]}], ("person", "restrictions")), (["no-such"], ("person", "own-recipients"))),
    *(({"1": "soon"}, ("person", "notified")), ([{"version": "1"}], ("person", "decisions"))),
    *(([{"version": "1", "answer": "perhaps", "at": AT}], ("person", "decisions")), (7, ("recipient",))),
    *((True, ("recipient", "agreement")), ({"by": "me"}, ("recipient", "agreement")), ({}, ("ground",))),
    *(({"kind": "audit", "once": "no"}, ("ground",)), ({"kind": "audit", "x": 1}, ("ground",))),
    *(({"kind": "audit", "covers": {"to": ["no-such"]}}, ("ground",)), (True, ("output", "aggregated"))),
    *(("12", ("output", "aggregated")), (0, ("output", "direct-identifiers")), (1, ("output", "colour"))),
]
MISTAKES = [*LEFT_OUT, *(setting(value, *path) for value, path in WRONG)]


def spoil(draw: Draw, request: Document) -> Document:
    """The request with one mistake."""
    spoilt: Document = json.loads(json.dumps(request))
    draw.pick(MISTAKES)(spoilt)
    return spoilt
