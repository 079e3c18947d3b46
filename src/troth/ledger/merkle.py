"""The Merkle tree of RFC 9162 section 2.1 (the same as RFC 6962), SHA-256: pure functions, no storage.

A tree is asked for through ranges of leaves: a proof is a list of ranges, a range is a few full subtrees, and
whoever keeps the full subtrees (tiles.py) gives their hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from troth.errors import ProofInvalid

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()  # RFC 9162, 2.1.1: the hash of an empty list is the hash of an empty string


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes (or over the roots of equal full subtrees), level by level."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def fold(hashes: Iterable[bytes]) -> bytes:
    """The root over full subtrees of falling size, given from left to right."""
    parts = list(hashes)
    if not parts:
        return EMPTY_ROOT
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def full_subtrees(start: int, stop: int) -> list[tuple[int, int]]:
    """The full subtrees that cover leaves start … stop - 1 of a range as proofs use them, as (level,
    index)."""
    found = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaf ranges whose hashes prove leaf `index` in the tree of `size`, from the leaf up (2.1.3.1)."""
    if not 0 <= index < size:
        raise ProofInvalid(f"there is no leaf {index} in a tree of {size}")
    start, stop, ranges = 0, size, []
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The leaf ranges whose hashes prove that the tree of `new` extends the tree of `old` (2.1.4.1)."""
    if not 0 < old <= new:
        raise ProofInvalid(f"no consistency proof leads from size {old} to size {new}")
    start, stop, ranges, whole = 0, new, [], True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, stop))
    return ranges[::-1]


def _check(condition: bool, what: str) -> None:
    if not condition:
        raise ProofInvalid(f"the proof does not verify: {what}")


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162, 2.1.3.2, on the leaf's hash.

    Raises ProofInvalid; returns only for a proof that is exactly right.
    """
    _check(0 <= index < size, "no such leaf in a tree of that size")
    _check(len(leaf) == HASH_SIZE, "the leaf is no hash")
    place, last, result = index, size - 1, leaf
    for step in proof:
        _check(last > 0, "too many hashes")
        _check(len(step) == HASH_SIZE, "a part is no hash")
        if place & 1 or place == last:
            result = node_hash(step, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, step)
        place, last = place >> 1, last >> 1
    _check(last == 0, "too few hashes")
    _check(result == root, "it leads to another root")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """RFC 9162, 2.1.4.2. Raises ProofInvalid.

    Every tree extends the empty one, and nothing can prove it: a size of 0 is refused.
    """
    _check(0 < old <= new, "the sizes do not ascend from one at least")
    if old == new:
        _check(not proof, "too many hashes")
        _check(old_root == new_root, "the roots differ")
        return
    _check(all(len(step) == HASH_SIZE for step in proof), "a part is no hash")
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    _check(len(path) > 1, "too few hashes")
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first, second = _walk(path, place, last)
    _check(first == old_root, "it leads to another old root")
    _check(second == new_root, "it leads to another new root")


def _walk(path: list[bytes], place: int, last: int) -> tuple[bytes, bytes]:
    first = second = path[0]
    for step in path[1:]:
        _check(last > 0, "too many hashes")
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    _check(last == 0, "too few hashes")
    return first, second
