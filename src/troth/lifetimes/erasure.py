"""Erasing a person: everything that no hold keeps goes, and then one looks what is there (GDPR Art. 17; PDPO s.26).

1. The person is locked, and who is adding to them is waited for: what they added is there to be erased.
2. What holds keep is worked out; everything that knows the person is counted; recipients are told of what goes.
3. Nothing is held: the log outside the store is told first. Then the key goes, every row, every answer remembered.
   Something is held: that stays, with the key it needs; it is found by no look-up, and restricted, so that no use is
   permitted but on a ground of law (SPEC 5, step 3). The event `erasing` makes the next sweeps finish it.
4. Everything is counted again, and both counts go into the ledger and into the certificate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from troth import parties, people
from troth.db import Connection
from troth.gate import Caller
from troth.language import Version
from troth.ledger import Entry, Ledger
from troth.lifetimes import store
from troth.lifetimes.erasures import ErasureLog
from troth.lifetimes.holds import holding
from troth.lifetimes.model import Certificate, Hold, Kept, Life
from troth.people import Proof
from troth.people.record import BY_ERASURE
from troth.vault import ItemFacts, Vault
from troth.vault.givers import end_giver

Forget = Callable[[Connection, int], object]  # what else has to go with a person's data
# Tells recipients what of a person is gone, when those items are what is left; gives whom.
Hear = Callable[[Connection, int, Iterable[ItemFacts]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Eraser:
    """What an erasure works on. `version_of`: the version that an item was collected under, if it is here."""

    vault: Vault
    ledger: Ledger
    log: ErasureLog
    forget: tuple[Forget, ...]
    version_of: Callable[[str, str], Version | None]
    hear: Hear

    def lives(self, tx: Connection, person: int, at: datetime) -> list[Life]:
        """The person's items, each with the holds that keep it now."""
        holds = [hold for hold in store.holds_of(tx, person) if hold.at(at)]
        items = self.vault.items(tx, person)
        if not holds:
            return [Life(item, None) for item in items]
        return [
            Life(item, None, holding(holds, item, self.version_of(item.collection.policy, item.collection.version)))
            for item in items
        ]

    def erase(
        self, tx: Connection, caller: Caller, person: int, at: datetime, *, again: bool = False, whole: bool = False
    ) -> Certificate:
        """Erases what no hold keeps; NotFound when there is no such person, or none any more.

        `again`: they were erased before in a store that is lost, and recipients were told; `whole`: what is held too.
        """
        people.hold_person(tx, person)  # 1
        self.vault.hold(tx, person)
        lives = self.lives(tx, person, at)  # 2
        before = store.rows_of(tx, person)
        held, drill = [life for life in lives if life.holds and not whole], drilled(tx, person)
        if not again:
            self.hear(tx, person, [life.item for life in held])
        if held:
            self._thin(tx, caller, person, lives, at)  # 3
        else:
            self._whole(tx, caller, person, at)
        found = Certificate(person, at, before, store.rows_of(tx, person), _kept(held))  # 4
        self._record(tx, caller, found, drill)
        return replace(found, note=self.ledger.sign(found.text()))

    def _whole(self, tx: Connection, caller: Caller, person: int, at: datetime) -> None:
        self.log.note("begun", [person], at)
        people.erase_person(tx, person, at=at, proof=Proof(caller.id, at))
        self.vault.erase(tx, person)
        self._loosen(tx, person)

    def _thin(self, tx: Connection, caller: Caller, person: int, lives: Iterable[Life], at: datetime) -> None:
        self.log.note("partly", [person], at)
        people.thin_person(tx, person, at=at, proof=Proof(caller.id, at))
        self.vault.delete_items(tx, person, [life.item.id for life in lives if not life.holds])
        self.vault.hide(tx, person)
        end_giver(tx, person, at)  # the clock of what they told us of others starts
        self._loosen(tx, person)
        restrict_all(tx, caller, person, at)

    def _loosen(self, tx: Connection, person: int) -> None:
        """What hangs on a person elsewhere."""
        parties.erase_disclosures(tx, person)
        for forget in self.forget:
            forget(tx, person)

    def _record(self, tx: Connection, caller: Caller, found: Certificate, drill: Mapping[str, bool]) -> None:
        """Of a person who is gone the entry is nobody's, for their own key is gone; else it is theirs."""
        counts: Mapping[str, object] = {"before": dict(found.before), "after": dict(found.after)}
        details: dict[str, object] = {"actor": caller.id, "found": counts, **drill}
        if found.kept:
            details["kept"] = {kept.category: kept.count for kept in found.kept}
        self.ledger.append(tx, Entry("erase", found.at, found.person if found.kept else None, details))


def drilled(tx: Connection, person: int) -> dict[str, bool]:
    """What marks an entry as a drill's, which is in no list."""
    return {"drill": True} if people.get_person(tx, person).realm == "drill" else {}


def restrict_all(tx: Connection, caller: Caller, person: int, at: datetime) -> None:
    """From now on no use of anything is permitted, but on a ground of law; once is enough.

    One that the person asked for does not do: they can end it.
    """
    told = people.events(tx, person, kinds=("restriction", "lifting"))
    lifted = {event.refers for event in told if event.kind == "lifting"}
    for event in told:
        everything = event.kind == "restriction" and event.scope.data is None and event.scope.purposes is None
        ours = event.proof is not None and event.proof.via == BY_ERASURE
        if everything and ours and event.seq not in lifted and event.until is None:
            return
    people.record_restriction(tx, person, at=at, proof=Proof(caller.id, at, BY_ERASURE))


def _kept(held: Iterable[Life]) -> tuple[Kept, ...]:
    counts: Counter[str] = Counter()
    why: dict[str, dict[int, Hold]] = {}
    for life in held:
        counts[life.item.category] += 1
        why.setdefault(life.item.category, {}).update((hold.id, hold) for hold in life.holds)
    return tuple(Kept(category, count, tuple(why[category].values())) for category, count in sorted(counts.items()))
