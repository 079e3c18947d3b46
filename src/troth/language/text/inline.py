"""Markdown inside a line: emphasis, links, images, autolinks, code marks, escapes, entities, HTML tags.

A tolerant scanner, not CommonMark: it walks once from left to right, and what is not clearly markup stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

BREAK = "\v"  # a hard line break; sources hold none, see `source.decode`

_SPECIAL = re.compile(r"[\\`*_~!\[\]<&\n]")
_ESCAPED = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_AUTOLINK = re.compile(r"<((?:https?|ftp|mailto|tel):[^\s<>]*|[^\s<>@/]+@[^\s<>@]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?([a-z][a-z0-9]*)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TARGET = re.compile(
    r"\(\s*(?:<[^<>\n]{0,2000}>|[^\s()]{0,2000}(?:\([^\s()]{0,2000}\)[^\s()]{0,2000}){0,9})"
    r"(?:\s+(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|\([^()]{0,1000}\)))?\s*\)"
)
_REFERENCE = re.compile(r"\[([^\[\]]{0,200})\]")


def _names(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_BREAKING_TAGS = _names("br p div li ul ol dl dt dd tr td th table h1 h2 h3 h4 h5 h6 hr blockquote section")
_INLINE_TAGS = _names(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd mark q s samp small span strike strong sub"
    " sup thead tbody tfoot time tt u var wbr article header footer main center"
)


@dataclass(slots=True)
class _Scan:
    """One walk: the parts seen so far, each with its offset, and the marks still open."""

    text: str
    references: Collection[str]
    parts: list[tuple[str, int]] = field(default_factory=list)
    brackets: list[int] = field(default_factory=list)
    emphases: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def emit(self, visible: str, offset: int) -> None:
        self.parts.append((visible, offset))

    def hide(self, part: int) -> None:
        self.parts[part] = ("", self.parts[part][1])


def visible_parts(text: str, references: Collection[str] = ()) -> list[tuple[str, int]]:
    """What is seen of a text with Markdown in it, in parts, each with the offset it comes from.

    Line feeds stay, each a part of its own; a hard break becomes BREAK. `references` are the link labels that
    the file defines, lower-case.
    """
    scan = _Scan(text, references)
    offset = 0
    while match := _SPECIAL.search(text, offset):
        at = match.start()
        if at > offset:
            scan.emit(text[offset:at], offset)
        offset = _READERS[match[0]](scan, at)
    scan.emit(text[offset:], offset)
    return scan.parts


def visible(text: str) -> str:
    """A phrase without its Markdown, white space as it was."""
    return "".join(part for part, _ in visible_parts(text)).replace(BREAK, "\n")


def _backslash(scan: _Scan, at: int) -> int:
    following = scan.text[at + 1 : at + 2]
    if following == "\n":
        scan.emit(BREAK, at)
    elif following in _ESCAPED and following:
        scan.emit(following, at)
    else:
        scan.emit("\\", at)
        return at + 1
    return at + 2


def _line_feed(scan: _Scan, at: int) -> int:
    scan.emit(BREAK if scan.text[max(0, at - 2) : at] == "  " else "\n", at)
    return at + 1


def _code(scan: _Scan, at: int) -> int:
    return _run_end(scan.text, at)


def _tilde(scan: _Scan, at: int) -> int:
    end = _run_end(scan.text, at)
    if end - at != 2:
        scan.emit(scan.text[at:end], at)
    return end


def _emphasis(scan: _Scan, at: int) -> int:
    """`**` and `***` are always marks; one alone, and underscores, only in a pair that hugs its words."""
    text, end = scan.text, _run_end(scan.text, at)
    mark, length = text[at], end - at
    if mark == "*" and length in (2, 3):
        return end
    before, after = text[at - 1 : at], text[end : end + 1]
    can_open = bool(after.strip()) and not (mark == "_" and before.isalnum())
    can_close = bool(before.strip()) and not (mark == "_" and after.isalnum())
    openers = scan.emphases.setdefault((mark, length), [])
    if can_close and openers and length <= 3:
        scan.hide(openers.pop())
        return end
    scan.emit(text[at:end], at)
    if can_open:
        openers.append(len(scan.parts) - 1)
    return end


def _bracket(scan: _Scan, at: int) -> int:
    scan.brackets.append(len(scan.parts))
    scan.emit("[", at)
    return at + 1


def _image(scan: _Scan, at: int) -> int:
    if scan.text[at + 1 : at + 2] != "[":
        scan.emit("!", at)
        return at + 1
    scan.brackets.append(len(scan.parts))
    scan.emit("![", at)
    return at + 2


def _closing_bracket(scan: _Scan, at: int) -> int:
    if scan.brackets:
        opening = scan.brackets.pop()
        end = _link_end(scan, opening, at)
        if end:
            scan.hide(opening)
            return end
    scan.emit("]", at)
    return at + 1


def _link_end(scan: _Scan, opening: int, at: int) -> int:
    """Where the link whose words end at `at` ends; 0 if it is none."""
    if target := _TARGET.match(scan.text, at + 1):
        return target.end()
    reference = _REFERENCE.match(scan.text, at + 1)
    words = scan.text[scan.parts[opening][1] : at].lstrip("![")
    label = reference[1] if reference and reference[1] else words
    if label.strip().lower() not in scan.references:
        return 0
    return reference.end() if reference else at + 1


def _angle(scan: _Scan, at: int) -> int:
    if autolink := _AUTOLINK.match(scan.text, at):
        scan.emit(autolink[1].removeprefix("mailto:").removeprefix("tel:"), at)
        return autolink.end()
    tag = _TAG.match(scan.text, at)
    name = tag[1].lower() if tag else ""
    if tag is None or name not in _BREAKING_TAGS | _INLINE_TAGS:
        scan.emit("<", at)
        return at + 1
    if name in _BREAKING_TAGS:
        scan.emit(BREAK, at)
    return tag.end()


def _ampersand(scan: _Scan, at: int) -> int:
    entity = _ENTITY.match(scan.text, at)
    if entity is None:
        scan.emit("&", at)
        return at + 1
    scan.emit(re.sub(r"\s", " ", html.unescape(entity[0])), at)
    return entity.end()


def _run_end(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and text[end] == text[at]:
        end += 1
    return end


_READERS: dict[str, Callable[[_Scan, int], int]] = {
    "\\": _backslash,
    "\n": _line_feed,
    "`": _code,
    "~": _tilde,
    "*": _emphasis,
    "_": _emphasis,
    "[": _bracket,
    "!": _image,
    "]": _closing_bracket,
    "<": _angle,
    "&": _ampersand,
}
