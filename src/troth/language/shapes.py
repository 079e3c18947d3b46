"""Reading a node as the kind of thing it must be; a finding and None when it is not.

`what` names the thing in messages, such as "`id`".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from functools import partial

from troth.language.findings import Findings, did_you_mean, quoted
from troth.language.nodes import Listing, Node, Table, Word, described, is_empty

YES = frozenset(("yes", "true", "on"))
NO = frozenset(("no", "false", "off"))
_LONGEST = 200  # characters of an id or a name

_NUMBER = re.compile(r"-?[0-9]{1,9}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.]\d{1,6})?)?\s?(?:Z|z|[+-]\d\d:?\d\d)?)?", re.ASCII)


def word(node: Node, findings: Findings, what: str) -> str | None:
    """The text of a word, as written."""
    if isinstance(node, Word) and node.text.strip() and not node.empty:
        return node.text
    findings.fail("wrong-type", node, f"{what} must be a word, and {described(node)} stands here")
    return None


def name(node: Node, findings: Findings, what: str) -> str | None:
    """A word fit to name something: on one line, not over-long, no space around it."""
    text = word(node, findings, what)
    if text is None:
        return None
    if len(text) > _LONGEST or not text.isprintable() or text != text.strip():
        help_ = f"one line, up to {_LONGEST} characters, without spaces around it"
        findings.fail("bad-name", node, f"{what} cannot be {quoted(text)}", help_)
        return None
    return text


def table(node: Node, findings: Findings, what: str) -> Table | None:
    """A table of keys and values."""
    if isinstance(node, Table):
        return node
    findings.fail("wrong-type", node, f"{what} must be a table of keys and values, not {described(node)}")
    return None


def items(node: Node) -> tuple[Node, ...]:
    """The items of a list; anything else stands for a list of itself."""
    return node.items if isinstance(node, Listing) else (node,)


def names(node: Node, findings: Findings, what: str) -> tuple[str, ...] | None:
    """One name, or a list of at least one, each once. None when any is wrong."""
    if isinstance(node, Listing) and not node.items:
        findings.fail(
            "empty-list",
            node,
            f"{what} is an empty list, which matches nothing",
            "leave the key out, or name one",
        )
        return None
    read = [name(item, findings, what) for item in items(node)]
    whole = tuple(dict.fromkeys(text for text in read if text is not None))
    return whole if all(text is not None for text in read) else None


def one_of(node: Node, known: Collection[str], findings: Findings, what: str, code: str) -> str | None:
    """A word out of a known few."""
    text = word(node, findings, what)
    if text is None or text in known:
        return text
    findings.fail(code, node, f"unknown {what} {quoted(text)}", partial(did_you_mean, text, known))
    return None


def number(node: Node, findings: Findings, what: str, least: int | None = None) -> int | None:
    """A whole number, not below `least`."""
    if isinstance(node, Word) and _NUMBER.fullmatch(node.text) and (least is None or int(node.text) >= least):
        return int(node.text)
    wanted = "a whole number" if least is None else f"a whole number of at least {least}"
    shown = quoted(node.text) if isinstance(node, Word) and not node.empty else described(node)
    findings.fail("not-a-number", node, f"{what} must be {wanted}, not {shown}")
    return None


def truth(node: Node, findings: Findings, what: str) -> bool | None:
    """yes or no, in any of YAML's spellings."""
    said = node.text.casefold() if isinstance(node, Word) else ""
    if said in YES | NO:
        return said in YES
    findings.fail("not-yes-or-no", node, f"{what} must be yes or no")
    return None


def moment(node: Node, findings: Findings, what: str) -> datetime | None:
    """A date or a time; UTC when it names no zone (SPEC 2)."""
    written = node.text.strip() if isinstance(node, Word) else ""
    read = _moment(written) if _MOMENT.fullmatch(written) else None
    if read is None:
        shown = quoted(written) if written else described(node)
        example = "write it as 2014-01-15 or 2014-01-15T10:00:00Z"
        findings.fail("bad-time", node, f"{what} is not a date or a time: {shown}", example)
    return read


def _moment(written: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(written.upper().replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def known_keys(
    node: Table,
    known: Iterable[str],
    findings: Findings,
    where: str,
    hint: Callable[[str], str] | None = None,
) -> None:
    """A finding for each key of `node` that is not known there. `hint` may tell where a key belongs."""
    known = list(known)
    for entry in node:
        key = entry.key.text
        if key not in known:
            belongs = hint(key) if hint is not None else ""
            listing = f"known: {', '.join(known)}" if known else ""
            way_out = belongs or partial(did_you_mean, key, known, listing)
            findings.fail("unknown-key", entry, f"{where} has no key {quoted(key)}", way_out)


def filled(node: Table, key: str, findings: Findings, where: str, why: str = "") -> Node | None:
    """The value of a key that must be there."""
    entry = node.entry(key)
    if entry is not None and not is_empty(entry.value):
        return entry.value
    message = f"{where} lacks '{key}'" if entry is None else f"'{key}' of {where} says nothing"
    findings.fail("missing", entry or node, message, why)
    return None
