"""`.tlog-proof` files: that an entry is in the ledger, checked by anyone, offline (https://c2sp.org/tlog-
proof).

    c2sp.org/tlog-proof@v1
    extra <base64>        what opens the leaf; nobody but the person needs to see it
    index <decimal>
    <base64 hash>         one a line, from the leaf's sibling up
                          (an empty line)
    <checkpoint>

The extra data are JSON: `{"entry": "<canonical text>", "salt": "<base64>"}`, or `{"leaf": "<base64>"}` for a
proof that shows nothing of the entry. Nothing authenticates them but the proof itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from troth.errors import ProofInvalid, TrothError
from troth.ledger.checkpoint import decode, encode, open_checkpoint
from troth.ledger.commitment import LEAF_SIZE, SALT_SIZES, Opening, leaf_of, parse
from troth.ledger.merkle import leaf_hash, verify_inclusion
from troth.ledger.model import Entry, Inclusion

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof file shows: the leaf's bytes, and the entry when the file opens it.

    The leaf is made of the opening, and it is the leaf that the signed tree holds: an entry that does not match its
    commitment is never here.
    """

    leaf: bytes
    entry: Entry | None
    inclusion: Inclusion


def write(inclusion: Inclusion, opening: Opening | None) -> str:
    """The text of a proof file; with `opening` it shows the entry, without it only that the leaf is there."""
    if opening is None:
        extra = {"leaf": encode(inclusion.leaf)}
    else:
        extra = {"entry": opening.canonical.decode(), "salt": encode(opening.salt)}
    packed = encode(json.dumps(extra, ensure_ascii=False).encode())
    head = [_HEADER, f"extra {packed}", f"index {inclusion.index}", *map(encode, inclusion.hashes), ""]
    return "\n".join([*head, inclusion.checkpoint.note])


def check(text: str, vkey: str) -> Proven:
    """Reads and verifies a proof file. Raises ProofInvalid when it is malformed or does not verify."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != _HEADER:
        raise ProofInvalid("this is no tlog-proof file of version 1")
    extra = lines.pop(0)[len("extra ") :] if lines and lines[0].startswith("extra ") else ""
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise ProofInvalid("the proof file has no index line")
    hashes = tuple(map(decode, lines))
    checkpoint = open_checkpoint(note, vkey)
    leaf, entry = _leaf(extra)
    verify_inclusion(leaf_hash(leaf), int(index[1]), checkpoint.size, hashes, checkpoint.root)
    return Proven(leaf, entry, Inclusion(int(index[1]), leaf, hashes, checkpoint))


def _leaf(extra: str) -> tuple[bytes, Entry | None]:
    """The leaf that the extra data claim, and the entry they open."""
    try:
        packed = json.loads(decode(extra))
        if "leaf" in packed:
            leaf, entry = decode(packed["leaf"]), None
        else:
            opening = Opening(decode(packed["salt"]), packed["entry"].encode())
            if len(opening.salt) not in SALT_SIZES:
                raise ProofInvalid("the salt of the proof file is too long or too short")
            entry_id, entry = parse(opening.canonical)
            if not isinstance(entry.details, dict):
                raise ProofInvalid("the entry of the proof file has no details")
            leaf = leaf_of(entry_id, opening.commitment)
    except (ValueError, KeyError, TypeError, AttributeError, TrothError) as cause:
        raise ProofInvalid("the extra data of the proof file do not open a leaf") from cause
    if len(leaf) != LEAF_SIZE:
        raise ProofInvalid("the extra data of the proof file do not open a leaf")
    return leaf, entry
