"""A page as a browser's parser reads it; one that is not well-formed fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
import httpx


@dataclass(frozen=True)
class Page:
    response: httpx.Response
    tree: Element

    @classmethod
    def of(cls, response: httpx.Response, status: int = 200) -> Page:
        """ParseError (html5lib) for HTML that is not well-formed; AssertionError for an id that stands twice."""
        assert response.status_code == status, response.text
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        page = cls(response, parser.parse(response.text))
        ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        return page

    @property
    def text(self) -> str:
        """All its words, white space folded."""
        return words(self.tree)

    def all(self, path: str) -> list[Element]:
        """What ElementTree's XPath finds anywhere."""
        return self.tree.findall(f".//{path}")

    def one(self, path: str) -> Element:
        found = self.all(path)
        assert len(found) == 1, f"{len(found)} of {path}"
        return found[0]

    def id(self, name: str) -> Element:
        return self.one(f"*[@id='{name}']")

    def has(self, name: str) -> bool:
        return bool(self.all(f"*[@id='{name}']"))

    def value(self, name: str) -> str:
        """The value of the first field of that name."""
        return self.all(f"input[@name='{name}']")[0].get("value", "")

    @property
    def sentences(self) -> list[Element]:
        return [link for link in self.all("a") if "sentence" in link.get("class", "").split()]

    @property
    def links(self) -> Iterator[str]:
        """Every address in it: of links, of style sheets, scripts and pictures."""
        for element in self.tree.iter():
            address = element.get("href") or element.get("src")
            if address and element.tag != "use":
                yield address


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
