"""The languages that the pages speak: their catalogues, and the one that is spoken to the visitor just now.

English is what the code says. Every folder below `locale` is one more language, named as browsers name it (zh-Hant),
with a catalogue in gettext's own form; its `Language` header says by whose customs dates, numbers and lists are
written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.core import get_global
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from troth.cases.tongue import ENGLISH, Tongue, marked

__all__ = ["ENGLISH", "Tongue", "_", "marked", "ngettext", "speaking", "spoken", "tongues", "understood"]

FOLDER: Final = Path(__file__).parent / "locale"


_spoken: ContextVar[Tongue] = ContextVar("spoken", default=ENGLISH)


@lru_cache(maxsize=1)
def tongues() -> tuple[Tongue, ...]:
    """All that there are, English first."""
    return (ENGLISH, *(_read(path) for path in sorted(FOLDER.glob("*/LC_MESSAGES/troth.po"))))


def spoken() -> Tongue:
    """The visitor's."""
    return _spoken.get()


@contextmanager
def speaking(tongue: Tongue) -> Iterator[None]:
    """What is made inside is made in that language."""
    before = _spoken.set(tongue)
    try:
        yield
    finally:
        _spoken.reset(before)


def understood(tag: str) -> Tongue | None:
    """The one of ours that a reader of that language reads: of zh-HK the one of zh-Hant, of zh-CN none."""
    wanted = _written(tag)
    return next((each for each in tongues() if wanted and _written(each.tag) == wanted), None)


# -- for texts in code --


def _(text: str, **values: object) -> str:
    """A text of ours in the visitor's language, its `%(name)s` filled in."""
    return spoken().gettext(text, **values)


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The same for a count: `%(num)s` is the number."""
    return spoken().ngettext(one, many, num, **values)


# -- inside --


def _read(path: Path) -> Tongue:
    with path.open("rb") as file:
        catalogue = read_po(file)
    made = BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    tag = path.parent.parent.name
    return Tongue(tag, catalogue.locale or Locale.parse(tag, sep="-"), Translations(made))


def _written(tag: str) -> tuple[str, str] | None:
    """Language and script of a tag (RFC 5646); None for what is no tag."""
    parts = tag.strip().split("-")
    if not all(part.isascii() and part.isalnum() for part in parts):
        return None
    language = parts[0].lower()
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), None)
    if script is None:
        likely: Any = get_global("likely_subtags")
        place = next((f"{language}_{part.upper()}" for part in parts[1:] if len(part) == 2), language)
        script = (likely.get(place) or likely.get(language) or f"{language}_").split("_")[1]
    return language, script
