"""A person as a decision sees them: their facts at an instant, every time in them replaced by its place in the order.

A decision compares times with each other and with now; it never asks how long ago, but for the window of a
`give-choice` duty (SPEC 6). So two people whose records differ only in when things happened, not in what came before
what, get the same answers, and one decision serves both. Most people of a store are alike in this way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from troth.engine import ChoiceRecord, ConsentRecord, Decision, Engine, PersonFacts, Restriction, Signal
from troth.engine.modes import modes_of
from troth.engine.words import Words
from troth.people import PersonRecord
from troth.people.visibility import OF_ITEM, Visibility
from troth.terms import builtin

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_NOTHING = timedelta()
_STEP = timedelta(microseconds=1)
Truth = bool | None
Windows = Mapping[str, tuple[timedelta, ...]]  # policy → the windows of its duties, shortest first


@dataclass(frozen=True, slots=True)
class Sieve:
    """What of the policies decides which people are alike: the windows that can pass, and the words that are known."""

    windows: tuple[tuple[str, tuple[timedelta, ...]], ...]
    words: Words

    @classmethod
    def of(cls, engine: Engine) -> Sieve:
        versions = [(policy.id, version) for policy in engine.policies for version in policy.versions]
        found: dict[str, set[timedelta]] = {}
        for policy, version in versions:
            found.setdefault(policy, set()).update(m.window for m in modes_of(version) if m.window is not None)
        windows = tuple((policy, tuple(sorted(each))) for policy, each in found.items() if each)
        return cls(windows, Words.of(builtin(), *(version.terms for _, version in versions)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Equal standings get equal answers to every question, for as long as nothing recorded begins or ends.

    `truths`: registered, customer, account-open, verified, adult, known-minor. `told`: by policy, each version that
    the person was notified of, with the longest window that has passed since. `seen`: who may see what, by terms; what
    was set for single items is with the items.
    """

    truths: tuple[
        Truth, Truth, Truth, Truth, Truth, Truth
    ]  # registered, customer, account-open, verified, adult, known-minor
    choices: tuple[ChoiceRecord, ...]
    signal: datetime | None
    consents: tuple[ConsentRecord, ...]
    restrictions: tuple[Restriction, ...]
    own: tuple[str, ...]
    told: tuple[tuple[str, tuple[tuple[str, timedelta], ...]], ...]
    decisions: tuple[tuple[str, tuple[Decision, ...]], ...]
    seen: tuple[tuple[str, Visibility], ...] = ()

    def facts(self, policy: str, at: datetime) -> PersonFacts:
        """Facts that are decided as those of anyone with this standing are, at that time."""
        told = next((versions for name, versions in self.told if name == policy), ())
        return PersonFacts(
            *self.truths,
            self.choices,
            Signal(self.signal),
            self.consents,
            self.restrictions,
            self.own,
            {version: at - since for version, since in told},
            next((decisions for name, decisions in self.decisions if name == policy), ()),
        )


def standing_of(record: PersonRecord, at: datetime, sieve: Sieve) -> Standing:
    """The standing of a person with that record at a time."""
    facts = record.at(at, "")
    since = facts.gpc.since if facts.gpc is not None else None
    choices = list(_telling([choice for choice in record.choices if choice.at <= at]))
    order = _Order([choice.at for choice in choices] + ([since] if since is not None else []))
    told = {policy: _told(times, at, dict(sieve.windows).get(policy, ())) for policy, times in record.notified.items()}
    decided = {policy: _decided([d for d in made if d.at <= at]) for policy, made in record.decisions.items()}
    return Standing(
        (facts.registered, facts.customer, facts.account_open, facts.verified, facts.adult, facts.known_minor),
        tuple(ChoiceRecord(choice.topic, choice.value, order.of(choice.at), choice.channel) for choice in choices),
        None if since is None else order.of(since),
        _consents(record.consents, at, sieve.words),
        _restrictions(record.restrictions, at, sieve.words),
        tuple(sorted(facts.own_recipients or ())),
        tuple((policy, versions) for policy, versions in sorted(told.items()) if versions),
        tuple((policy, made) for policy, made in sorted(decided.items()) if made),
        tuple((term, value) for term, value in sorted(record.said(at).items()) if not term.startswith(OF_ITEM)),
    )


class _Order:
    """Times by their place in the order: equal ones stay equal, earlier ones earlier, and all of them long ago."""

    def __init__(self, times: Iterable[datetime]) -> None:
        self._places = {time: place for place, time in enumerate(sorted(set(times)))}

    def of(self, time: datetime) -> datetime:
        return LONG_AGO + self._places[time] * _STEP


def _telling(choices: Sequence[ChoiceRecord]) -> Iterable[ChoiceRecord]:
    """Of each topic and channel the newest, and the newest yes: SPEC 4 asks for no other."""
    newest: dict[tuple[str, str], ChoiceRecord] = {}
    agreed: dict[tuple[str, str], ChoiceRecord] = {}
    for choice in sorted(choices, key=lambda choice: (choice.at, choice.value == "no")):
        about = choice.topic, "" if choice.channel is None else f"by {choice.channel}"
        newest[about] = choice
        if choice.value == "yes":
            agreed[about] = choice
    for about in sorted(newest):
        yield newest[about]
        if about in agreed and agreed[about] is not newest[about]:
            yield agreed[about]


def _consents(consents: Iterable[ConsentRecord], at: datetime, words: Words) -> tuple[ConsentRecord, ...]:
    """Those in force. Of the others only one with a word that no policy knows: it makes every question an error."""
    found: set[ConsentRecord] = set()
    for each in consents:
        holds = each.given <= at and (each.withdrawn is None or at < each.withdrawn)
        if holds or not _known(words, each.data, each.purposes, each.recipients):
            ended = None if holds else LONG_AGO
            parts = each.actions, each.data, each.purposes, LONG_AGO, each.recipients, each.explicit, ended
            found.add(ConsentRecord(*parts))
    return tuple(sorted(found, key=repr))


def _restrictions(restrictions: Iterable[Restriction], at: datetime, words: Words) -> tuple[Restriction, ...]:
    """As for consents."""
    found: set[Restriction] = set()
    for each in restrictions:
        holds = (each.start is None or each.start <= at) and (each.until is None or at < each.until)
        if holds or not _known(words, each.data, each.purposes, None):
            found.add(Restriction(each.data, each.purposes, LONG_AGO, None if holds else LONG_AGO))
    return tuple(sorted(found, key=repr))


def _known(
    words: Words, data: Sequence[str] | None, purposes: Sequence[str] | None, recipients: Sequence[str] | None
) -> bool:
    return (
        words.data.issuperset(data or ())
        and words.purposes.issuperset(purposes or ())
        and words.recipients.issuperset(recipients or ())
    )


def _told(
    times: Mapping[str, datetime], at: datetime, windows: tuple[timedelta, ...]
) -> tuple[tuple[str, timedelta], ...]:
    """Each version told of by then, with the longest window that has passed since."""
    told = ((version, at - time) for version, time in sorted(times.items()) if time <= at)
    return tuple((version, max((w for w in windows if w <= since), default=_NOTHING)) for version, since in told)


def _decided(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The newest on each version, as SPEC 6 takes the newest of several: at the same instant declined beats agreed."""
    newest: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda d: (d.at, d.answer == "declined")):
        newest[decision.version] = decision
    order = _Order(decision.at for decision in newest.values())
    return tuple(Decision(d.version, d.answer, order.of(d.at)) for _, d in sorted(newest.items()))
