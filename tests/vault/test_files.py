"""Files of any size, a piece at a time; one that was cut, shuffled or lengthened does not open."""

from __future__ import annotations

import hashlib
import io
import tracemalloc

import pytest
from sqlalchemy import text

from tests.vault.conftest import ANN
from troth.db import Database
from troth.errors import SealBroken
from troth.vault import File, StoredFile, Vault
from troth.vault.files import CHUNK_BYTES


class Tape(io.RawIOBase):
    """A file of `size` bytes that is never in memory as a whole."""

    def __init__(self, size: int) -> None:
        self.left, self.digest = size, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = bytes([self.left % 251]) * min(size, self.left)
        self.left -= len(piece)
        self.digest.update(piece)
        return piece


def _put(database: Database, vault: Vault, collection: int, content: bytes) -> int:
    with database.write() as tx:
        file = File(io.BytesIO(content), "passport.pdf", "application/pdf")
        return vault.put(tx, ANN, "identity-document", file, collection=collection)


def _read(database: Database, vault: Vault) -> bytes:
    with database.read() as tx:
        return b"".join(vault.get(tx, ANN)[0].value.open().chunks())


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_file_comes_back_as_it_was(database: Database, vault: Vault, collected: dict[int, int], size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    _put(database, vault, collected[ANN], content[:size])
    with database.read() as tx:
        file: StoredFile = vault.get(tx, ANN)[0].value.open()
        assert (file.name, file.media_type, file.size) == ("passport.pdf", "application/pdf", size)
    assert _read(database, vault) == content[:size]
    assert "passport" not in repr(file) + repr(File(io.BytesIO(), "passport.pdf"))


def test_a_large_file_streams_in_little_memory(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    tape, out, size = Tape(50_000_000), hashlib.sha256(), 0
    tracemalloc.start()
    with database.write() as tx:
        vault.put(tx, ANN, "identity-document", File(tape, "film"), collection=collected[ANN])  # type: ignore[arg-type]
    with database.read() as tx:
        for piece in vault.get(tx, ANN)[0].value.open().chunks():
            out.update(piece)
            size += len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (size, out.digest()) == (50_000_000, tape.digest.digest())
    assert peak < 16 * CHUNK_BYTES


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM item_chunk WHERE chunk = 2",
        "DELETE FROM item_chunk WHERE chunk >= 1",
        "DELETE FROM item_chunk",
        "UPDATE item_chunk SET chunk = 5 - chunk WHERE chunk < 2; UPDATE item_chunk SET chunk = 0 WHERE chunk = 4;",
        "INSERT INTO item_chunk SELECT person, item, 3, number, sealed FROM item_chunk WHERE chunk = 2",
    ],
    ids=["last piece cut", "cut to the first", "emptied", "shuffled", "lengthened"],
)
def test_a_harmed_file_does_not_open(database: Database, vault: Vault, collected: dict[int, int], harm: str) -> None:
    _put(database, vault, collected[ANN], b"x" * (2 * CHUNK_BYTES + 5))
    with database.write() as tx:
        for statement in filter(None, harm.split(";")):
            tx.execute(text(statement))
    with pytest.raises(SealBroken):
        _read(database, vault)
