"""protect-credentials: every door is asked for a drill person's secret, and somebody guesses at it.

What keeps it: the vault (Argon2id, RFC 9106, sealed like any value, verified and never opened), the gate (no
credential is ever among what comes out) and its limit on wrong tries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept, refused
from troth.controls.by_hand import key_of, unsealed
from troth.controls.guest import CALLER, word, writings_of
from troth.controls.intruder import store as intruder
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import Raw, permitted
from troth.controls.rehearsal import rehearsed
from troth.controls.stage import Stage
from troth.controls.stand_in import StandIn
from troth.db import Connection
from troth.errors import NotAllowed, NotFound, TooManyTries
from troth.gate import Act, Intake
from troth.language import Action
from troth.vault import Collection

_HASHED: Final = re.compile(rb"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$")
_MOST: Final = 5  # wrong tries
_PAUSE: Final = timedelta(minutes=15)
_NOBODY: Final = 1  # an id that no person has: they are drawn from 63 bits


@dataclass(frozen=True, slots=True)
class Secret:
    """A drill person's credential. `item`: where it is kept."""

    person: int
    term: str
    item: int
    text: str = field(repr=False)


Rehearse = Callable[[Stage, Connection, Secret], Found]


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """For each term that the clause names a drill person with a secret, erased in the end."""
    terms = list(asked.params.get("data") or ("credential",))
    for term in terms:
        with _kept(stage, asked, term) as secret:
            yield from all_tried(asked.at, _attempts(stage, asked, secret))


@contextmanager
def _kept(stage: Stage, asked: Asked, term: str) -> Iterator[Secret]:
    with stage.database.write() as tx:
        secret = _collected(stage, asked, tx, term, word())
    try:
        yield secret
    finally:
        with stage.database.write() as tx:
            stage.tell.erase(tx, CALLER, secret.person)


def _collected(stage: Stage, asked: Asked, tx: Connection, term: str, text: str) -> Secret:
    """Through the gate where the policy lets it be collected, else by the vault."""
    request = _request(asked, term)
    if request is None:
        return _put(stage, asked, tx, term, text)
    came = StandIn(stage, asked.version, request, asked.at).enter(tx)
    (datum,) = request["data"]
    source = (request.get("datum") or {}).get("source") or "person"
    intake = Intake(came.person, {datum: text}, request["for"], request["in"], source)
    outcome = stage.gate.take(tx, came.caller, intake).unwrap()
    return Secret(came.person, datum, outcome.items[datum], text)


def _request(asked: Asked, term: str) -> Raw | None:
    covers = asked.version.terms.data.covers
    found = (raw for _, raw in permitted(asked.version, Action.COLLECT) if covers(term, raw["data"][0]))
    return next(found, None)


def _put(stage: Stage, asked: Asked, tx: Connection, term: str, text: str) -> Secret:
    stage.clock.set(asked.at)
    person, version = stage.tell.person(tx, CALLER, realm="drill").id, asked.version
    collection = Collection(version.policy, version.version, "person", asked.at)
    number = stage.vault.record_collection(tx, person, collection)
    item = stage.vault.put(tx, person, term, text, collection=number, credential=True)
    return Secret(person, term, item, text)


def _attempts(stage: Stage, asked: Asked, secret: Secret) -> dict[str, Attempt]:
    def rehearse(attempt: Rehearse) -> Attempt:
        def do() -> Found:
            with rehearsed(stage) as (there, tx):
                there.clock.set(asked.at)
                return attempt(there, tx, secret)

        return do

    term = secret.term
    return {
        f"the {term} is looked for in the database's own bytes": lambda: _sought(stage, secret),
        f"the {term} is unsealed with the person's key": lambda: _unsealed(stage, secret),
        f"the same {term} of two people is compared": rehearse(lambda s, tx, of: _compared(s, tx, of, asked)),
        f"the {term} is opened as an item": rehearse(_opened),
        f"the gate is asked for the {term}, for every purpose": rehearse(lambda s, tx, of: _used(s, tx, of, asked)),
        f"the gate is asked to hand out the {term}": rehearse(lambda s, tx, of: _handed_out(s, tx, of, asked)),
        f"the gate is asked to join the {term} to something": rehearse(lambda s, tx, of: _joined(s, tx, of, asked)),
        f"the {term} is looked for in what the ledger tells": rehearse(_told),
        f"the right {term} is tried": rehearse(_right),
        f"wrong ones are tried in place of the {term}": rehearse(_wrong),
        f"somebody guesses at the {term}": rehearse(_guessed),
        f"after a pause the right {term} is tried again": rehearse(lambda s, tx, of: _paused(s, tx, of, asked)),
        f"somebody guesses at the {term} of nobody": rehearse(_nobody),
    }


def _sought(stage: Stage, secret: Secret) -> Found:
    places, looked = intruder.looked_for(stage.database, secret.person, [*writings_of(secret.text)])
    if places:
        return broken(f"it stands in {', '.join(places)}")
    with stage.database.read() as tx:
        (row,) = intruder.rows(tx, "item", person=secret.person, id=secret.item)
    if b"$argon2" in row["sealed"]:
        return broken("its hash stands there bare, to be guessed at")
    return kept(f"not in any of {looked} places, nor its hash")


def _unsealed(stage: Stage, secret: Secret) -> Found:
    with stage.database.read() as tx:
        content = unsealed(tx, secret.person, secret.item, key_of(stage, tx, secret.person)) or b""
    if secret.text.encode() in content:
        return broken("it is there to read")
    hashed = _HASHED.match(content)
    if hashed is None:
        return broken("what is there is no Argon2id hash of it")
    memory, passes, _ = (int(part) for part in hashed.groups())
    if memory < 19 * 1024 or passes < 2:  # OWASP, Password Storage Cheat Sheet
        return broken(f"its hash is made with {memory} KiB and {passes} passes, which is too cheap to guess at")
    return kept(f"a hash: Argon2id, {memory} KiB, {passes} passes")


def _compared(stage: Stage, tx: Connection, secret: Secret, asked: Asked) -> Found:
    twin = _collected(stage, asked, tx, secret.term, secret.text)
    hashes = [unsealed(tx, of.person, of.item, key_of(stage, tx, of.person)) for of in (secret, twin)]
    return broken("equal ones have equal hashes") if hashes[0] == hashes[1] else kept("the hashes have nothing alike")


def _opened(stage: Stage, tx: Connection, secret: Secret) -> Found:
    (item,) = stage.vault.get(tx, secret.person, items=[secret.item])
    return refused(NotAllowed, item.value.open, "it was given out")


def _tell(stage: Stage, tx: Connection, secret: Secret, acts: Iterator[Act]) -> Found:
    """Tries the acts, each alone; what counts is what comes out."""
    tried = 0
    for act in acts:
        tried += 1
        with tx.begin_nested():
            outcome = stage.gate.perform(tx, CALLER, act)
        if any(held.item == secret.item or secret.text in str(held.value) for held in outcome.held):
            return broken(f"{act.action.value} for {act.purpose} gave it out")
    return kept(f"{tried} acts, and nothing came out") if tried else kept("the policy knows no such act")


def _purposes(asked: Asked, action: Action) -> list[str]:
    scopes = [c.scope for c in asked.version.clauses if c.modality == "may" and c.scope and action in c.scope.actions]
    return sorted({purpose for scope in scopes for purpose in scope.purposes or ()})


def _used(stage: Stage, tx: Connection, secret: Secret, asked: Asked) -> Found:
    def acts() -> Iterator[Act]:
        for purpose in _purposes(asked, Action.USE):
            for term in (secret.term, "data"):
                yield Act(Action.USE, secret.person, (term,), purpose)

    return _tell(stage, tx, secret, acts())


def _handed_out(stage: Stage, tx: Connection, secret: Secret, asked: Asked) -> Found:
    def acts() -> Iterator[Act]:
        for _, request in permitted(asked.version, Action.DISCLOSE):
            there = StandIn(stage, asked.version, request, asked.at).enter(tx)
            yield Act(Action.DISCLOSE, secret.person, (secret.term,), request["for"], request["in"], there.recipient)
        for purpose in _purposes(asked, Action.PUBLISH):
            yield Act(Action.PUBLISH, secret.person, (secret.term,), purpose, to="public")

    return _tell(stage, tx, secret, acts())


def _joined(stage: Stage, tx: Connection, secret: Secret, asked: Asked) -> Found:
    def acts() -> Iterator[Act]:
        for purpose in _purposes(asked, Action.LINK) or _purposes(asked, Action.USE):
            yield Act(Action.LINK, secret.person, (secret.term,), purpose, other="data")
            yield Act(Action.LINK, secret.person, ("data",), purpose, other=secret.term)

    return _tell(stage, tx, secret, acts())


def _told(stage: Stage, tx: Connection, secret: Secret) -> Found:
    stage.gate.verify(CALLER, secret.person, secret.term, secret.text)
    entries = stage.ledger.entries_of(tx, secret.person, limit=100)
    told = [json.dumps(dict(each.entry.details)) for each in entries if each.entry is not None]
    if any(secret.text in details for details in told):
        return broken("an entry tells it")
    return kept(f"not in any of {len(told)} entries")


def _right(stage: Stage, tx: Connection, secret: Secret) -> Found:  # noqa: ARG001
    right = stage.gate.verify(CALLER, secret.person, secret.term, secret.text)
    return kept("it is right") if right else broken("it counts as wrong")


def _wrong(stage: Stage, tx: Connection, secret: Secret) -> Found:  # noqa: ARG001
    wrong = ("", secret.text[:-1], secret.text + "0", secret.text.upper())
    passed = [each for each in wrong if stage.gate.verify(CALLER, secret.person, secret.term, each)]
    return broken(f"{len(passed)} wrong ones count as right") if passed else kept(f"{len(wrong)} wrong ones are wrong")


def _guess(stage: Stage, secret: Secret) -> None:
    for number in range(_MOST):
        stage.gate.verify(CALLER, secret.person, secret.term, f"guess {number}")


def _guessed(stage: Stage, tx: Connection, secret: Secret) -> Found:  # noqa: ARG001
    _guess(stage, secret)
    one_more = refused(
        TooManyTries,
        lambda: stage.gate.verify(CALLER, secret.person, secret.term, "guess"),
        f"after {_MOST} wrong ones it may go on",
    )
    if not one_more.kept:
        return one_more
    return refused(
        TooManyTries,
        lambda: stage.gate.verify(CALLER, secret.person, secret.term, secret.text),
        "a guesser who hits it is let in",
    )


def _paused(stage: Stage, tx: Connection, secret: Secret, asked: Asked) -> Found:  # noqa: ARG001
    _guess(stage, secret)
    stage.clock.set(asked.at + _PAUSE)
    right = stage.gate.verify(CALLER, secret.person, secret.term, secret.text)
    return kept("the person is let in again") if right else broken("it counts as wrong")


def _nobody(stage: Stage, tx: Connection, secret: Secret) -> Found:  # noqa: ARG001
    for _ in range(_MOST + 1):
        found = refused(
            NotFound, lambda: stage.gate.verify(CALLER, _NOBODY, secret.term, "guess"), "there was an answer"
        )
        if not found.kept:
            return found
    return kept("the answer never changes")


CONTROL = Control("protect-credentials", drills)
