"""The log of erasures, kept outside the store: so that who was erased stays erased when a backup is restored.

One line an event, only ever appended, each on the disk before its writer goes on:

    <verb> <time> <person, 16 hexadecimal digits>

1. `begun` is written while the erasure holds the person's row, before it commits.
2. `done` is written when a later look, which waits for that row, finds the person erased;
   `undone` when it finds that the transaction never committed.
3. `partly`: the person asked for erasure while something was held: what was not held is gone.

Of one person the last line counts. A `begun` that nobody could settle counts as an erasure: the store it would be
asked of is lost, and the person asked to be forgotten. A person's number says nothing to who has not the store.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from troth.errors import SettingsError

Verb = Literal["begun", "done", "undone", "partly"]
_VERBS: Mapping[str, Verb] = {"begun": "begun", "done": "done", "undone": "undone", "partly": "partly"}


class ErasureLog:
    """The log in a file, for its owner alone. Several processes may append to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Makes the empty log, if there is none."""
        if not self.path.exists():
            self._append("")

    def note(self, verb: Verb, people: Iterable[int], at: datetime) -> None:
        """Appends a line for each person; on the disk when it returns."""
        time = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        self._append("".join(f"{verb} {time} {person:016x}\n" for person in people))

    def states(self) -> Mapping[int, tuple[Verb, datetime]]:
        """Each person's last line. A line cut short by a crash was never acted upon, and is passed over.

        SettingsError when the file is not such a log, or others may read it.
        """
        found: dict[int, tuple[Verb, datetime]] = {}
        lines = self._lines()
        for number, line in enumerate(lines, start=1):
            try:
                word, time, person = line.split(" ")
                found[int(person, 16)] = (_VERBS[word], datetime.fromisoformat(time))
            except (ValueError, KeyError):
                raise SettingsError(f"{self.path}: line {number} is no erasure", help="restore it whole") from None
        return found

    def open_ones(self) -> list[int]:
        """Whose erasure began, and has not been settled."""
        return [person for person, (verb, _) in self.states().items() if verb == "begun"]

    def _lines(self) -> list[str]:
        try:
            text = self.path.read_bytes().decode("ascii")
            mode = self.path.stat().st_mode
        except (OSError, UnicodeError) as problem:
            message = f"{self.path} cannot be read as a log of erasures: {type(problem).__name__}"
            raise SettingsError(message) from None
        if mode & 0o077:
            raise SettingsError(f"{self.path} is open to other users", help=f"chmod 600 {self.path}")
        return [line for line in text.split("\n")[:-1] if line]

    def _append(self, text: str) -> None:
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            end = os.lseek(descriptor, 0, os.SEEK_END)
            if end and os.pread(descriptor, 1, end - 1) != b"\n":
                _cut(descriptor, end)
            os.write(descriptor, text.encode("ascii"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if new:
            _sync_folder(self.path.parent)


def _cut(descriptor: int, end: int) -> None:
    """Takes off a last line that a crash cut short."""
    tail = os.pread(descriptor, min(end, 256), max(0, end - 256))
    os.ftruncate(descriptor, end - len(tail) + tail.rfind(b"\n") + 1)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
