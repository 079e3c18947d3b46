"""What is English on a page that should not be: our own words, outside of what says of itself that it is English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.web.page import Page

CHINESE = {"accept-language": "zh-HK,zh;q=0.9,en;q=0.5"}
_NAMED = re.compile(r"「[^」]*」")  # a company's own name for something
_SENTENCE = re.compile(r"[A-Za-z][a-z’']*(?: [a-z’']+){1,}")  # two words and more
_SHOWN = ("aria-label", "title", "alt", "placeholder", "data-head", "label")
_QUIET = ("code", "pre", "script", "style")


def english(page: Page) -> list[str]:
    """Every run of English words."""
    return [run for text in _texts(page.tree, "") for run in _SENTENCE.findall(_NAMED.sub("", text))]


def _texts(element: Element, language: str) -> Iterator[str]:
    language = element.get("lang", language)
    if element.tag in _QUIET or language == "en":
        return
    yield from (element.get(name, "") for name in _SHOWN)
    yield element.text or ""
    for child in element:
        yield from _texts(child, language)
        yield child.tail or ""
