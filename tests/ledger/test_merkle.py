"""The tree of RFC 9162: the public vectors, and what holds for any size."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import ProofInvalid
from troth.ledger.merkle import (
    EMPTY_ROOT,
    consistency_ranges,
    fold,
    full_subtrees,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parent / "vectors"


def _vectors(name: str) -> list[Any]:
    found = json.loads((VECTORS / name).read_text("utf-8"))["vectors"]
    return [pytest.param(vector, id=vector["file"]) for vector in found]


def _bytes(vector: dict[str, Any], key: str) -> bytes:
    return b64decode(vector[key])


def _proof(vector: dict[str, Any]) -> list[bytes]:
    return [b64decode(step) for step in vector["proof"] or []]


def _verdict(wrong: bool) -> Any:
    return pytest.raises(ProofInvalid) if wrong else _nothing_raised()


class _nothing_raised:  # noqa: N801
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


@pytest.mark.parametrize("vector", _vectors("rfc6962-inclusion.json"))
def test_inclusion_is_judged_as_the_public_vectors_say(vector: dict[str, Any]) -> None:
    with _verdict(vector["wantErr"]):
        verify_inclusion(
            _bytes(vector, "leafHash"),
            vector["leafIdx"],
            vector["treeSize"],
            _proof(vector),
            _bytes(vector, "root"),
        )


@pytest.mark.parametrize("vector", _vectors("rfc6962-consistency.json"))
def test_consistency_is_judged_as_the_public_vectors_say(vector: dict[str, Any]) -> None:
    with _verdict(vector["wantErr"]):
        verify_consistency(
            vector["size1"],
            vector["size2"],
            _proof(vector),
            _bytes(vector, "root1"),
            _bytes(vector, "root2"),
        )


def test_the_root_of_eight_leaves_is_the_one_that_go_computes() -> None:
    vector = json.loads((VECTORS / "c2sp-signed-note.json").read_text("utf-8"))["merkle_tree_8"]
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in vector["leaves_hex"]]
    assert root_of(leaves) == b64decode(vector["root_b64"])


def _recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, as the definition reads."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_recursive_root(leaves[:split]), _recursive_root(leaves[split:]))


def _leaves(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


@given(st.integers(0, 700))
def test_roots_are_those_of_the_definition_however_they_are_put_together(size: int) -> None:
    leaves = _leaves(size)
    parts = [root_of(leaves[i << lv : (i + 1) << lv]) for lv, i in full_subtrees(0, size)]
    assert root_of(leaves) == fold(parts) == _recursive_root(leaves)


@given(st.data())
def test_every_inclusion_proof_verifies_and_a_changed_one_does_not(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    index = data.draw(st.integers(0, size - 1))
    leaves = _leaves(size)
    proof = [root_of(leaves[a:b]) for a, b in inclusion_ranges(index, size)]
    root = root_of(leaves)
    verify_inclusion(leaves[index], index, size, proof, root)
    for wrong in _changed(data, proof):
        with pytest.raises(ProofInvalid):
            verify_inclusion(leaves[index], index, size, wrong, root)


@given(st.data())
def test_every_consistency_proof_verifies_and_a_changed_one_does_not(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 600))
    old = data.draw(st.integers(1, new))
    leaves = _leaves(new)
    proof = [root_of(leaves[a:b]) for a, b in consistency_ranges(old, new)]
    roots = root_of(leaves[:old]), root_of(leaves)
    verify_consistency(old, new, proof, *roots)
    for wrong in _changed(data, proof):
        with pytest.raises(ProofInvalid):
            verify_consistency(old, new, wrong, *roots)


def _changed(data: st.DataObject, proof: list[bytes]) -> list[list[bytes]]:
    """The proof with one more hash, and with one bit flipped, and with one hash less."""
    longer = [[*proof, proof[-1] if proof else EMPTY_ROOT]]
    if not proof:
        return longer
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
    return [*longer, [*proof[:at], flipped, *proof[at + 1 :]], proof[:at] + proof[at + 1 :]]


def test_an_empty_proof_leads_to_the_same_tree_alone() -> None:
    root = root_of(_leaves(7))
    verify_consistency(7, 7, [], root, root)
    with pytest.raises(ProofInvalid):
        verify_consistency(7, 7, [EMPTY_ROOT], root, root)


def test_there_is_no_proof_for_a_leaf_or_a_tree_that_is_not_there() -> None:
    for ask in (lambda: inclusion_ranges(3, 3), lambda: consistency_ranges(0, 3), lambda: consistency_ranges(4, 3)):
        with pytest.raises(ProofInvalid):
            ask()
