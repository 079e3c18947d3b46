"""Terms, and the ends of data, as people read them in their language.

The built-in terms are in the catalogues by what plain words say of them. A term that a company made has only its name,
which stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, Literal

from troth.cases.tongue import Tongue, marked
from troth.language.plain_words import DATA, PURPOSES, RECIPIENTS, spaced

Joint = Literal["and", "or"]
SOURCES: Final[Mapping[str, str]] = {
    "person": marked("from you"),
    "device": marked("from your phone or computer"),
    "third-party": marked("from others"),
}
WHEN: Final[Mapping[str, str]] = {
    "account-closed": marked("you close your account"),
    "known-minor": marked("we learn that you are under age"),
    "collected": marked("we got it"),
    "purpose-done": marked("it has done what it was given for"),
    "source-ended": marked("who told us of it has left"),
}


def data_words(tongue: Tongue, terms: Sequence[str], joint: Joint = "and") -> str:
    """Your name and your e-mail address; of no term: any data about you."""
    return tongue.listed([_datum(tongue, term) for term in terms or ("data",)], joint)


def title_of(tongue: Tongue, category: str) -> str:
    """A category as the head of its items: Your name."""
    words = data_words(tongue, [category])
    return words[:1].upper() + words[1:]


def purpose_words(tongue: Tongue, terms: Sequence[str]) -> str:
    """To bill you or to bring you what you ordered."""
    say = tongue.gettext
    known = [say(PURPOSES[term]) if term in PURPOSES else say("for %(term)s", term=spaced(term)) for term in terms]
    return tongue.listed(known, "or")


def recipient_words(tongue: Tongue, terms: Sequence[str]) -> str:
    """Couriers or our lawyers."""
    known = [tongue.gettext(RECIPIENTS[term]) if term in RECIPIENTS else spaced(term) for term in terms]
    return tongue.listed(known, "or")


def source_words(tongue: Tongue, source: str) -> str:
    """From you."""
    if source in SOURCES:
        return tongue.gettext(SOURCES[source])
    return tongue.gettext("from %(whom)s", whom=recipient_words(tongue, [source]))


def ends_words(tongue: Tongue, rules: Sequence[tuple[str, timedelta]]) -> str:
    """2 years after you close your account or 90 days after we got it. Of several times from one start the shortest
    counts."""
    first: dict[str, timedelta] = {}
    for when, after in sorted(rules, key=lambda each: each[1]):
        first.setdefault(when, after)
    return tongue.listed([_end(tongue, after, tongue.gettext(WHEN[when])) for when, after in first.items()], "or")


def _end(tongue: Tongue, after: timedelta, event: str) -> str:
    """How long after what: in the longest whole unit that it is made of."""
    days, hours = after.days, int(after.total_seconds() // 3600)
    if days and days % 365 == 0:
        return tongue.ngettext(
            "%(num)s year after %(event)s", "%(num)s years after %(event)s", days // 365, event=event
        )
    if days:
        return tongue.ngettext("%(num)s day after %(event)s", "%(num)s days after %(event)s", days, event=event)
    if hours:
        return tongue.ngettext("%(num)s hour after %(event)s", "%(num)s hours after %(event)s", hours, event=event)
    return tongue.gettext("right after %(event)s", event=event)


def _datum(tongue: Tongue, term: str) -> str:
    return tongue.gettext(DATA[term]) if term in DATA else tongue.gettext("your %(term)s", term=spaced(term))
