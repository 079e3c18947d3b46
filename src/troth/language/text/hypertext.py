"""HTML: the words a reader of the page sees, in blocks, each with the line of the source it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from troth.language.text.layout import reads_on
from troth.language.text.model import Kind, Passage, Run
from troth.language.text.source import blanked, seen
from troth.language.text.wording import has_words


def _names(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol option p pre section summary"
    " table tbody td tfoot th thead tr ul legend"
)
_ITEMS = frozenset({"li", "dt", "dd"})
_UNSEEN = _names(
    "script style template noscript title nav svg iframe object select textarea audio video canvas datalist map"
)
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_OPEN_ENDED = _names("p li dt dd tr td th")  # their end tag may be left out
_CONTAINERS = _names("ul ol menu dl table div section article main body")
_BOLD = frozenset({"b", "strong"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONGEST_HEADING = 100

Attributes = list[tuple[str, str | None]]


def read_html(source: str) -> list[Passage]:
    """The passages of an HTML page: what is hidden, scripts and navigation are left out."""
    page = _Page()
    page.feed(_closed(source))
    page.close()
    page.finish()
    return page.passages


def _closed(source: str) -> str:
    """The source without comments and unclosed marks at its end, which the parser would try again and again."""
    source = blanked(source, "<!--", "-->")
    source = source.partition("<!--")[0]  # an unclosed comment runs to the end (HTML 13.2.5.45)
    end = source.rfind(">") + 1
    return source[:end] + source[end:].replace("<", "&lt;")


@dataclass(slots=True)
class _Hidden:
    """An element that is not shown; `depth` counts what stands open in it and could be taken for its end."""

    tag: str
    depth: int = 0

    def starts(self, tag: str) -> bool:
        """Whether this start tag ends the element, whose own end tag was left out."""
        if self.tag not in _OPEN_ENDED:
            self.depth += tag == self.tag
            return False
        if self.depth == 0 and (tag == self.tag or (self.tag == "p" and tag in _BLOCKS)):
            return True
        self.depth += tag in _CONTAINERS
        return False

    def ends(self, tag: str) -> bool:
        """Whether this end tag ends the element: its own, or that of what it stands in."""
        closing = _CONTAINERS | {self.tag} if self.tag in _OPEN_ENDED else {self.tag}
        if tag not in closing:
            return False
        self.depth -= 1
        return self.depth < 0


class _Page(HTMLParser):
    """Gathers runs into the block under way; a block element's start or end hands it over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._runs: list[Run] = []
        self._kind: Kind = "paragraph"
        self._level = 0
        self._glue = " "
        self._bold = 0
        self._all_bold = True
        self._hidden: _Hidden | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._hidden is not None and not self._hidden.starts(tag):
            return
        self._hidden = None
        if tag in _BLOCKS:
            self._begin(tag)
        self._bold += tag in _BOLD
        if tag == "br":
            self._glue = "\n"
        elif tag == "img":
            self.handle_data(dict(attrs).get("alt") or "")
        elif tag not in _VOID and (tag in _UNSEEN or _is_hidden(dict(attrs))):
            self._hidden = _Hidden(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _UNSEEN:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden is not None and not self._hidden.ends(tag):
            return
        self._hidden = None
        if tag in _BLOCKS:
            self._begin("")
        elif tag in _BOLD:
            self._bold = max(0, self._bold - 1)

    def handle_data(self, data: str) -> None:
        if self._hidden is not None:
            return
        first_line = self.getpos()[0]
        for number, words in enumerate(data.split("\n")):
            self._add(words, first_line + number, spaced=number > 0 or words[:1].isspace())

    def _add(self, words: str, line: int, *, spaced: bool) -> None:
        text = seen(words)
        if self._glue == "" and (spaced or (not text and words)):
            self._glue = " "
        if not text:
            return
        self._runs.append(Run(text, line, self._glue))
        self._glue = " " if words[-1].isspace() else ""
        self._all_bold = self._all_bold and (self._bold > 0 or not has_words(text))

    def _begin(self, tag: str) -> None:
        """End the block under way and begin the next; a paragraph that begins a list item is the item."""
        stays_item = tag in {"p", "div"} and self._kind == "item" and not self._runs
        self.finish()
        self._kind, self._level = ("item" if tag in _ITEMS or stays_item else "paragraph"), 0
        if tag[:1] == "h" and tag[1:].isdigit():
            self._kind, self._level = "heading", int(tag[1:])

    def finish(self) -> None:
        """Hand over the block under way, if it has words."""
        runs, all_bold = self._runs, self._all_bold
        self._runs, self._all_bold, self._glue = [], True, " "
        text = "".join(run.glue + run.text for run in runs).strip()
        if not has_words(text):
            return
        if self._kind == "paragraph" and all_bold and len(text) <= _LONGEST_HEADING and text[-1] not in ".,;!":
            self._kind, self._level = "heading", 3
        self.passages.append(Passage(self._kind, self._level, tuple(_read_on(runs))))


def _read_on(runs: list[Run]) -> Iterator[Run]:
    """The runs, without those breaks that stand inside a sentence."""
    before = ""
    for run in runs:
        goes_on = run.glue == "\n" and reads_on(before, run.text)
        yield Run(run.text, run.line, " ") if goes_on else run
        before = run.text


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style") or ""
    return ("hidden" in attributes and attributes["hidden"] != "until-found") or bool(_HIDDEN_STYLE.search(style))
