"""Proofs out of the kept tree, checked with no code of troth."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.ledger.sample import disclosure
from troth.errors import NotFound, ProofInvalid
from troth.ledger import Checkpoint, EntryId, Ledger, check_proof_file
from troth.ledger.merkle import leaf_hash, verify_consistency, verify_inclusion

Record = Callable[..., list[EntryId]]


def _outsider(text: str, vkey: str) -> dict[str, object]:
    """What anyone can write from the reference page: no import of troth, only SHA-256 and Ed25519."""
    head, note = text.split("\n\n", 1)
    _, extra, index_line, *hashes = head.split("\n")
    shown = json.loads(b64decode(extra.removeprefix("extra ")))
    told = json.loads(shown["entry"])
    commitment = sha256(b64decode(shown["salt"]) + shown["entry"].encode()).digest()
    result = sha256(b"\x00" + bytes.fromhex(told["id"]) + commitment).digest()

    body, signature = note.split("\n\n")
    origin, size, root = body.split("\n")
    Ed25519PublicKey.from_public_bytes(b64decode(vkey.split("+", 2)[2])[1:]).verify(
        b64decode(signature.split(" ")[2])[4:], (body + "\n").encode()
    )
    assert origin == vkey.split("+", maxsplit=1)[0]

    place, last = int(index_line.removeprefix("index ")), int(size) - 1
    for step in map(b64decode, hashes):
        if place % 2 or place == last:
            result = sha256(b"\x01" + step + result).digest()
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            result = sha256(b"\x01" + result + step).digest()
        place, last = place >> 1, last >> 1
    assert last == 0
    assert b64encode(result).decode() == root
    return dict(told["details"])


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 700])
def test_an_outsider_checks_a_proof_file_with_public_tools(ledger: Ledger, record: Record, count: int) -> None:
    ids = record(count)
    ledger.integrate()
    for number in {0, count // 2, count - 1}:
        details = _outsider(ledger.proof_file(ids[number]), ledger.vkey)
        assert details == disclosure(number=number).details


def test_a_proof_file_reads_back(ledger: Ledger, record: Record) -> None:
    ids = record(300)
    ledger.integrate()
    proven = check_proof_file(ledger.proof_file(ids[17]), ledger.vkey)
    assert proven.entry == disclosure(number=17)
    assert proven.inclusion == ledger.prove_inclusion(ids[17])


def test_a_proof_can_show_nothing_of_the_entry(ledger: Ledger, record: Record) -> None:
    (entry_id,) = record(1)
    ledger.integrate()
    text = ledger.proof_file(entry_id, opened=False)
    assert check_proof_file(text, ledger.vkey).entry is None
    assert list(json.loads(b64decode(text.split("\n")[1].removeprefix("extra ")))) == ["leaf"]


def _swap_line(text: str, number: int, line: str) -> str:
    lines = text.split("\n")
    return "\n".join([*lines[:number], line, *lines[number + 1 :]])


@pytest.mark.parametrize(("number", "line"), [
    (0, "c2sp.org/tlog-proof@v2"),
    (1, "extra e30="),
    (1, "extra !"),
    (1, "extra " + b64encode(b'{"leaf": "AAAA"}').decode()),
    (1, "extra " + b64encode(b'["leaf"]').decode()),
    (2, "index 8"),
    (2, "index 07"),
    (2, "index -1"),
    (2, "place 7"),
    (3, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
    (3, "AAEC"),
    (3, ""),
])  # fmt: skip
def test_a_changed_proof_file_does_not_verify(ledger: Ledger, record: Record, number: int, line: str) -> None:
    ids = record(20)
    ledger.integrate()
    text = ledger.proof_file(ids[7])
    with pytest.raises(ProofInvalid):
        check_proof_file(_swap_line(text, number, line), ledger.vkey)


def test_every_line_of_a_proof_file_counts(ledger: Ledger, record: Record) -> None:
    ids = record(20)
    ledger.integrate()
    lines = ledger.proof_file(ids[7]).split("\n")
    for number in range(len(lines)):
        with pytest.raises(ProofInvalid):
            check_proof_file("\n".join(lines[:number] + lines[number + 1 :]), ledger.vkey)


def test_kept_tiles_prove_inclusion_and_consistency_between_any_checkpoints(ledger: Ledger, record: Record) -> None:
    heads: list[Checkpoint] = []
    ids: list[EntryId] = []
    for count in (1, 254, 1, 1, 300, 511):
        ids += record(count)
        heads.append(ledger.integrate())
    for at, old in enumerate(heads):
        for new in heads[at:]:
            proof = ledger.prove_consistency(old.size, new.size)
            verify_consistency(old.size, new.size, proof, old.root, new.root)
        proven = ledger.prove_inclusion(ids[old.size // 2], old.size)
        verify_inclusion(leaf_hash(proven.leaf), proven.index, old.size, proven.hashes, old.root)


def test_nothing_is_proven_of_what_is_not_there(ledger: Ledger, record: Record) -> None:
    with pytest.raises(NotFound):
        ledger.checkpoint()
    ledger.integrate()
    (waiting,) = record(1)
    with pytest.raises(NotFound):
        ledger.prove_inclusion(waiting)
    ledger.integrate()
    with pytest.raises(NotFound):
        ledger.prove_inclusion(waiting, 0)
    with pytest.raises(NotFound):
        ledger.prove_consistency(1, 2)
    with pytest.raises(NotFound):
        ledger.prove_consistency(0, 1)
