"""Cases as the rest of the system holds them: opened, confirmed, put off, denied, answered, taken back.

Each call is one step in the caller's transaction: the step, the case's new standing, its entry in the ledger and the
letter to the person stand or fall together. Nothing can be closed silently: every end has an entry and a letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from troth import people
from troth.cases import store
from troth.cases.asked import Asked, open_words, seal_words
from troth.cases.clock import due, promises
from troth.cases.model import (
    CASE_KINDS,
    CHECKS,
    NEEDED,
    WAYS,
    Case,
    CaseKind,
    Level,
    Step,
    Way,
)
from troth.cases.parts import Parts, Result
from troth.cases.standing import after
from troth.db import Connection, new_id
from troth.errors import Conflict, NotAllowed, NotFound, RequestError
from troth.gate import Caller
from troth.gate.teller import drill_mark
from troth.gate.words import known_terms
from troth.ledger import Entry, id_text
from troth.notices.outbox.reasons import DENIALS, EXTENSIONS, PAUSES
from troth.people import Proof
from troth.people.ref import ref

ONE_AT_A_TIME: Final = frozenset({"access", "port", "erase"})
KEPT: Final = timedelta(days=4 * 366)  # how long a closed case is remembered (PDPO s.27: four years)


class Cases:
    """All methods work in the caller's transaction."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    # -- beginning --

    def open(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        kind: CaseKind,
        asked: Asked = Asked(),  # noqa: B008  frozen
        *,
        via: Way,
        level: Level = Level.NOBODY,
        check: str | None = None,
        received: datetime | None = None,
    ) -> Case:
        """A new case; its clock runs from `received`. `check`: what staff looked at, for `Level.CHECKED`.

        Raises NotFound for a person who is not here, RequestError for an unknown word, Conflict when the same is under
        way already.
        """
        people.hold_person(tx, person)
        at = self._when(received)
        self._known(kind, via, level, check, asked)
        self._alone(tx, person, kind)
        version, number = self.parts.version(at), new_id()
        day = due(kind, at, version, self._countries(version))
        case = Case(
            person=person,
            id=number,
            kind=kind,
            via=via,
            state="unverified",
            level=Level.NOBODY,
            received=at,
            due=day.at,
            most=day.most,
            firm=day.firm,
            source=day.source,
            policy=version.policy if version else None,
            version=version.version if version else None,
            clauses=tuple(clause.id for clause in promises(kind, version)),
            entered_by=Proof(caller.id, at).entered_by,
            asked=asked.sealed(tx, self.parts.vault, person, number),
        )
        store.insert_case(tx, case)
        case = self._step(tx, caller, case, "received", code=check, level=level)
        if case.state == "unverified":
            self.letter(tx, case, "case-confirm", {"link": f"{self.parts.place()}me/case/{number_of(case)}"})
        else:
            self.letter(tx, case, "case-received", {"due": _date(case.due)})
        return case

    def confirm(
        self, tx: Connection, caller: Caller, case: int, level: Level, *, check: str | None = None, words: str = ""
    ) -> Case:
        """It is known (better) who asks: the person came by their address, or staff looked at a proof (`check`)."""
        found = self._open_one(tx, case)
        _looked_at(level, check)
        return self._step(tx, caller, found, "confirmed", code=check, level=level, words=words)

    # -- on the way --

    def pause(self, tx: Connection, caller: Caller, case: int, code: str, *, words: str = "") -> Case:
        """The clock stops, for a reason that lies with the person."""
        found = self._open_one(tx, case)
        if found.state == "paused":
            raise Conflict("the case is paused already")
        _word(code, PAUSES)
        done = self._step(tx, caller, found, "paused", code=code, words=words)
        return self._told(tx, done, "case-paused", code)

    def resume(self, tx: Connection, caller: Caller, case: int) -> Case:
        """The clock goes on; the days of the pause do not count."""
        found = self._open_one(tx, case)
        if found.state != "paused":
            raise Conflict("the case is not paused")
        return self._step(tx, caller, found, "resumed")

    def extend(self, tx: Connection, caller: Caller, case: int, until: datetime, code: str) -> Case:
        """Puts the day off, as far as the law lets, told before the first day has passed (GDPR Art. 12(3))."""
        found = self._open_one(tx, case)
        _word(code, EXTENSIONS)
        if found.most is None or not found.due < until <= found.most:
            most = f"at most to {found.most:%Y-%m-%d}" if found.most else "no law here lets this be put off"
            raise NotAllowed("the day cannot be put off so far", help=most)
        if found.late(self.parts.clock()):
            raise NotAllowed("the day has passed: it can be put off no more", help="answer the case")
        done = self._step(tx, caller, found, "extended", code=code, until=until)
        return self._told(tx, done, "case-extended", code)

    def note(self, tx: Connection, caller: Caller, case: int, words: str) -> Case:
        """What somebody writes down for those who work on it; sealed."""
        return self._step(tx, caller, self._open_one(tx, case), "noted", words=words)

    # -- ends --

    def cancel(self, tx: Connection, caller: Caller, case: int) -> Case:
        """The person takes it back, which they can until it is done."""
        done = self._step(tx, caller, self._open_one(tx, case), "cancelled")
        self.letter(tx, done, "case-cancelled")
        return done

    def deny(self, tx: Connection, caller: Caller, case: int, code: str, *, words: str = "") -> Case:
        """Refuses, with a reason that is sent. `other` needs words."""
        found = self._open_one(tx, case)
        _word(code, DENIALS)
        if code == "other" and not words:
            raise RequestError("the reason `other` says nothing by itself", help="write what the reason is")
        done = self._step(tx, caller, found, "denied", code=code, words=words)
        return self._told(tx, done, "case-denied", code)

    def answer(self, tx: Connection, caller: Caller, case: int, words: str) -> Case:
        """Ends a case by staff: what was done about it, or what is answered, in words that the person gets to see."""
        found = self._open_one(tx, case)
        if found.level < NEEDED[found.kind]:
            raise NotAllowed("it is not known yet who asks", help="confirm the person first, or deny the case")
        if not words.strip():
            raise RequestError("no case is closed without a word", help="write what was done, or what the answer is")
        done = self._step(tx, caller, found, "done", words=words)
        self.letter(tx, done, "case-done")
        return done

    def carried_out(self, tx: Connection, caller: Caller, case: Case, result: Result) -> Case:
        """What came of working on it by itself."""
        more: dict[str, Any] = {"code": result.code, "until": result.until, "note": result.note}
        done = self._step(tx, caller, case, result.kind, details=result.details, **more)
        if result.letter is not None:
            template, about = result.letter
            self.letter(tx, done, template, about)
        elif result.told:
            pass
        elif result.kind in ("denied", "done") and result.code is not None:  # of what is done in part, why not the rest
            self._told(tx, done, "case-denied", result.code)
        elif result.kind == "done":
            self.letter(tx, done, "case-done")
        return done

    def remind(self, tx: Connection, caller: Caller, case: Case) -> Case:
        """Notes that its day is near, or has passed; of the latter the person gets a word as well."""
        late = case.late(self.parts.clock())
        done = self._step(tx, caller, case, "late" if late else "reminded")
        if late:
            self.letter(tx, done, "case-late")
        return done

    # -- looking --

    def get(self, tx: Connection, case: int, *, lock: bool = False) -> Case:
        """NotFound."""
        found = store.case_by_id(tx, case, lock=lock)
        if found is None:
            raise NotFound("there is no such case")
        return found

    def of(self, tx: Connection, person: int) -> list[Case]:
        """All of a person's cases, newest first."""
        return store.cases_of(tx, person)

    def listed(
        self,
        tx: Connection,
        states: Sequence[str] = (),
        kinds: Sequence[str] = (),
        after: tuple[str, int] | None = None,
        limit: int = 100,
    ) -> list[Case]:
        """By the day they are due; `after`: the day (ISO 8601) and number of the last one seen."""
        place = None if after is None else (_day(after[0]), after[1])
        return store.select_cases(tx, states, kinds, place, limit)

    def asked(self, tx: Connection, case: Case) -> Asked:
        """What was asked for; nothing once the person is erased."""
        return Asked.opened(tx, self.parts.vault, case.person, case.id, case.asked)

    def steps(self, tx: Connection, case: Case) -> list[tuple[Step, str]]:
        """The steps, each with what was written at it."""
        return [(step, self._words(tx, case, step)) for step in store.steps_of(tx, case)]

    def further(self, case: Case) -> list[str]:
        """Where a complaint can go on to, by the clauses that promised an answer."""
        policy = next((each for each in self.parts.engine().policies if each.id == case.policy), None)
        version = policy.version(case.version) if policy and case.version else None
        duties = [c.duty for c in version.duties("handle-complaints") if c.id in case.clauses] if version else []
        return [str(duty.params["escalate-to"]) for duty in duties if duty and duty.params.get("escalate-to")]

    # -- inside --

    def letter(self, tx: Connection, case: Case, template: str, more: Mapping[str, str] | None = None) -> None:
        """Queues a letter about the case. Those to drill people are never sent."""
        about = {"number": number_of(case), "kind": case.kind, **(more or {})}
        self.parts.letters.letter(tx, case.person, template, about)

    def _told(self, tx: Connection, case: Case, template: str, code: str) -> Case:
        more = {"due": _date(case.due)} if template == "case-extended" else {}
        more |= {"further": " ".join(self.further(case))} if template == "case-denied" else {}
        self.letter(tx, case, template, {"reason": code, **more})
        return case

    def _open_one(self, tx: Connection, case: int) -> Case:
        """The case, held until the end of `tx`; Conflict when it is closed."""
        found = self.get(tx, case)
        people.hold_person(tx, found.person)
        found = self.get(tx, case, lock=True)
        if found.closed:
            raise Conflict("the case is closed")
        return found

    def _step(
        self,
        tx: Connection,
        caller: Caller,
        case: Case,
        kind: str,
        *,
        words: str = "",
        details: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Case:
        at, vault = self.parts.clock(), self.parts.vault
        sealed = seal_words(tx, vault, case.person, case.id, words)
        entry = self._record(tx, caller, case, kind, at, dict(details or {}), more.get("code"))
        step = Step(kind, at, caller.id, entry=entry, sealed=sealed, seq=case.revision + 1, **more)
        standing = after(case, step, self.parts.undo)
        store.insert_step(tx, case.person, case.id, step)
        if not store.update_case(tx, standing, case.revision):
            raise Conflict("somebody else is working on the case", help="look at it again")
        return standing

    def _record(
        self, tx: Connection, caller: Caller, case: Case, kind: str, at: datetime, details: dict[str, Any], code: Any
    ) -> str:
        """The step's entry. Once the person is erased it is nobody's, for their key is gone."""
        person = people.get_person(tx, case.person)
        details |= {"case": number_of(case), "kind": case.kind, "step": kind, "actor": caller.id}
        details |= {"code": code} if code else {}
        details |= drill_mark(person)
        if case.policy:
            details |= {"policy": case.policy, "version": case.version, "clauses": list(case.clauses)}
        owner = None if person.erased_at is not None and not self._has_key(tx, case.person) else case.person
        return id_text(self.parts.ledger.append(tx, Entry("case", at, owner, details)))

    def _has_key(self, tx: Connection, person: int) -> bool:
        return bool(self.parts.vault.to_open(tx, [person]))

    def _words(self, tx: Connection, case: Case, step: Step) -> str:
        if step.sealed is None:
            return ""
        return open_words(tx, self.parts.vault, case.person, case.id, step.sealed)

    def _when(self, received: datetime | None) -> datetime:
        at = self.parts.clock()
        if received is not None and received > at:
            raise RequestError("it cannot have been received in the future", help="give the day it came in")
        return received or at

    def _known(self, kind: str, via: str, level: Level, check: str | None, asked: Asked) -> None:
        _word(kind, dict.fromkeys(CASE_KINDS, ""))
        _word(via, dict.fromkeys(WAYS, ""))
        _looked_at(level, check)
        versions = [version for policy in self.parts.engine().policies for version in policy.versions]
        known_terms(versions, data=asked.data, purposes=asked.purposes)

    def _alone(self, tx: Connection, person: int, kind: str) -> None:
        if kind in ONE_AT_A_TIME and any(c.kind == kind and not c.closed for c in store.cases_of(tx, person)):
            raise Conflict("the same is under way already", help="see how far it is, or take it back first")

    def _countries(self, version: Any) -> tuple[str, ...]:
        own = version.controller.get("country") if version else None
        return self.parts.countries or ((own,) if own else ())


def number_of(case: Case) -> str:
    """How a case is named outside: `c` and 13 signs."""
    return ref("c", case.id)


def _looked_at(level: Level, check: str | None) -> None:
    """What staff looked at is named where they looked, and nowhere else."""
    if (check is not None) != (level is Level.CHECKED) or (check is not None and check not in CHECKS):
        raise RequestError("say what was looked at to know who asks", help=f"one of: {', '.join(CHECKS)}")


def _date(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise RequestError("the cursor is none that an answer gave", help="take `next` of the answer before") from None


def _word(word: str, words: Mapping[str, str]) -> None:
    if word not in words:
        raise RequestError("an unknown word", help=f"one of: {', '.join(words)}")
