"""The labels that begin a list item or a numbered heading: (1), a), 3., 2.1, iv)."""

from __future__ import annotations

import re

_ORDINAL = r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5}|[一二三四五六七八九十]{1,3})"
LABEL = re.compile(
    rf"[(（]{_ORDINAL}[)）]\s*"
    rf"|{_ORDINAL}[)）]\s*"
    r"|\d{1,3}(?:\.\d{1,3})*\.(?:\s+|$|(?=[A-Z\u3400-\u9fff]))"
    r"|\d{1,2}(?:\.\d{1,2})+\s+(?=[^\W\d_])"
    r"|(?:\d{1,3}|[一二三四五六七八九十]{1,3})、\s*"
    r"|(?:[A-Za-z]|[ivxIVX]{2,5})\.(?:\s+|$)"
)
_BULLET = re.compile(r"(?:[-*+](?:\s+|$)|[•·‣◦▪▫●○∙]\s*|[–—]\s+(?=[A-Z0-9]))")


def label_end(text: str, start: int = 0) -> int:
    """Where the label at `start` ends; `start` itself if there is none."""
    match = LABEL.match(text, start)
    return match.end() if match else start


def label_style(text: str) -> str:
    """The shape of a text's label, so that (1) and (2) are alike and a) is not; empty without one."""
    match = LABEL.match(text)
    if match is None:
        return ""
    shape = re.sub(r"\d+|[一二三四五六七八九十]+", "1", match[0].strip())
    return re.sub(r"[A-Za-z]+", "a", shape)


def bullet_end(text: str) -> int:
    """Where the bullet that begins the text ends; 0 if there is none."""
    match = _BULLET.match(text)
    return match.end() if match else 0
