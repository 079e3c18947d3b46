"""encrypt-at-rest: the values are looked for in the database's bytes, and its keys and ciphertexts are tampered with.

What keeps it is the vault. The drills know of it only what docs/explanation/values-at-rest.md says, so that a cipher,
key or place that is not as written there does not go unseen.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from functools import partial

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept, refused
from troth.controls.by_hand import key_of, unsealed
from troth.controls.guest import Guest, guests, opened, writings, writings_of
from troth.controls.intruder import store as intruder
from troth.controls.model import Asked, Control, Drilled
from troth.controls.rehearsal import rehearsed
from troth.controls.stage import Stage
from troth.db import Connection
from troth.errors import SealBroken

_KEY_BYTES = {"AES-256": 32}
_GUESSES = ("sha256", "sha1", "md5", "sha512", "sha3_256", "blake2b", "blake2s")

Rehearse = Callable[[Stage, Connection, Guest, Guest], Found]


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Two guests come with the same value; what is tried on their rows is rolled back, and they are erased."""
    with guests(stage, asked, 2) as (ann, bob):

        def rehearse(attempt: Rehearse) -> Attempt:
            def do() -> Found:
                with rehearsed(stage) as (there, tx):
                    return attempt(there, tx, ann, bob)

            return do

        cipher = str(asked.params.get("cipher") or "AES-256")
        yield from all_tried(
            asked.at,
            {
                "the value is looked for in the database's own bytes": lambda: _sought(stage, ann),
                "the keys are looked for in the database's own bytes": lambda: _keys_sought(stage, ann),
                "what the person gave opens with the person's key": lambda: _open(stage, ann),
                f"the ciphertext is opened by hand, with {cipher} and the unwrapped key": lambda: _by_hand(
                    stage, ann, _KEY_BYTES[cipher]
                ),
                "the same value of two people is compared": rehearse(_compared),
                "a ciphertext is moved to another row": rehearse(_other_row),
                "a ciphertext is moved to another person": rehearse(_other_person),
                "a ciphertext is filed under another category": rehearse(_other_category),
                "a byte of a ciphertext is changed": rehearse(_changed),
                "another person's key is tried": rehearse(_other_key),
                "a wrapped key is put in another person's place": rehearse(_key_moved),
                "the look-up's digest is worked out from the value": rehearse(_guessed),
            },
        )


def _sought(stage: Stage, ann: Guest) -> Found:
    return _nowhere(stage, ann, {"the value": [*writings_of(ann.word)]})


def _keys_sought(stage: Stage, ann: Guest) -> Found:
    with stage.database.read() as tx:
        key = key_of(stage, tx, ann.person)
    return _nowhere(stage, ann, {"the person's key": [*writings(key)]})


def _nowhere(stage: Stage, ann: Guest, needles: dict[str, list[bytes]]) -> Found:
    for what, written in needles.items():
        places, looked = intruder.looked_for(stage.database, ann.person, written)
        if places:
            return broken(f"{what} stands in {', '.join(places)}")
        if not looked:
            return broken("there was nothing to look at")
    return kept(f"not in any of {looked} places, in {sum(map(len, needles.values()))} writings")


def _open(stage: Stage, ann: Guest) -> Found:
    with stage.database.read() as tx:
        same = opened(stage, tx, ann)() == ann.value
    return kept("it is what was given") if same else broken("it is not what was given")


def _by_hand(stage: Stage, ann: Guest, size: int) -> Found:
    with stage.database.read() as tx:
        key = key_of(stage, tx, ann.person)
        if len(key) != size:
            return broken(f"the key has {8 * len(key)} bits")
        plain = unsealed(tx, ann.person, ann.item, key)
    if plain is None:
        return broken("it does not open so: it is sealed in another way")
    return kept(f"a key of {8 * len(key)} bits opens it") if plain == ann.value.encode() else broken("it opens to else")


def _sealed(tx: Connection, guest: Guest) -> bytes:
    return bytes(intruder.rows(tx, "item", person=guest.person, id=guest.item)[0]["sealed"])


def _compared(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:  # noqa: ARG001
    one, other = _sealed(tx, ann), _sealed(tx, bob)
    alike = sum(a == b for a, b in zip(one[13:], other[13:], strict=False))
    if one[1:13] == other[1:13] or alike > len(one) // 2:
        return broken("they are alike, which tells that the values are the same")
    return kept("nothing about them is alike")


def _other_row(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:  # noqa: ARG001
    (row,) = intruder.rows(tx, "item", person=ann.person, id=ann.item)
    second = stage.vault.put(tx, ann.person, ann.datum, "another value", collection=row["collection"])
    intruder.change(tx, "item", {"sealed": row["sealed"]}, person=ann.person, id=second)
    moved = Guest(ann.person, ann.datum, second, ann.word, ann.value)
    return refused(SealBroken, opened(stage, tx, moved), "it opened in its new place")


def _other_person(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:
    intruder.change(tx, "item", {"sealed": _sealed(tx, ann)}, person=bob.person, id=bob.item)
    return refused(SealBroken, opened(stage, tx, bob), "it opened for somebody else")


def _other_category(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:  # noqa: ARG001
    intruder.change(tx, "item", {"category": "aggregate"}, person=ann.person, id=ann.item)
    return refused(SealBroken, opened(stage, tx, ann), "it opened under another category")


def _changed(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:  # noqa: ARG001
    sealed = _sealed(tx, ann)
    bent = sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:]
    intruder.change(tx, "item", {"sealed": bent}, person=ann.person, id=ann.item)
    return refused(SealBroken, opened(stage, tx, ann), "it opened all the same")


def _other_key(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:
    other = key_of(stage, tx, bob.person)
    if key_of(stage, tx, ann.person) == other:
        return broken("two people share one key")
    opens = unsealed(tx, ann.person, ann.item, other) is not None
    return broken("another person's key opens it") if opens else kept("it does not open")


def _key_moved(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:
    row = intruder.rows(tx, "person_key", person=ann.person)[-1]
    intruder.change(tx, "person_key", {"wrapped": row["wrapped"], "master": row["master"]}, person=bob.person)
    sealing = partial(stage.vault.seal_for, tx, bob.person, b"drill", b"drill")
    return refused(SealBroken, sealing, "the key opened in another person's place")


def _guessed(stage: Stage, tx: Connection, ann: Guest, bob: Guest) -> Found:
    (row,) = intruder.rows(tx, "item", person=ann.person, id=ann.item)
    address = f"{ann.word}@drill.example"
    item = stage.vault.put(tx, ann.person, "email", address, collection=row["collection"], index="email")
    digests = [bytes(each["digest"]) for each in intruder.rows(tx, "lookup", person=ann.person, item=item)]
    if stage.vault.find(tx, "email", address) != {ann.person, *_found_before(stage, ann, bob)}:
        return broken("the look-up does not find who has the value")
    guesses = {guess[: len(digest)] for digest in digests for guess in _guesses(address)}
    if not digests or guesses.intersection(digests):
        return broken("who guesses the value can tell that it is there")
    return kept(f"none of {len(_GUESSES) * 3} hashes of the value is the digest")


def _found_before(stage: Stage, ann: Guest, bob: Guest) -> set[int]:
    with stage.database.read() as tx:
        return stage.vault.find(tx, "email", f"{ann.word}@drill.example") & {ann.person, bob.person}


def _guesses(value: str) -> Iterator[bytes]:
    for name in _GUESSES:
        yield hashlib.new(name, value.encode()).digest()
        yield hmac.digest(b"", value.encode(), name)
        yield hmac.digest(value.encode(), value.encode(), name)


CONTROL = Control("encrypt-at-rest", drills)
