"""The one door to personal data.

Every act takes these steps, in this order, in one transaction:

1. Settle who acts, where and when; find the version in force.
2. Look at what is there: the person, the recipient on the register, the ground cited.
3. Expand groups of data into the items that are there.
4. Gather the facts of the person, live.
5. Decide, by the engine alone.
6. Hold the act against what was declared beforehand: the recipient's entry on the register, the notice's data, and
   what the version keeps apart.
7. Refused: nothing happens but an entry of the refusal.
8. Use up a once-only ground; who comes second is decided again, without it.
9. Do it: put, open or hand out the values.
10. Record it: the disclosure, and the ledger's entry. The transaction commits all, or nothing.

Who holds a `Connection` of `database.write()` can put several acts into one transaction with `perform` and `take`;
the other verbs join a group of acts (`troth.db.grouping`) and raise on a refusal, after its entry is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from troth.db import Connection, Database, new_id
from troth.engine import Answer, Engine, Reason, combined, why
from troth.errors import NotFound, Refused, RequestError, TrothError
from troth.gate import apart, crowd, entries, intake, publishing, register, seeing, suppressing, viewing
from troth.gate.gathering import Gathered, gather
from troth.gate.model import Act, Caller, Held, Intake, Outcome
from troth.gate.own import Owned, open_own
from troth.gate.trying import Checked, Try, check
from troth.language import Action, Version
from troth.ledger import Entry, Ledger, id_text
from troth.parties import Disclosure, record_disclosures, terms_for
from troth.people import use_ground
from troth.vault import File, Item, Vault
from troth.vault.store import KeyRow

T = TypeVar("T")
_AT_ONCE = 500  # people a statement


class Gate:
    """The one door. `clock` gives the time of every act; `engine` may be swapped while it runs."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        vault: Vault,
        ledger: Ledger,
        clock: Callable[[], datetime],
        property: str = "",  # noqa: A002
    ) -> None:
        self.database, self.engine, self.vault, self.ledger = database, engine, vault, ledger
        self.clock, self.property = clock, property

    # -- the verbs --

    def ask(self, caller: Caller, act: Act) -> Answer:
        """Would this be permitted, with the facts of this moment? Nothing happens and nothing is recorded."""
        with self.database.read() as tx:
            engine = self.engine
            act, version, at = self._settle(engine, act)
            return self._decide(engine, gather(tx, engine, self.vault, version, caller, act, at), version)

    def collect(self, caller: Caller, what: Intake) -> Outcome:
        """Stores values. Raises Refused, TooCoarse, NotFound, RequestError."""
        if any(isinstance(value, File) for value in what.values.values()):  # read once, and taking its time
            with self.database.write() as tx:
                outcome = self.take(tx, caller, what)
            return outcome.unwrap()
        return self._together(lambda tx: self.take(tx, caller, what), what.person)

    def use(self, caller: Caller, person: int, data: Iterable[str], purpose: str, **more: Any) -> Outcome:
        """The values, for a use inside the company. `more`: the other fields of Act."""
        return self._act(caller, Act(Action.USE, person, tuple(data), purpose, **more))

    def disclose(self, caller: Caller, person: int, data: Iterable[str], purpose: str, to: str, **more: Any) -> Outcome:
        """The values for a recipient on the register, with the terms the recipient must keep to."""
        return self._act(caller, Act(Action.DISCLOSE, person, tuple(data), purpose, to=to, **more))

    def publish(self, caller: Caller, person: int, data: Iterable[str], purpose: str, to: str, **more: Any) -> Outcome:
        """The values, to be shown to an audience: `public` or `contacts`."""
        return self._act(caller, Act(Action.PUBLISH, person, tuple(data), purpose, to=to, **more))

    def link(self, caller: Caller, person: int, data: Iterable[str], other: str, purpose: str, **more: Any) -> Outcome:
        """The values of both sides, to be joined."""
        return self._act(caller, Act(Action.LINK, person, tuple(data), purpose, other=other, **more))

    def verify(self, caller: Caller, person: int, category: str, candidate: str) -> bool:
        """Whether a credential is right. The same answer and work for a person without one.

        The person asks it of us to be let in, so no clause decides (SPEC 5); it is recorded, and nothing comes out.
        Raises NotFound, and TooManyTries after too many wrong ones.
        """
        with self.database.write() as tx:
            checked = self.check(tx, caller, person, category, candidate)
        return checked.unwrap()

    def view(self, caller: Caller, item: int, viewer: int | None = None) -> viewing.Viewed:
        """What is published under that id, as a viewer sees it now: anybody, or a contact of its person. NotFound."""
        return viewing.view(self, caller, item, viewer)

    # -- in a transaction of the caller's --

    def own(self, tx: Connection, caller: Caller, person: int, items: Collection[int] | None = None) -> Owned:
        """The person's own data, for themself: `items`, or all. No clause can refuse it (SPEC 5); it is recorded."""
        at = self.clock()
        version = self.engine.version_at(self.property, at)
        return open_own(tx, self.vault, self.ledger, caller, person, items, version, at)

    def check(self, tx: Connection, caller: Caller, person: int, category: str, candidate: str) -> Checked:
        """As `verify`; a refusal is in what comes back, so that its entry can be committed. NotFound."""
        tried = Try(caller, person, category, candidate, self.clock())
        return check(tx, self.engine, self.vault, self.ledger, tried)

    def perform(self, tx: Connection, caller: Caller, act: Act, *, viewed: bool = False) -> Outcome:
        """Any act but collect. A refusal is in the outcome, not raised, so that its entry can be committed.

        `viewed`: somebody looks at what is published already.
        """
        if act.action is Action.COLLECT:
            raise RequestError("collecting needs values", help="use collect")
        engine = self.engine  # one and the same for the whole act, also when it is swapped meanwhile
        act, version, at = self._settle(engine, act)  # 1
        found = gather(tx, engine, self.vault, version, caller, act, at, acting=True)  # 2, 3, 4
        answer, refusal = self._judged(engine, act, found, version)  # 5, 6
        if refusal is None and not self._use_up(tx, found, answer, at):  # 8, before 7: it may yet refuse
            answer = self._decide(engine, _without_ground(found), version)
            refusal = self._refusal(answer)
        if refusal is not None:
            return self._refused(tx, caller, entries.of_act(act, found), answer, refusal, at, found.key)  # 7
        held = tuple(map(_held, found.items))  # 9
        return self._recorded(tx, caller, act, found, answer, held, version, at, viewed)  # 10

    def take(self, tx: Connection, caller: Caller, what: Intake) -> Outcome:
        """Collects, by the same steps. A refusal is in the outcome, not raised."""
        if not what.property:
            what = replace(what, property=self.property)
        at = self.clock()  # 1
        engine = self.engine
        version = engine.version_at(what.property, at)
        alone = version is not None and bool(intake.replaces(version, what) or apart.concerned(version, what.values))
        ready = intake.prepare(tx, version, caller, what, at, alone=alone)  # 2, 3, 4
        answer, refusal = self._judged_intake(tx, engine, ready, version)  # 5, 6
        details = entries.of_intake(ready)
        if refusal is not None or version is None:
            refusal = refusal or RequestError("no version is in force")
            return self._refused(tx, caller, details, answer, refusal, at, ready.key)  # 7
        items = intake.store(tx, self.vault, version, ready)  # 9
        suppressing.learned(tx, self.vault, ready, version, at)
        entry = entries.permitted("collect", what.person, caller, details, answer, at)
        return Outcome(answer, self._append(tx, entry, ready.key), items=items)  # 10

    # -- many acts in a transaction of the caller's, read and recorded together --

    def perform_many(self, tx: Connection, caller: Caller, acts: Sequence[Act]) -> list[Outcome]:
        """As `perform` for each of them; what it raises for one, it raises for all."""
        return [outcome for part in _parts(acts) for outcome in self._performed(tx, caller, part)]

    def take_many(self, tx: Connection, caller: Caller, intakes: Sequence[Intake]) -> list[Outcome]:
        """As `take` for each of them; what it raises for one, it raises for all."""
        return [outcome for part in _parts(intakes) for outcome in self._taken(tx, caller, part)]

    def _performed(self, tx: Connection, caller: Caller, acts: Sequence[Act]) -> Iterator[Outcome]:
        engine = self.engine
        settled = [self._settle(engine, act) for act in acts]
        there = crowd.meet_all(tx, [(act, version) for act, version, _ in settled])
        done: list[crowd.Done | Outcome] = []
        for act, version, at in settled:
            ready = there.get((act.person, version, crowd.terms(act)))
            if ready is None:  # nobody is there, or it takes more than a look at the person
                done.append(self.perform(tx, caller, act))
                continue
            found = gather(tx, engine, self.vault, version, caller, act, at, acting=True, ready=ready)
            answer, refusal = self._judged(engine, act, found, version)
            details = entries.of_act(act, found)
            held = () if refusal is not None else tuple(map(_held, found.items))
            entry = self._told(act.action.value, act.person, caller, details, answer, refusal, at)
            done.append(crowd.Done(answer, refusal, entry, ready[0].key, held))
        return self._all_recorded(tx, done)

    def _taken(self, tx: Connection, caller: Caller, intakes: Sequence[Intake]) -> Iterator[Outcome]:
        engine, at = self.engine, self.clock()
        placed = [what if what.property else replace(what, property=self.property) for what in intakes]
        versions = [engine.version_at(what.property, at) for what in placed]
        there = crowd.meet_people(tx, [w.person for w, v in zip(placed, versions, strict=True) if crowd.is_plain(w, v)])
        notices = crowd.notices(tx, placed)
        done: list[crowd.Done | Outcome] = []
        put: list[tuple[crowd.Done, intake.Ready]] = []
        for what, version in zip(placed, versions, strict=True):
            known = there.get(what.person) if crowd.is_plain(what, version) else None
            if known is None or version is None:
                done.append(self.take(tx, caller, what))
                continue
            ready = intake.prepare(tx, version, caller, what, at, alone=False, known=known, notices=notices)
            answer, refusal = self._judged_intake(tx, engine, ready, version)
            entry = self._told("collect", what.person, caller, entries.of_intake(ready), answer, refusal, at)
            done.append(one := crowd.Done(answer, refusal, entry, known[0].key))
            if refusal is None:
                put.append((one, ready))
        kept = self.vault.put_many(tx, [intake.several(ready) for _, ready in put])
        for (one, ready), items in zip(put, kept, strict=True):
            one.items = dict(zip(ready.what.values, items, strict=True))
        return self._all_recorded(tx, done)

    def _told(
        self,
        act: str,
        person: int,
        caller: Caller,
        details: Mapping[str, Any],
        answer: Answer,
        refusal: TrothError | None,
        at: datetime,
    ) -> Entry:
        if refusal is not None:
            return entries.refused(caller, details, answer, refusal, at)
        return entries.permitted(act, person, caller, details, answer, at)

    def _all_recorded(self, tx: Connection, done: Sequence[crowd.Done | Outcome]) -> Iterator[Outcome]:
        """The entries of all, in one go; then each has its outcome."""
        waiting = [one for one in done if isinstance(one, crowd.Done)]
        seals = {one.entry.key_of: self.vault.sealing(one.key) for one in waiting}
        numbers = iter(self.ledger.append_many(tx, [one.entry for one in waiting], seals))
        return iter([one.outcome(id_text(next(numbers))) if isinstance(one, crowd.Done) else one for one in done])

    # -- the steps --

    def _settle(self, engine: Engine, act: Act) -> tuple[Act, Version | None, datetime]:
        if not act.property:
            act = self._placed(act)
        at = self.clock()
        return act, engine.version_at(act.property, at), at

    def _judged_intake(
        self, tx: Connection, engine: Engine, ready: intake.Ready, version: Version | None
    ) -> tuple[Answer, TrothError | None]:
        answer = engine.ask(ready.request)  # 5
        refusal = self._refusal(answer) or intake.beyond(ready, version)  # 6
        refusal = refusal or apart.collected(tx, self.vault, ready, version)
        return answer, refusal or suppressing.kept_out(tx, self.vault, ready, version)

    def _placed(self, act: Act) -> Act:
        """At the deployment's own property."""
        rest = (act.to, act.other, act.channel, act.ground, act.output, act.item)
        return Act(act.action, act.person, act.data, act.purpose, self.property, *rest)

    def _decide(self, engine: Engine, found: Gathered, version: Version | None) -> Answer:
        answers = [engine.ask(request) for request in found.requests]
        answers += [a for a in map(engine.ask, found.mirrored) if a.reason is Reason.RESTRICTED]
        return answers[0] if len(answers) == 1 or version is None else combined(answers, version)

    def _judged(
        self, engine: Engine, act: Act, found: Gathered, version: Version | None
    ) -> tuple[Answer, TrothError | None]:
        answer = self._decide(engine, found, version)  # 5
        refusal = self._refusal(answer) or register.beyond(act, found, version) or apart.acted(found, version)  # 6
        refusal = refusal or seeing.unseen(act, found.items, found.sight)
        return answer, refusal

    def _refusal(self, answer: Answer) -> TrothError | None:
        if answer.permitted:
            return None
        return Refused(_why(answer), answer=answer, help="the answer names the clauses and what was not met")

    def _refused(
        self,
        tx: Connection,
        caller: Caller,
        details: Mapping[str, Any],
        answer: Answer,
        refusal: TrothError,
        at: datetime,
        key: KeyRow | None,
    ) -> Outcome:
        entry = self._append(tx, entries.refused(caller, details, answer, refusal, at), key)
        if isinstance(refusal, Refused):
            refusal.entry = entry
        return Outcome(answer, entry, refusal)

    def _use_up(self, tx: Connection, found: Gathered, answer: Answer, at: datetime) -> bool:
        """False: the once-only ground that carried the permit was used up by another act just now."""
        if not answer.ground_used or found.ground is None:
            return True
        return use_ground(tx, found.ground.ground, at=at)

    def _recorded(
        self,
        tx: Connection,
        caller: Caller,
        act: Act,
        found: Gathered,
        answer: Answer,
        held: tuple[Held, ...],
        version: Version | None,
        at: datetime,
        viewed: bool,
    ) -> Outcome:
        details = entries.of_act(act, found) | entries.handed_out(act, found)
        permit = entries.permitted("view" if viewed else act.action.value, act.person, caller, details, answer, at)
        entry = self._append(tx, permit, found.key)
        if act.action is Action.PUBLISH and not viewed:
            publishing.record(tx, caller, act, found, version, entry, at)
        if act.action is not Action.DISCLOSE or found.recipient is None or not found.items:
            return Outcome(answer, entry, held=held)  # where nothing was held, nothing was disclosed
        fields = tuple(dict.fromkeys(item.category for item in found.items))
        sender = version.controller.get("name", version.policy) if version else ""
        terms = terms_for(found.recipient, purpose=act.purpose, fields=fields, at=at, sender=sender)
        disclosure = Disclosure(new_id(), act.person, found.recipient.id, act.purpose, fields, at, act.ground, entry)
        record_disclosures(tx, [disclosure])
        return Outcome(answer, entry, held=held, terms=terms, disclosure=disclosure.id)

    def _append(self, tx: Connection, entry: Entry, key: KeyRow | None) -> str:
        return id_text(self.ledger.append(tx, entry, None if key is None else self.vault.sealing(key)))

    # -- in a transaction with what others do at this moment --

    def _act(self, caller: Caller, act: Act) -> Outcome:
        return self._together(lambda tx: self.perform(tx, caller, act).in_memory(), act.person)

    def _together(self, do: Callable[[Connection], Outcome], person: int) -> Outcome:
        return self.database.together.run(do, person).unwrap()


def _parts(many: Sequence[T]) -> Iterator[Sequence[T]]:
    return (many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE))


def _without_ground(found: Gathered) -> Gathered:
    """The same, with the ground used up."""
    if found.ground is None:
        raise NotFound("no ground was cited")
    used = replace(found.ground, used=True)
    requests, mirrored = (
        tuple(replace(request, ground=used.facts()) for request in asked) for asked in (found.requests, found.mirrored)
    )
    return replace(found, ground=used, requests=requests, mirrored=mirrored)


def _held(item: Item) -> Held:
    collection = item.collection
    return Held(item.id, item.category, collection.version, collection.source, collection.at, item.value.open())


def _why(answer: Answer) -> str:
    return why(answer.reason) if answer.reason is not None else "refused"
