"""encrypt-at-rest: the example keeps it, and each way to break it turns a drill red."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.controls.asking import red, run
from troth import people
from troth.controls import Stage
from troth.controls.encrypt_at_rest import CONTROL
from troth.errors import SealBroken
from troth.vault import MasterKeys, person_keys, vault

Patch = pytest.MonkeyPatch
SOUGHT = "the value is looked for in the database's own bytes"


def test_the_example_keeps_it_and_nobody_stays(stage: Stage) -> None:
    found = run(CONTROL, stage, "Q30")
    assert (len(found), red(found)) == (12, {})
    with stage.database.read() as tx:
        assert people.list_people(tx, realms=("drill",)) == []


def plain(patch: Patch) -> None:
    patch.setattr(vault, "seal", lambda _cipher, text, _place: b"\x01" + bytes(12) + text + bytes(16))
    patch.setattr(vault, "unseal", lambda _cipher, sealed, _place: sealed[13:-16])


def in_base64(patch: Patch) -> None:
    patch.setattr(vault, "seal", lambda _cipher, text, _place: b"\x01" + bytes(12) + base64.b64encode(b"!" + text))
    patch.setattr(vault, "unseal", lambda _cipher, sealed, _place: base64.b64decode(sealed[13:])[1:])


def keys_bare(patch: Patch) -> None:
    unwrap = MasterKeys.unwrap
    patch.setattr(MasterKeys, "wrap", lambda _self, key, _context: key)
    patch.setattr(MasterKeys, "unwrap", lambda self, *of: of[1] if len(of[1]) == 32 else unwrap(self, *of))


def placeless(patch: Patch) -> None:
    patch.setattr(vault, "place_of_item", lambda *_: b"")


def unauthenticated(patch: Patch) -> None:
    """As a stream cipher without a tag."""
    unseal = vault.unseal

    def forgiving(cipher: Any, sealed: bytes, place: bytes) -> bytes:
        try:
            return unseal(cipher, sealed, place)
        except SealBroken:
            return b"something else"

    patch.setattr(vault, "unseal", forgiving)


def one_key(patch: Patch) -> None:
    patch.setattr(person_keys.secrets, "token_bytes", lambda size: b"k" * size)


def same_nonce(patch: Patch) -> None:
    one_key(patch)
    patch.setattr("troth.vault.seal.os.urandom", lambda size: b"n" * size)


def short_key(patch: Patch) -> None:
    patch.setattr(person_keys, "KEY_BYTES", 16)


def keys_unbound(patch: Patch) -> None:
    bound = person_keys._context
    patch.setattr(person_keys, "_context", lambda person, number: b"any" if person else bound(person, number))


def plain_digest(patch: Patch) -> None:
    patch.setattr(vault, "digest", lambda _key, normal: hashlib.sha256(normal.encode()).digest()[:16])


def forgetful(patch: Patch) -> None:
    patch.setattr(vault.values, "decode", lambda _plain, _kind: "")


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (plain, SOUGHT),
    (in_base64, SOUGHT),
    (keys_bare, "the keys are looked for in the database's own bytes"),
    (forgetful, "what the person gave opens with the person's key"),
    (short_key, "the ciphertext is opened by hand, with AES-256 and the unwrapped key"),
    (same_nonce, "the same value of two people is compared"),
    (placeless, "a ciphertext is moved to another row"),
    (one_key, "another person's key is tried"),
    (unauthenticated, "a ciphertext is moved to another person"),
    (placeless, "a ciphertext is filed under another category"),
    (unauthenticated, "a byte of a ciphertext is changed"),
    (keys_unbound, "a wrapped key is put in another person's place"),
    (plain_digest, "the look-up's digest is worked out from the value"),
]


@pytest.mark.parametrize(("fault", "hit"), FAULTS, ids=lambda part: getattr(part, "__name__", ""))
def test_a_fault_turns_its_drill_red(
    stage: Stage, monkeypatch: Patch, fault: Callable[[Patch], None], hit: str
) -> None:
    with monkeypatch.context() as patch:
        fault(patch)
        found = red(run(CONTROL, stage, "Q30"))
    assert hit in found, found
