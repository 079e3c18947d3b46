"""What people tell us, and what staff enter for them: each an event with its proof, and an entry in the ledger.

These are no requests of the company, so no clause can refuse them (SPEC 5); but each word must be one that some
policy knows, and nothing can be told of the future.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal

from troth import people
from troth.db import Connection
from troth.engine import Engine
from troth.errors import NotAllowed, RequestError
from troth.gate import suppressing
from troth.gate.ending import Ended, Ending, Erased, Holding
from troth.gate.model import Caller
from troth.gate.publishing import Publishing
from troth.gate.teller import drill_mark
from troth.gate.words import known_kind, known_terms, known_topic, known_version
from troth.ledger import Entry, Ledger
from troth.people import Event, Ground, Person, Scope
from troth.people.model import Kind, Realm
from troth.people.record import KEPT_APART, is_kept_apart
from troth.people.set_apart import set_apart
from troth.people.stop_links import StopLink, find_stop_link, left_on, make_stop_link
from troth.vault import Vault

YesNo = Literal["yes", "no"]
StopWay = Literal["link", "one-click", "email"]
STOP_LINK = "stop-link"  # who acts when a stop link is pressed: whoever holds it


class Telling(Publishing):
    """All methods work in the caller's transaction and give the number of the event, unless said otherwise.

    `at`: from when it holds; None is now. `via`: the way it came (web, phone, letter …). `notice`: what was shown.
    """

    def __init__(
        self,
        engine: Callable[[], Engine],
        vault: Vault,
        ledger: Ledger,
        clock: Callable[[], datetime],
        property: str,  # noqa: A002
        ending: Ending,
    ) -> None:
        super().__init__(engine, vault, ledger, clock, property)
        self.ending = ending

    def person(
        self, tx: Connection, caller: Caller, *, kind: Kind = "individual", realm: Realm | None = None
    ) -> Person:
        """A new person, with a key of their own. `realm` None: the store's."""
        at = self._clock()
        made = people.make_person(tx, at=at, kind=kind, realm=realm or people.realm_of(tx))
        self._vault.open_person(tx, made.id)
        details = {"kind": kind, "actor": caller.id} | drill_mark(made)
        self._ledger.append(tx, Entry("person", at, made.id, details))
        return made

    def fact(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        name: str,
        value: bool,
        *,
        at: datetime | None = None,
        via: str | None = None,
    ) -> int:
        """One of the six facts (SPEC 3)."""
        when = self._when(at)
        event = people.record_fact(tx, person, name, value, at=when, proof=self._proof(tx, caller, via))
        return self._narrowed(tx, caller, "fact", person, event, {"fact": name, "value": value})

    def choose(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        topic: str,
        value: YesNo,
        *,
        channel: str | None = None,
        at: datetime | None = None,
        via: str | None = None,
        notice: str | None = None,
    ) -> int:
        """Yes or no on a topic, in force at the next decision (PDPO s.35G: at any time, whatever was said before)."""
        version, clauses = known_topic(self._versions(), topic)
        proof = self._proof(tx, caller, via, notice)
        others = self._sharers(tx, person, topic, value)
        event = people.record_choice(tx, person, topic, value, channel=channel, at=self._when(at), proof=proof)
        details = {
            "topic": topic,
            "value": value,
            "channel": channel,
            "policy": version.policy,
            "clauses": clauses,
        }
        told = self._narrowed(tx, caller, "choice", person, event, details)
        if value == "yes":
            suppressing.agreed(tx, self._vault, self._version(), person, topic, channel)
        else:
            suppressing.remember(tx, self._vault, self._version(), person, topic, channel, self._clock())
        for other in others:
            self.choose(tx, caller, other, topic, "no", channel=channel, via=via)
        return told

    def say(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        topic: str,
        value: YesNo,
        *,
        channel: str | None = None,
        **how: Any,
    ) -> int:
        """As people mean it: a no stops the topic on every channel, if it names none; a yes is for what it names."""
        if channel is None and value == "no":
            return self.turn(tx, caller, person, topic, value, **how)
        return self.choose(tx, caller, person, topic, value, channel=channel, **how)

    def turn(self, tx: Connection, caller: Caller, person: int, topic: str, value: YesNo, **how: Any) -> int:
        """The same on every channel, those that were set apart as well. `how`: at, via, notice of `choose`."""
        told = self.choose(tx, caller, person, topic, value, **how)
        for channel in set_apart(people.events(tx, person, kinds=("choice",)), topic, value):
            self.choose(tx, caller, person, topic, value, channel=channel, **how)
        return told

    def _sharers(self, tx: Connection, person: int, topic: str, value: YesNo) -> list[int]:
        """Who says no with the person, for we have their address by way of another; all are held, in order."""
        others = suppressing.sharers(tx, self._vault, self._version(), person, topic) if value == "no" else []
        for each in sorted((person, *others)) if others else ():
            people.hold_person(tx, each)
        return others

    def stop_link(self, tx: Connection, person: int, topic: str, *, channel: str | None = None) -> str:
        """A token for an address in a message that says no on the topic without signing in. Shown this once."""
        known_topic(self._versions(), topic)
        people.hold_person(tx, person)  # so that no link slips in behind an erasure
        return make_stop_link(tx, StopLink(person, topic, channel), at=self._clock())

    def stop(self, tx: Connection, token: str, *, via: StopWay) -> bool:
        """Says no by a stop link, in force at the next decision; on every channel, unless the link is for one.

        False, and nothing done, for an unknown token. Pressed again it changes nothing. Whoever asks over the network
        must get the same answer either way.
        """
        link = find_stop_link(tx, token)
        if link is None:
            return False
        people.hold_person(tx, link.person)
        for channel in left_on(link, people.events(tx, link.person, kinds=("choice",))):
            self.choose(tx, Caller(STOP_LINK), link.person, link.topic, "no", channel=channel, via=via)
        return True

    def signal(self, tx: Connection, caller: Caller, person: int, *, seen: bool = True) -> int:
        """Global Privacy Control: the person's browser sends it, or no longer does."""
        event = people.record_gpc(tx, person, seen=seen, at=self._clock(), proof=self._proof(tx, caller, "web"))
        return self._narrowed(tx, caller, "choice", person, event, {"signal": "gpc", "seen": seen})

    def consent(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        *,
        actions: Iterable[str],
        data: Iterable[str],
        purposes: Iterable[str],
        recipients: Iterable[str] = (),
        explicit: bool,
        at: datetime | None = None,
        until: datetime | None = None,
        via: str | None = None,
        notice: str | None = None,
    ) -> int:
        """A consent. Implied ones (`explicit` False) never count where explicit consent is needed."""
        scope = {"data": tuple(data), "purposes": tuple(purposes), "recipients": tuple(recipients)}
        known_terms(self._versions(), **scope)
        version = self._version()
        policy, number = (version.policy, version.version) if version else (None, None)
        event = people.record_consent(
            tx,
            person,
            actions=tuple(actions),
            explicit=explicit,
            at=self._when(at),
            until=until,
            proof=self._proof(tx, caller, via, notice),
            policy=policy,
            version=number,
            **scope,
        )
        details = {
            "policy": policy,
            "version": number,
            "data": scope["data"],
            "purpose": ", ".join(scope["purposes"]),
            "explicit": explicit,
        }
        return self._entry(tx, caller, "consent", person, event, details)

    def withdraw(self, tx: Connection, caller: Caller, person: int, consent: int, *, via: str | None = None) -> int:
        """Ends a consent, as easily as it was given (GDPR Art. 7(3))."""
        proof = self._proof(tx, caller, via)
        event = people.withdraw_consent(tx, person, consent, at=self._clock(), proof=proof)
        return self._narrowed(tx, caller, "withdrawal", person, event, {"consent": consent})

    def restrict(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        *,
        data: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
        until: datetime | None = None,
        via: str | None = None,
    ) -> int:
        """A restriction or objection (GDPR Art. 18, 21): from now on every use it covers is refused."""
        scope = {
            "data": None if data is None else tuple(data),
            "purposes": None if purposes is None else tuple(purposes),
        }
        known_terms(self._versions(), **{name: terms or () for name, terms in scope.items()})
        if via in KEPT_APART:
            raise RequestError("`via` is a word of ours for what a hold keeps apart", help="say how it came")
        proof = self._proof(tx, caller, via)
        event = people.record_restriction(tx, person, at=self._clock(), until=until, proof=proof, **scope)
        return self._narrowed(tx, caller, "restriction", person, event, {"data": scope["data"] or ()})

    def lift(self, tx: Connection, caller: Caller, person: int, restriction: int, *, via: str | None = None) -> int:
        """Ends a restriction. NotAllowed for one that keeps apart what would be gone."""
        found = people.events(tx, person, kinds=("restriction",), after=restriction - 1, limit=1)
        if any(each.seq == restriction and is_kept_apart(each) for each in found):
            raise NotAllowed("this keeps apart what a hold keeps", help="it ends when the hold does")
        proof = self._proof(tx, caller, via)
        event = people.lift_restriction(tx, person, restriction, at=self._clock(), proof=proof)
        return self._entry(tx, caller, "lifting", person, event, {"restriction": restriction})

    def own_recipient(self, tx: Connection, caller: Caller, person: int, recipient: str, *, named: bool = True) -> int:
        """The person names a kind of recipient as theirs: their carrier, their bank."""
        known_terms(self._versions(), recipients=(recipient,))
        proof = self._proof(tx, caller, None)
        event = people.name_recipient(tx, person, recipient, named=named, at=self._clock(), proof=proof)
        return self._entry(tx, caller, "own-recipient", person, event, {"recipient": recipient, "named": named})

    def decide(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        policy: str,
        version: str,
        answer: Literal["agreed", "declined"],
        *,
        at: datetime | None = None,
        via: str | None = None,
    ) -> int:
        """Yes or no to a new version of the policy (SPEC 6)."""
        known_version(self._versions(), policy, version)
        proof = self._proof(tx, caller, via)
        event = people.record_decision(tx, person, policy, version, answer, at=self._when(at), proof=proof)
        details = {"policy": policy, "version": version, "answer": answer}
        return self._narrowed(tx, caller, "decision", person, event, details)

    def notify(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        policy: str,
        version: str,
        *,
        by: str,
        at: datetime | None = None,
    ) -> int:
        """The person was told of a new version."""
        known_version(self._versions(), policy, version)
        proof = self._proof(tx, caller, by)
        event = people.record_notification(tx, person, policy, version, by=by, at=self._when(at), proof=proof)
        return self._entry(tx, caller, "notice", person, event, {"policy": policy, "version": version, "by": by})

    def ground(
        self,
        tx: Connection,
        caller: Caller,
        kind: str,
        *,
        people: Iterable[int] = (),
        everyone: bool = False,
        data: Iterable[str],
        recipients: Iterable[str] = (),
        start: datetime | None = None,
        until: datetime | None = None,
        once: bool = False,
        reference: str,
    ) -> Ground:
        """Registers a reason of law or of the moment, approved by the caller's account; gives the ground."""
        known_kind(self._versions(), kind)
        known_terms(self._versions(), data=(data := tuple(data)), recipients=(recipients := tuple(recipients)))
        ground = _register_ground(
            tx,
            kind,
            people=people,
            everyone=everyone,
            data=data,
            recipients=recipients,
            start=start or self._clock(),
            until=until,
            once=once,
            reference=reference,
            proof=self._proof(tx, caller, None),
        )
        details = {"kind": kind, "ground": f"{ground.id:016x}", "once": once, "actor": caller.id}
        self._ledger.append(tx, Entry("ground", self._clock(), None, details))
        return ground

    # -- the end of data --

    def done(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        purpose: str,
        *,
        data: Iterable[str] | None = None,
        at: datetime | None = None,
    ) -> int:
        """A purpose is done, for what was collected for it until now (of these data alone, if they are named)."""
        scope = Scope(data=None if data is None else tuple(data))
        known_terms(self._versions(), data=scope.data or (), purposes=(purpose,))
        proof, when = self._proof(tx, caller, None), self._when(at)
        event = people.append(tx, person, Event("purpose-done", when, proof, about=purpose, scope=scope))
        return self._entry(tx, caller, "done", person, event, {"purpose": purpose, "data": scope.data})

    def source_ended(
        self, tx: Connection, caller: Caller, person: int, source: str, *, at: datetime | None = None
    ) -> int:
        """The relation with whom the person's data came from, a kind of recipient, has ended."""
        known_terms(self._versions(), recipients=(source,))
        proof = self._proof(tx, caller, None)
        event = people.append(tx, person, Event("source-ended", self._when(at), proof, about=source))
        return self._entry(tx, caller, "source-ended", person, event, {"source": source})

    def hold(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        kind: str,
        data: Iterable[str],
        *,
        reference: str,
        reason: str,
        until: datetime | None = None,
    ) -> Holding:
        """Keeps data of the person from being swept or erased, for a reason that the policy names, and no others."""
        known_terms(self._versions(), data=(terms := tuple(data)))
        more: dict[str, Any] = {"reference": reference, "reason": reason, "until": until}
        made, clauses = self.ending.hold(tx, caller, person, kind, terms, **more)
        version = self._version()
        details = {"kind": kind, "data": made.data, "policy": version.policy if version else None, "clauses": clauses}
        self._note(tx, caller, "hold", person, details | {"hold": f"{made.id:016x}"})
        return made

    def release(self, tx: Connection, caller: Caller, hold: int, *, reason: str) -> Holding:
        """Ends a hold: what is over goes with the next sweep."""
        ended = self.ending.release(tx, caller, hold, reason=reason)
        erased = people.get_person(tx, ended.person).erased_at is not None
        self._note(tx, caller, "hold-end", None if erased else ended.person, {"hold": f"{ended.id:016x}"})
        return ended

    def erase(self, tx: Connection, caller: Caller, person: int) -> Erased:
        """Erases a person but for what holds keep: key, items, look-ups, what was recorded of them.

        Gives what a look afterwards found, and what stays until when and why (GDPR Art. 17; PDPO s.26).
        """
        return self.ending.erase(tx, caller, person)

    def sweep(self, tx: Connection, caller: Caller, person: int) -> Ended:
        """Deletes what is over, of one person; the sweep of every day does so for all."""
        return self.ending.sweep(tx, caller, person)


_register_ground = people.register_ground  # `people` is also an argument's name
