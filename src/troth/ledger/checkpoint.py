"""Signed heads of the tree: C2SP signed-note and tlog-checkpoint, with an Ed25519 key.

    <origin>\\n<size>\\n<root, base64>\\n
    \\n
    — <origin> <base64(key id || signature)>\\n

Keys are written as golang.org/x/mod/sumdb/note writes them, so that its tools read them:
`name+id+base64(0x01 || public)` and `PRIVATE+KEY+name+id+base64(0x01 || seed)`.
"""

from __future__ import annotations

import binascii
import os
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from troth.errors import ProofInvalid, SettingsError
from troth.ledger.merkle import HASH_SIZE
from troth.ledger.model import Checkpoint

_ED25519 = b"\x01"  # signature type of C2SP signed-note
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_SIGNATURE = re.compile(r"— ([^\s+]+) (\S+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_MOST_SIGNATURES = 64


def decode(text: str) -> bytes:
    """Base64 of RFC 4648 section 4, in its one right spelling. Raises ProofInvalid."""
    try:
        found = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as cause:
        raise ProofInvalid("a part of the proof is not base64") from cause
    if encode(found) != text:
        raise ProofInvalid("a part of the proof is base64 in a second spelling")
    return found


def encode(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class LogKey:
    """The key that signs checkpoints. `name` is the origin: the ledger's own name."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def make(cls, name: str) -> LogKey:
        if not _NAME.fullmatch(name):
            raise SettingsError("the ledger's origin is empty, or has a space or a plus")
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> LogKey:
        """From the text of `secret`. Raises SettingsError."""
        parts = text.strip().split("+", 4)
        try:
            name, key_id, seed = parts[2], parts[3], b64decode(parts[4], validate=True)
            key = cls(name, Ed25519PrivateKey.from_private_bytes(seed[1:]))
        except (IndexError, ValueError) as cause:
            raise SettingsError("the ledger's key cannot be read: expected PRIVATE+KEY+name+id+base64") from cause
        if parts[:2] != ["PRIVATE", "KEY"] or seed[:1] != _ED25519 or key.id.hex() != key_id:
            raise SettingsError("the ledger's key is damaged, or not an Ed25519 key")
        return key

    @classmethod
    def load(cls, path: Path, name: str) -> LogKey:
        """The key of a file, made at the first use.

        Raises SettingsError when others may read it, or it has another name.
        """
        if not path.exists():
            return cls._made_in(path, name)
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"others may read the ledger's key {path}", help=f"chmod 600 {path}")
        key = cls.parse(path.read_text("utf-8"))
        if key.name != name:
            raise SettingsError(f"the key {path} is of the ledger {key.name}, not of {name}")
        return key

    @classmethod
    def _made_in(cls, path: Path, name: str) -> LogKey:
        """Whole or not at all: another process that starts in the same moment finds the same key."""
        key = cls.make(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return cls.load(path, name)
        finally:
            draft.unlink()
        return key

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return _key_id(self.name, self.public)

    @property
    def vkey(self) -> str:
        """What verifiers are given."""
        return f"{self.name}+{self.id.hex()}+{encode(_ED25519 + self.public)}"

    @property
    def secret(self) -> str:
        return f"PRIVATE+KEY+{self.name}+{self.id.hex()}+{encode(_ED25519 + self.private.private_bytes_raw())}"

    def sign(self, text: str) -> str:
        """The signed note of a text that ends in a newline."""
        return f"{text}\n— {self.name} {encode(self.id + self.private.sign(text.encode()))}\n"


def parse_vkey(vkey: str) -> tuple[str, bytes, Ed25519PublicKey]:
    """(name, id, key). Raises ProofInvalid."""
    name, _, rest = vkey.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    public = decode(encoded)
    known = len(public) == 33 and public[:1] == _ED25519 and _NAME.fullmatch(name)
    if not known or _key_id(name, public[1:]).hex() != key_id:
        raise ProofInvalid("the verifier key is damaged, or not an Ed25519 key of C2SP signed-note")
    return name, bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(public[1:])


def open_note(note: str, vkey: str) -> str:
    """The text of a note that the key signed. Raises ProofInvalid; signatures of other keys are ignored."""
    text, gap, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not gap or not text or _CONTROL.search(note) or lines.pop() or not 0 < len(lines) <= _MOST_SIGNATURES:
        raise ProofInvalid("the checkpoint is not a signed note")
    name, key_id, key = parse_vkey(vkey)
    signed = False
    for line in lines:
        found = _SIGNATURE.fullmatch(line)
        if found is None:
            raise ProofInvalid("the checkpoint has a malformed signature line")
        signature = decode(found[2])
        if found[1] == name and signature[:4] == key_id:
            _check_signature(key, signature[4:], text + "\n")
            signed = True
    if not signed:
        raise ProofInvalid(f"the checkpoint is not signed by {name}")
    return text + "\n"


def _check_signature(key: Ed25519PublicKey, signature: bytes, text: str) -> None:
    try:
        key.verify(signature, text.encode())
    except InvalidSignature as cause:
        raise ProofInvalid("the checkpoint's signature is wrong") from cause


def sign_checkpoint(key: LogKey, size: int, root: bytes) -> Checkpoint:
    return Checkpoint(key.name, size, root, key.sign(f"{key.name}\n{size}\n{encode(root)}\n"))


def open_checkpoint(note: str, vkey: str) -> Checkpoint:
    """The checkpoint of a note that the key signed, with the key's name as origin. Raises ProofInvalid."""
    lines = open_note(note, vkey).split("\n")
    origin = vkey.partition("+")[0]
    if len(lines) < 4 or lines.pop() or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise ProofInvalid("the signed note is no checkpoint")
    root = decode(lines[2])
    if lines[0] != origin or len(root) != HASH_SIZE:
        raise ProofInvalid(f"the checkpoint is not one of {origin}")
    return Checkpoint(origin, int(lines[1]), root, note)
