"""Recording what people say and what becomes known of them: one verb a function, each an event that stays.

Each takes the transaction, the person, `at` (the time it holds from) and a `Proof`, and returns the event's
`seq`. Each raises NotFound when there is no such person (or none any more) and RequestError for a malformed
part. Whether the policy knows a topic or term is the gate's to check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from troth.db import Connection
from troth.errors import NotFound, RequestError
from troth.language.model import FACTS, Action
from troth.people import store
from troth.people.model import Event, Proof, Scope, words
from troth.people.person import get_person, no_person

YesNo = Literal["yes", "no"]
_ACTIONS = frozenset(Action)
BY_SWEEP, BY_ERASURE = "hold", "erasure"  # `via` of restrictions of ours, which keep apart what a hold keeps
KEPT_APART = frozenset((BY_SWEEP, BY_ERASURE))


def append(tx: Connection, person: int, *events: Event) -> int:
    """Appends events of one person in one batch; the `seq` of the last."""
    last = store.bump(tx, person, len(events))
    if last is None:
        raise no_person()
    first = last - len(events) + 1
    store.insert_events(tx, ((person, first + index, event) for index, event in enumerate(events)))
    return last


def append_many(tx: Connection, events: Sequence[tuple[int, Event]]) -> None:
    """Appends events of many people in one batch (an import). Raises NotFound if one of them is not there."""
    if not events:
        return
    counts = Counter(person for person, _ in events)
    revisions = store.bump_many(tx, counts)
    if len(revisions) != len(counts):
        raise no_person()
    following = {person: revisions[person] - count for person, count in counts.items()}
    numbered: list[tuple[int, int, Event]] = []
    for person, event in events:
        following[person] += 1
        numbered.append((person, following[person], event))
    store.insert_events(tx, numbered)


def events(
    tx: Connection,
    person: int,
    *,
    kinds: Sequence[str] | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Event]:
    """The person's events with their proofs, in order of recording; of an erased person, what remains."""
    return store.select_events(tx, person, kinds, after, limit)


def record_fact(tx: Connection, person: int, name: str, value: bool, *, at: datetime, proof: Proof) -> int:
    """One of the six facts (SPEC 3): registered, customer, account-open, verified, adult, known-minor."""
    return append(tx, person, fact_event(name, value, at=at, proof=proof))


def fact_event(name: str, value: bool, *, at: datetime, proof: Proof) -> Event:
    if name not in FACTS:
        raise RequestError(f"no such fact: give one of {', '.join(FACTS)}")
    return Event("fact", at, proof, about=name, value="true" if value else "false")


def record_choice(
    tx: Connection,
    person: int,
    topic: str,
    value: YesNo,
    *,
    at: datetime,
    proof: Proof,
    channel: str | None = None,
    topics: Iterable[str] | None = None,
) -> int:
    """A choice on a topic (SPEC 4), for one channel or all. `topics`, when given, are those there are."""
    if topics is not None and topic not in topics:
        raise RequestError("no such topic in the policy")
    return append(tx, person, choice_event(topic, value, at=at, proof=proof, channel=channel))


def choice_event(topic: str, value: YesNo, *, at: datetime, proof: Proof, channel: str | None = None) -> Event:
    if value not in ("yes", "no"):
        raise RequestError("a choice is `yes` or `no`")
    return Event("choice", at, proof, about=_word(topic, "topic"), value=value, channel=channel)


def record_gpc(tx: Connection, person: int, *, seen: bool, at: datetime, proof: Proof) -> int:
    """Global Privacy Control: the person's browser sends it from now on, or no longer."""
    return append(tx, person, Event("gpc", at, proof, value="seen" if seen else "cleared"))


def record_consent(
    tx: Connection,
    person: int,
    *,
    actions: Iterable[str],
    data: Iterable[str],
    purposes: Iterable[str],
    recipients: Iterable[str] = (),
    explicit: bool,
    at: datetime,
    proof: Proof,
    until: datetime | None = None,
    policy: str | None = None,
    version: str | None = None,
) -> int:
    """A consent, up to `until` if that is given. `explicit`: given expressly for that, not implied."""
    scope = Scope(words(actions, "actions"), words(data, "data"), words(purposes, "for"), words(recipients, "to"))
    if not (scope.actions and scope.data and scope.purposes):
        raise RequestError("a consent names its actions, its data and what for", help="a consent is specific")
    if not _ACTIONS.issuperset(scope.actions):
        raise RequestError(f"no such action: give some of {', '.join(_ACTIONS)}")
    event = Event(
        "consent",
        at,
        proof,
        about=version,
        value="explicit" if explicit else "implied",
        policy=policy,
        until=until,
        scope=scope,
    )
    return append(tx, person, event)


def withdraw_consent(tx: Connection, person: int, consent: int, *, at: datetime, proof: Proof) -> int:
    """Withdraws the consent of that `seq` (GDPR Art. 7(3)). Raises NotFound when there is none."""
    return _refer(tx, person, "consent", consent, Event("withdrawal", at, proof, refers=consent))


def record_restriction(
    tx: Connection,
    person: int,
    *,
    at: datetime,
    proof: Proof,
    data: Iterable[str] | None = None,
    purposes: Iterable[str] | None = None,
    until: datetime | None = None,
) -> int:
    """A restriction or objection (GDPR Art. 18, 21). A part left out covers all."""
    scope = Scope(
        data=None if data is None else words(data, "data"),
        purposes=None if purposes is None else words(purposes, "for"),
    )
    return append(tx, person, Event("restriction", at, proof, until=until, scope=scope))


def is_kept_apart(restriction: Event) -> bool:
    """Whether it is ours, for a hold keeps what would be gone, or is left from before an erasure: nobody's to lift."""
    return restriction.proof is None or restriction.proof.via in KEPT_APART


def lift_restriction(tx: Connection, person: int, restriction: int, *, at: datetime, proof: Proof) -> int:
    """Lifts the restriction of that `seq`. Raises NotFound when the person has no such restriction."""
    return _refer(tx, person, "restriction", restriction, Event("lifting", at, proof, refers=restriction))


def name_recipient(
    tx: Connection, person: int, recipient: str, *, named: bool = True, at: datetime, proof: Proof
) -> int:
    """The person names a recipient term as theirs (their carrier, their bank), or, not `named`, no longer."""
    value = "named" if named else "removed"
    return append(tx, person, Event("own-recipient", at, proof, about=_word(recipient, "to"), value=value))


def record_decision(
    tx: Connection,
    person: int,
    policy: str,
    version: str,
    answer: Literal["agreed", "declined"],
    *,
    at: datetime,
    proof: Proof,
) -> int:
    """What the person decided about a new version (SPEC 6)."""
    if answer not in ("agreed", "declined"):
        raise RequestError("a decision is `agreed` or `declined`")
    return append(tx, person, Event("decision", at, proof, about=version, value=answer, policy=policy))


def record_notification(
    tx: Connection, person: int, policy: str, version: str, *, by: str, at: datetime, proof: Proof
) -> int:
    """The person was notified of a version: when, and `by` what (email, post, …)."""
    return append(tx, person, notification_event(policy, version, by=by, at=at, proof=proof))


def notification_event(policy: str, version: str, *, by: str, at: datetime, proof: Proof) -> Event:
    return Event("notification", at, proof, about=version, channel=by, policy=policy)


def record_notice(tx: Connection, person: int, *, at: datetime, proof: Proof) -> int:
    """The person was shown the collection notice that the proof names."""
    if proof.notice is None:
        raise RequestError("the proof names no notice", help="make it with `Notice.proof`")
    return append(tx, person, Event("notice", at, proof, about=proof.notice))


def name_contact(tx: Connection, organisation: int, contact: int, *, at: datetime, proof: Proof) -> int:
    """Who speaks for an organisation from `at` on: another person of the store."""
    if get_person(tx, organisation).kind != "organisation" or get_person(tx, contact).kind != "individual":
        raise RequestError("an organisation's contact is an individual")
    return append(tx, organisation, Event("contact", at, proof, other=contact))


def contact(tx: Connection, organisation: int, at: datetime) -> int | None:
    """The contact of an organisation at a time; None when none was named until then."""
    named = [event for event in events(tx, organisation, kinds=("contact",)) if event.at <= at]
    return max(named, key=lambda event: (event.at, event.seq)).other if named else None


def _refer(tx: Connection, person: int, kind: str, seq: int, event: Event) -> int:
    found = store.select_events(tx, person, (kind,), seq - 1, 1)
    if not found or found[0].seq != seq:
        raise NotFound(f"the person has no such {kind}")
    return append(tx, person, event)


def _word(text: str, part: str) -> str:
    return words((text,), part)[0]
