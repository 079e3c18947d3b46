"""A backup: one tar file with every table, and a manifest that the ledger's key signs.

    tables/<name>/000001 …   the table in PostgreSQL's binary COPY format, in pieces (db/copies.py)
    manifest.note            one line of JSON, as a C2SP signed-note

The manifest says the release, revision and time, the newest checkpoint, for each table its rows and SHA-256, and the
SHA-256 of all bytes of the file before its own. It comes last; after it there are only zeros. So no byte of the file
can change unnoticed. It holds no master key and no ledger key: without those it opens nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from troth import __version__
from troth.db import Connection, Database
from troth.db.copies import Shape, copy_in, copy_out, rows_in, shapes, tables_there
from troth.db.migrations import HEAD, migrate
from troth.errors import BackupDamaged, Conflict, NotFound, ProofInvalid, SettingsError
from troth.ledger import Ledger
from troth.ledger.checkpoint import open_note

FORMAT: Final = "troth-backup-1"
_MANIFEST: Final = "manifest.note"
_BLOCK: Final = 512
_LARGEST: Final = 1 << 24  # bytes of a manifest
Report = Callable[[str, int, int], None]  # what, done, of how many


@dataclass(frozen=True, slots=True)
class Copied:
    """A table in a backup."""

    shape: Shape
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `before`: the SHA-256 of the file up to the manifest; `checkpoint`: the signed head."""

    made: str
    release: str
    revision: str
    checkpoint: str
    tables: tuple[Copied, ...]
    before: str
    format: str = FORMAT

    def text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")) + "\n"

    @classmethod
    def parse(cls, text: str) -> Manifest:
        raw = json.loads(text)
        if raw.get("format") != FORMAT:
            raise BackupDamaged("this is a backup of another format", help="restore it with the release that made it")
        tables = tuple(Copied(_shape(each["shape"]), each["rows"], each["sha256"]) for each in raw.pop("tables"))
        return cls(**raw, tables=tables)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def _shape(raw: dict[str, Any]) -> Shape:
    return Shape(raw["name"], tuple((name, kind) for name, kind in raw["columns"]), tuple(raw["key"]))


# -- making one --


def write_archive(
    database: Database, ledger: Ledger, path: Path, made: datetime, report: Report = lambda *_: None
) -> Manifest:
    """Copies the store as it is at one moment, while others go on writing; the file appears when it is whole.

    Conflict when there is such a file already.
    """
    if path.exists():
        raise Conflict(f"{path} is there already", help="a backup is never overwritten: choose another name")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            manifest = _written(database, ledger, file, made, report)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails where another has made it meanwhile
    finally:
        draft.unlink()
    return manifest


def _written(database: Database, ledger: Ledger, file: BinaryIO, made: datetime, report: Report) -> Manifest:
    out = _Members(file)
    checkpoint = _head(ledger)
    with database.read() as tx:
        wanted = shapes()
        counts = {shape.name: rows_in(tx, shape) for shape in wanted}
        tables, done, total = [], 0, sum(counts.values())
        for shape in wanted:
            started = done
            tables.append(_copied(tx, shape, out, lambda rows, at=started: report("rows", at + rows, total)))  # type: ignore[misc]
            done += tables[-1].rows
    manifest = Manifest(made.isoformat(), __version__, HEAD, checkpoint, tuple(tables), out.digest.hexdigest())
    out.add(_MANIFEST, ledger.sign(manifest.text()).encode())
    file.write(bytes(2 * _BLOCK))
    return manifest


def _head(ledger: Ledger) -> str:
    """The newest checkpoint, with all entries of now: taken before the copy, which therefore extends it."""
    try:
        return ledger.integrate().note
    except NotFound:
        return ""


def _copied(tx: Connection, shape: Shape, out: _Members, counted: Callable[[int], object]) -> Copied:
    digest, pieces = hashlib.sha256(), iter(range(1, 1_000_000))

    def write(piece: bytes) -> None:
        digest.update(piece)
        out.add(f"tables/{shape.name}/{next(pieces):06}", piece)

    rows = copy_out(tx, shape, write, counted)
    return Copied(shape, rows, digest.hexdigest())


class _Members:
    """Writes members of a tar file one after the other, and digests all that it writes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def add(self, name: str, content: bytes) -> None:
        for part in (_header(name, len(content)), content, bytes(-len(content) % _BLOCK)):
            self._file.write(part)
            self.digest.update(part)


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.USTAR_FORMAT)


# -- reading one --


def read_manifest(path: Path, vkey: str) -> Manifest:
    """Checks every byte of the file and the signature, and gives the manifest. BackupDamaged, SettingsError."""
    try:
        with path.open("rb") as file:
            return _checked(file, path.stat().st_size, vkey)
    except OSError as problem:
        raise SettingsError(f"{path} cannot be read: {type(problem).__name__}") from None


def _checked(file: BinaryIO, size: int, vkey: str) -> Manifest:
    damaged = BackupDamaged("the backup is damaged: it is not what was signed", help="take another copy of it")
    start, note = _last_member(file, size, damaged)
    try:
        manifest = Manifest.parse(open_note(note.decode(), vkey))
    except UnicodeDecodeError:
        raise damaged from None
    except ProofInvalid as wrong:
        raise BackupDamaged(
            f"the backup's manifest does not verify: {wrong.message}", help="is this the ledger's key?"
        ) from None
    digest = hashlib.sha256()
    file.seek(0)
    for piece in _pieces(file, start):
        digest.update(piece)
    if digest.hexdigest() != manifest.before:
        raise damaged
    return manifest


def _last_member(file: BinaryIO, size: int, damaged: BackupDamaged) -> tuple[int, bytes]:
    """Where the manifest's header starts, and the manifest; all that follows must be zeros."""
    found = None
    try:
        with tarfile.open(fileobj=file, mode="r:", format=tarfile.USTAR_FORMAT) as tar:
            for member in tar:
                found = member
    except tarfile.TarError:
        raise damaged from None
    if found is None or found.name != _MANIFEST or found.size > _LARGEST:
        raise damaged
    file.seek(found.offset)
    header, note = file.read(_BLOCK), file.read(found.size)
    rest = file.read(_LARGEST)
    if header != _header(_MANIFEST, len(note)) or rest.strip(b"\0") or size != file.tell():
        raise damaged
    if len(rest) != -len(note) % _BLOCK + 2 * _BLOCK:
        raise damaged
    return found.offset, note


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left and (piece := file.read(min(left, 1 << 20))):
        left -= len(piece)
        yield piece


def load_archive(path: Path, manifest: Manifest, database: Database, report: Report = lambda *_: None) -> None:
    """Puts a checked backup into an empty database, whole or not at all, and reads it back.

    Conflict when the database has tables; BackupDamaged when what was read back is not what the backup holds.
    """
    if manifest.revision > HEAD:
        raise BackupDamaged("the backup was made by a newer release", help="restore it with that release")
    with database.write() as tx:
        if tables_there(tx):
            raise Conflict("the database to restore into is not empty", help="restore into a new one")
        migrate(tx, manifest.revision)
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            members = _by_table(tar)
            for done, table in enumerate(manifest.tables, start=1):
                copy_in(tx, table.shape, _contents(tar, members.get(table.shape.name, [])))
                report("tables", done, len(manifest.tables))
        for done, table in enumerate(manifest.tables, start=1):
            if digest_of(tx, table.shape) != (table.rows, table.sha256):
                raise BackupDamaged(f"the table {table.shape.name} is not what the backup holds")
            report("tables read back", done, len(manifest.tables))
        migrate(tx)


def _by_table(tar: tarfile.TarFile) -> dict[str, list[tarfile.TarInfo]]:
    found: dict[str, list[tarfile.TarInfo]] = {}
    for member in tar:
        if member.name != _MANIFEST:
            found.setdefault(member.name.split("/")[1], []).append(member)
    return found


def _contents(tar: tarfile.TarFile, members: list[tarfile.TarInfo]) -> Iterator[bytes]:
    for member in members:
        content = tar.extractfile(member) or io.BytesIO()
        yield content.read()


def digest_of(tx: Connection, shape: Shape) -> tuple[int, str]:
    """How many rows a table has, and the SHA-256 of its copy: equal on every database with the same content."""
    digest = hashlib.sha256()
    rows = copy_out(tx, shape, digest.update)
    return rows, digest.hexdigest()
