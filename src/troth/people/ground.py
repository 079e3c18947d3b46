"""Grounds: registering, citing, using up, ending (SPEC 3, `ground`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from troth.db import Connection, new_id
from troth.engine.model import Ground as GroundFacts
from troth.errors import NotFound, RequestError
from troth.people.grounds import store
from troth.people.model import Ground, Proof, aware, words

# Grounds that can hold of everyone at once. All others name the people they are about.
EVERYONE_KINDS = frozenset(("corporate-change",))


@dataclass(frozen=True, slots=True)
class CitedGround:
    """A ground as it stands for one person: `used` up or not, and whether it covers them."""

    ground: Ground
    used: bool
    person: bool

    def facts(self) -> GroundFacts:
        """What the engine asks about it (SPEC 10, `ground`)."""
        ground = self.ground
        return GroundFacts(
            ground.kind,
            ground.start,
            ground.until,
            ground.once,
            self.used,
            self.person,
            ground.data,
            ground.recipients,
        )


def register_ground(
    tx: Connection,
    kind: str,
    *,
    people: Iterable[int] = (),
    everyone: bool = False,
    data: Iterable[str],
    recipients: Iterable[str] = (),
    start: datetime,
    until: datetime | None = None,
    once: bool = False,
    reference: str,
    proof: Proof,
) -> Ground:
    """A ground that an account approved (`proof.entered_by`). It covers what it names and nothing else.

    Raises RequestError when it covers nobody, or everyone where its kind names people, or has no reference.
    """
    named = sorted(set(people))
    if everyone and kind not in EVERYONE_KINDS:
        raise RequestError(f"a ground of the kind {kind!r} cannot cover everyone", help="name the people it is about")
    if everyone == bool(named):
        raise RequestError("a ground names people, or covers everyone: one of the two")
    if not reference.strip():
        raise RequestError("a ground has a reference", help="give the issuer's number for it, not a person's name")
    _interval(start, until)
    terms = words(data, "data"), words(recipients, "to")
    (named_kind,) = words((kind,), "kind")
    ground = Ground(new_id(), named_kind, start, until, once, *terms, everyone, reference, proof.entered_by)
    store.insert_ground(tx, ground, named, proof.recorded)
    return ground


def cite_ground(tx: Connection, ground: int, person: int) -> CitedGround:
    """The ground as it stands for a person, in one statement. Raises NotFound when none has that id."""
    found = store.select_ground(tx, ground, person)
    if found is None:
        raise NotFound("no such ground", help="register the ground before citing it")
    kept, used, names = found
    return CitedGround(kept, used, names or kept.everyone)


def use_ground(tx: Connection, ground: Ground, *, at: datetime) -> bool:
    """Uses up a once-only ground. False: another request, maybe at this very moment, already has.

    A ground that is not once-only is never used up: True. A transaction rolled back has used nothing.
    """
    return not ground.once or store.insert_use(tx, ground.id, at)


def end_ground(tx: Connection, ground: int, *, at: datetime, proof: Proof) -> None:
    """Ends a ground before its time (an order quashed). The earliest end counts. Raises NotFound."""
    cite_ground(tx, ground, 0)
    store.insert_end(tx, ground, aware(at, "at"), proof)


def people_of(tx: Connection, ground: int) -> list[int]:
    """The people that a ground names."""
    return store.select_covered(tx, ground)


def _interval(start: datetime, until: datetime | None) -> None:
    aware(start, "from")
    if until is not None and aware(until, "until") <= start:
        raise RequestError("a ground ends after it begins")
