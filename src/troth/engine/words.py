"""Which words the given policies know, and the error for one that none of them does (SPEC 2, 5).

An error names the place and the nearest known words, never the word that was given: it may be a person's.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from troth.engine.model import ACTIONS, ConsentRecord, Request
from troth.errors import RequestError
from troth.language import Action
from troth.terms import SOURCES, Terms

_LONGEST = 64  # no term is longer, and to look for words near a long one takes long


Near = Callable[[str, Iterable[str]], Sequence[str]]


def nearest(given: str, known: Iterable[str]) -> Sequence[str]:
    """The known words that are nearest to one; none for a word that is too long for a term."""
    return difflib.get_close_matches(given, list(known), n=3, cutoff=0.6) if len(given) <= _LONGEST else []


class Sparing:
    """`nearest` for many requests of one body: looked for once a word, and for the first few words alone.

    It takes part of a millisecond for each, and whoever mistakes a thousand words needs the list of terms. Nothing is
    kept from one body to the next: what is no term may be a person's value.
    """

    def __init__(self, most: int = 5) -> None:
        self._most, self._found = most, dict[tuple[str, int], Sequence[str]]()

    def __call__(self, given: str, known: Iterable[str]) -> Sequence[str]:
        key = given, id(known)  # one of a version's own sets, which outlive the body
        if key not in self._found and len(self._found) < self._most:
            self._found[key] = nearest(given, known)
        return self._found.get(key, ())


def unknown_word(path: str, given: str, known: Iterable[str], near_to: Near = nearest) -> RequestError:
    """The error for the word at that path, with the known words nearest to it."""
    near = near_to(given, known)
    hint = f"did you mean {' or '.join(repr(word) for word in near)}?" if near else "see the list of terms"
    return RequestError(f"{path}: the policy knows no such term; {hint}", help=hint, details={"field": path})


@dataclass(frozen=True, slots=True)
class Words:
    """The terms of one version, or of several together."""

    data: frozenset[str]
    purposes: frozenset[str]
    recipients: frozenset[str]
    sources: frozenset[str]

    @classmethod
    def of(cls, *several: Terms) -> Words:
        recipients = frozenset[str]().union(*(terms.recipients.terms for terms in several))
        return cls(
            frozenset[str]().union(*(terms.data.terms for terms in several)),
            frozenset[str]().union(*(terms.purposes.terms for terms in several)),
            recipients,
            recipients | SOURCES,
        )

    def check_scope(
        self,
        action: str,
        data: Sequence[str],
        purpose: str,
        to: str | None,
        other: str | None,
        near: Near = nearest,
    ) -> None:
        """Raise RequestError if a request lacks what its action needs, or names a word not known here."""
        if action not in ACTIONS:
            raise RequestError(f"action: must be one of {', '.join(ACTIONS)}", details={"field": "action"})
        if not data:
            raise RequestError("data: must name at least one category", details={"field": "data"})
        for needing, field, given in ((Action.DISCLOSE, "to", to), (Action.LINK, "with", other)):
            if action == needing and given is None:
                raise RequestError(f"{field}: is needed to {action}", details={"field": field})
        _all_known(data, self.data, "data", near)
        _one_known(purpose, self.purposes, "for", near)
        _one_known(to, self.recipients, "to", near)
        _one_known(other, self.data, "with", near)

    def know(self, datum: str, purpose: str, to: str | None, other: str | None) -> bool:
        """Whether all of them are known; a part that is None is left out."""
        return (
            datum in self.data
            and purpose in self.purposes
            and (to is None or to in self.recipients)
            and (other is None or other in self.data)
        )

    def check_facts(self, request: Request) -> None:
        """Raise RequestError if a term inside the request's facts is known to no version."""
        datum, person, ground = request.datum, request.person, request.ground
        if datum.source is not None:
            _one_known(datum.source, self.sources, "datum.source")
        if datum.notified:
            _all_known(datum.notified, self.purposes, "datum.notified")
        if person.own_recipients:
            _all_known(person.own_recipients, self.recipients, "person.own-recipients")
        if person.consents:
            self._check_consents(request)
        if person.restrictions:
            self._check_restrictions(request)
        if ground is not None:
            _all_known(ground.data, self.data, "ground.covers.data")
            _all_known(ground.recipients, self.recipients, "ground.covers.to")

    def _check_consents(self, request: Request) -> None:
        consents = request.person.consents or ()
        if all(map(self._knows, consents)):
            return
        for place, consent in enumerate(consents):
            path = f"person.consents[{place}]"
            _all_known(consent.data, self.data, path + ".data")
            _all_known(consent.purposes, self.purposes, path + ".for")
            _all_known(consent.recipients or (), self.recipients, path + ".to")

    def _knows(self, consent: ConsentRecord) -> bool:
        return (
            self.data.issuperset(consent.data)
            and self.purposes.issuperset(consent.purposes)
            and (consent.recipients is None or self.recipients.issuperset(consent.recipients))
        )

    def _check_restrictions(self, request: Request) -> None:
        for place, restriction in enumerate(request.person.restrictions):
            path = f"person.restrictions[{place}]"
            _all_known(restriction.data or (), self.data, path + ".data")
            _all_known(restriction.purposes or (), self.purposes, path + ".for")


def _all_known(given: Collection[str], known: frozenset[str], path: str, near: Near = nearest) -> None:
    if known.issuperset(given):
        return
    place, word = next((i, w) for i, w in enumerate(given) if w not in known)
    raise unknown_word(f"{path}[{place}]", word, known, near)


def _one_known(given: str | None, known: frozenset[str], path: str, near: Near = nearest) -> None:
    if given is not None and given not in known:
        raise unknown_word(path, given, known, near)
