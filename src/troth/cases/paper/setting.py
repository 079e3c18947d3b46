"""The page set by Typst: PDF/A, tagged, so that it can be read aloud.

PDF/A forbids a sign that its font has not. So Typst itself says which signs no font here can show: it is tried, and
those are drawn as □, which the page then explains. If the words of a language are among them, the page is in English.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from troth.cases.dossier import Access, Portable
from troth.cases.paper.telling import sample, told
from troth.cases.tongue import ENGLISH, Tongue
from troth.errors import Unavailable

PACKAGES: Final = ("pylopdf_fonts_zh_tw",)  # that have nothing but fonts in them (`troth[chinese]`)
_TRIES: Final = 5
_LACKING: Final = re.compile(
    r'^error: PDF/A-3a error: the (?:text|PDF contains the codepoint) `"((?:[^"\\]|\\.)*)"`', re.MULTILINE
)
_WRITTEN: Final = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")  # as Typst writes a sign that cannot be read
_SIGNS: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_BOX, _PLAIN = "□", "?"


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where fonts are, besides those that come with Typst. `system`: the machine's own too."""

    folders: tuple[str, ...] = ()
    system: bool = True

    @classmethod
    def installed(cls) -> Fonts:
        """Those of the packages that are there."""
        found = [spec.submodule_search_locations or () for name in PACKAGES if (spec := find_spec(name)) is not None]
        return cls(tuple(folder for folders in found for folder in folders))


class _Lacking(Exception):
    """Signs that no font here can show."""

    def __init__(self, signs: frozenset[str]) -> None:
        super().__init__()
        self.signs = signs


class _Unset(Exception):
    """Typst cannot set it for another reason."""


def can_be_set() -> bool:
    """Whether Typst is installed (`troth[report]`)."""
    return find_spec("typst") is not None


def as_paper(document: Access | Portable, tongue: Tongue = ENGLISH, fonts: Fonts | None = None) -> bytes:
    """The text goes in as data, never as markup. In English where the language cannot be shown.

    Unavailable where Typst is not installed, or cannot set it.
    """
    if not can_be_set():
        raise _cannot("install troth[report], or fetch the JSON document")
    fonts, moment = fonts or Fonts.installed(), int(document.made.timestamp())
    spoken = tongue if _can_say(tongue, fonts, document.made) else ENGLISH
    say = spoken.gettext("Signs that no font here has are drawn as %(box)s. The JSON document has them.", box="%(box)s")
    return typeset(_template(), told(document, spoken), say, moment, fonts=fonts)


def typeset(
    template: str,
    page: Mapping[str, Any],
    note: str,
    moment: int,
    *,
    fonts: Fonts | None = None,
    way_out: str = "fetch the JSON document",
    attached: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """PDF/A-3 of a template that reads `page.json`; signs that no font has are boxes, and `note` then says so on it.

    `note` has the place `%(box)s`; `moment`: seconds since 1970. Unavailable when Typst cannot set it.
    """
    fonts, files_, lacking = fonts or Fonts.installed(), tuple(attached), frozenset[str]()
    for _ in range(_TRIES):
        try:
            return _set(template, _boxed(page, lacking, note) if lacking else page, fonts, moment, files_)
        except _Lacking as found:
            lacking |= found.signs
        except _Unset:
            break
    raise _cannot(way_out)


def _template() -> str:
    return (files("troth.cases.paper") / "paper.typ").read_text(encoding="utf-8")


def _can_say(tongue: Tongue, fonts: Fonts, day: datetime) -> bool:
    """Whether the fonts have its signs."""
    words = {"title": sample(tongue), "company": "", "about": tongue.day(day), "reference": "", "groups": []}
    try:
        _set(_template(), {**words, "language": {"lang": "en", "region": None}}, fonts, 0)
    except (_Lacking, _Unset):
        return False
    return True


def _boxed(page: Mapping[str, Any], lacking: Iterable[str], note: str) -> dict[str, Any]:
    """The page with boxes in the place of those signs, and a note that says so."""
    box = _PLAIN if _BOX in lacking else _BOX
    signs = re.compile("|".join(re.escape(sign) for sign in sorted(lacking, key=len, reverse=True)))
    return {**_replaced(page, signs, box), "note": note % {"box": box}}


def _replaced(part: Any, signs: re.Pattern[str], box: str) -> Any:
    if isinstance(part, str):
        return signs.sub(box, part)
    if isinstance(part, Mapping):
        return {name: _replaced(each, signs, box) for name, each in part.items()}
    return [_replaced(each, signs, box) for each in part] if isinstance(part, list) else part


def _set(
    template: str, page: Mapping[str, Any], fonts: Fonts, moment: int, attached: Iterable[tuple[str, bytes]] = ()
) -> bytes:
    import typst  # here, so that a server starts without it

    with tempfile.TemporaryDirectory(prefix="troth-paper-") as folder:
        root = Path(folder)
        (root / "page.typ").write_text(template, encoding="utf-8")
        (root / "page.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        for name, content in attached:
            (root / name).write_bytes(content)
        more: dict[str, Any] = {"font_paths": list(fonts.folders), "ignore_system_fonts": not fonts.system}
        try:
            made = typst.compile(
                root / "page.typ", root=root, format="pdf", pdf_standards="a-3a", timestamp=moment, **more
            )
        except typst.TypstError as error:
            signs = _signs(error.diagnostic)  # what else it says may be a person's
            raise (_Lacking(signs) if signs else _Unset) from None
    assert isinstance(made, bytes)
    return made


def _cannot(way_out: str) -> Unavailable:
    return Unavailable("no page to print can be set here", help=way_out)


def _signs(diagnostic: str) -> frozenset[str]:
    """Those that Typst names."""
    return frozenset(_WRITTEN.sub(_sign, found) for found in _LACKING.findall(diagnostic))


def _sign(found: re.Match[str]) -> str:
    code, sign = found.groups()
    return chr(int(code, 16)) if code else _SIGNS.get(sign, sign)
