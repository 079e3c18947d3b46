"""Terms as people read them, in the language of the page.

The built-in terms are in the catalogues by what plain words say of them (`labels`). A term that a company made has only
its name, which stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from troth.cases import words
from troth.cases.words import Joint
from troth.engine import REASONS
from troth.language.plain_words import DATA, GROUNDS, PURPOSES, RECIPIENTS, VERBS, spaced
from troth.web.tongues import _, marked, spoken

_VERBS: Final[Mapping[str, str]] = {
    "collect": marked("collect"),
    "use": marked("use"),
    "disclose": marked("pass on"),
    "publish": marked("show"),
    "link": marked("join"),
}


def labels() -> Iterator[tuple[str, str]]:
    """Each built-in term, action and reason, and its words as the catalogues name them."""
    for names in (DATA, PURPOSES, RECIPIENTS, GROUNDS, VERBS, REASONS):
        yield from names.items()


def data_words(terms: Sequence[str], joint: Joint = "and") -> str:
    """Your name and your e-mail address; of no term: any data about you."""
    return words.data_words(spoken(), terms, joint)


def purpose_words(terms: Sequence[str]) -> str:
    """To bill you or to bring you what you ordered."""
    return words.purpose_words(spoken(), terms)


def recipient_words(terms: Sequence[str]) -> str:
    """Couriers or our lawyers."""
    return words.recipient_words(spoken(), terms)


def source_words(source: str) -> str:
    """From you."""
    return words.source_words(spoken(), source)


def ground_words(kind: str) -> str:
    """You have ordered something and it is needed for that."""
    return _(GROUNDS[kind]) if kind in GROUNDS else spaced(kind)


def action_words(actions: Sequence[str]) -> str:
    """Use or pass on."""
    return spoken().listed([_(_VERBS[each]) if each in _VERBS else each for each in actions], "or")
