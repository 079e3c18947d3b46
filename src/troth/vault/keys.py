"""Master keys: a ring of 256-bit keys, of which the newest wraps and all unwrap.

A ring is text, one key a line, the newest last: `ID BASE64`. The id is the key's fingerprint, so that a damaged
or mixed-up line is found when the ring is read, and not when a value will not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.errors import SealBroken, SettingsError, Unavailable
from troth.vault.seal import KEY_BYTES, NONCE_BYTES

ENVIRONMENT: Final = "TROTH_MASTER_KEYS"
_EXPOSED = 0o077


class MasterKeys:
    """A `KeyWrapper` whose master keys are in this process. Never printed."""

    __slots__ = ("_ciphers", "_keys")

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """`keys`: id to key, the newest last."""
        if not keys:
            raise SettingsError("the key ring is empty", help="make one with `troth keys create`")
        self._keys = dict(keys)
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}

    @classmethod
    def generate(cls) -> MasterKeys:
        """A ring of one fresh key, in memory only."""
        return cls(_fresh())

    @classmethod
    def create(cls, path: Path) -> MasterKeys:
        """A ring of one fresh key in a new file, for its owner alone. `SettingsError` when the file is there."""
        ring = cls.generate()
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            raise SettingsError(f"{path} is there already", help="a key ring is never overwritten") from None
        _write_durably(descriptor, ring.text())
        return ring

    @classmethod
    def load(cls, path: Path | None = None, environment: Mapping[str, str] = os.environ) -> MasterKeys:
        """The ring of the file, or without a path of `TROTH_MASTER_KEYS` (keys separated by commas or lines).

        `SettingsError` when there is none, it cannot be read, or others may read the file.
        """
        if path is None:
            if not environment.get(ENVIRONMENT):
                raise SettingsError(f"{ENVIRONMENT} is not set", help="set it, or name a key file")
            return cls.parse(environment[ENVIRONMENT], ENVIRONMENT)
        try:
            mode, text = path.stat().st_mode, path.read_text(encoding="ascii")
        except (OSError, UnicodeError) as problem:
            raise SettingsError(f"{path} cannot be read as a key ring: {type(problem).__name__}") from None
        if mode & _EXPOSED:
            raise SettingsError(f"{path} is open to other users", help=f"chmod 600 {path}")
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, place: str = "the key ring") -> MasterKeys:
        """The ring written in `text`; `place` is named in errors."""
        lines = [line.split() for line in text.replace(",", "\n").splitlines() if line.strip()]
        return cls(dict(_parse_line(words, number, place) for number, words in enumerate(lines, start=1)))

    def text(self) -> str:
        """The ring as it is kept. Secret."""
        return "".join(f"{name} {base64.b64encode(key).decode()}\n" for name, key in self._keys.items())

    def with_new_key(self) -> MasterKeys:
        """A ring with one more key, which wraps from now on."""
        return MasterKeys({**self._keys, **_fresh()})

    def without(self, master: str) -> MasterKeys:
        """A ring without that key. Do it only when nothing is wrapped under it any more."""
        return MasterKeys({name: key for name, key in self._keys.items() if name != master})

    def save(self, path: Path) -> None:
        """Replaces the file at once and whole: after a crash it holds the old ring or the new."""
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        _write_durably(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), self.text())
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the ring's keys, the newest last."""
        return tuple(self._keys)

    @property
    def current(self) -> str:
        return self.ids[-1]

    def wrap(self, key: bytes, context: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._ciphers[self.current].encrypt(nonce, key, _bound(self.current, context))

    def unwrap(self, master: str, wrapped: bytes, context: bytes) -> bytes:
        cipher = self._ciphers.get(master)
        if cipher is None:
            raise Unavailable(f"the key ring has no master key {master}", help="add it back to the ring")
        try:
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _bound(master, context))
        except InvalidTag:
            raise SealBroken("a wrapped key does not open: it was altered or moved") from None

    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self.ids)})"

    def __reduce__(self) -> str:
        raise TypeError("master keys are not serialised")


def _bound(master: str, context: bytes) -> bytes:
    return master.encode() + b"\0" + context


def _fresh() -> dict[str, bytes]:
    key = secrets.token_bytes(KEY_BYTES)
    return {_fingerprint(key): key}


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"troth master key\0" + key).hexdigest()[:12]


def _parse_line(words: list[str], number: int, place: str) -> tuple[str, bytes]:
    try:
        name, encoded = words
        key = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise SettingsError(f"{place}: key {number} is not of the form `ID BASE64`") from None
    if len(key) != KEY_BYTES or _fingerprint(key) != name:
        raise SettingsError(f"{place}: key {number} is damaged: it does not match its id")
    return name, key


def _write_durably(descriptor: int, text: str) -> None:
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
