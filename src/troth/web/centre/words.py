"""Terms as people read them, in the language of the page.

The built-in terms are in the catalogues by what plain words say of them (`labels`). A term that a company made has only
its name, which stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from troth.language.plain_words import DATA, GROUNDS, PURPOSES, RECIPIENTS, VERBS, spaced
from troth.web.tongues import _, marked, spoken

Joint = Literal["and", "or"]
SOURCES: Final[Mapping[str, str]] = {
    "person": marked("from you"),
    "device": marked("from your phone or computer"),
    "third-party": marked("from others"),
}
_VERBS: Final[Mapping[str, str]] = {
    "collect": marked("collect"),
    "use": marked("use"),
    "disclose": marked("pass on"),
    "publish": marked("show"),
    "link": marked("join"),
}


def labels() -> Iterator[tuple[str, str]]:
    """Each built-in term and action, and its words as the catalogues name them."""
    for names in (DATA, PURPOSES, RECIPIENTS, GROUNDS, VERBS):
        yield from names.items()


def data_words(terms: Sequence[str], joint: Joint = "and") -> str:
    """Your name and your e-mail address; of no term: any data about you."""
    return _listed([_datum(term) for term in terms or ("data",)], joint)


def purpose_words(terms: Sequence[str]) -> str:
    """To bill you or to bring you what you ordered."""
    known = [_(PURPOSES[term]) if term in PURPOSES else _("for %(term)s", term=spaced(term)) for term in terms]
    return _listed(known, "or")


def recipient_words(terms: Sequence[str]) -> str:
    """Couriers or our lawyers."""
    return _listed([_(RECIPIENTS[term]) if term in RECIPIENTS else spaced(term) for term in terms], "or")


def source_words(source: str) -> str:
    """From you."""
    return _(SOURCES[source]) if source in SOURCES else _("from %(whom)s", whom=recipient_words([source]))


def ground_words(kind: str) -> str:
    """You have ordered something and it is needed for that."""
    return _(GROUNDS[kind]) if kind in GROUNDS else spaced(kind)


def action_words(actions: Sequence[str]) -> str:
    """Use or pass on."""
    return _listed([_(_VERBS[each]) if each in _VERBS else each for each in actions], "or")


def _datum(term: str) -> str:
    return _(DATA[term]) if term in DATA else _("your %(term)s", term=spaced(term))


def _listed(words: Sequence[str], joint: Joint) -> str:
    return spoken().listed(words, joint)
