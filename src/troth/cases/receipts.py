"""What a person can take home: a signed receipt of a choice, and the proofs of what was passed on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC

from troth.db import Connection
from troth.errors import NotFound
from troth.language import Version
from troth.ledger import EntryId, Ledger, Recorded, id_of, id_text
from troth.people import Event, ReceiptFrame, events, person_ref
from troth.terms import builtin

_PAGE = 200
_HOW = """Each file that ends in .tlog-proof shows one entry of {sender}'s record of what happened to your data:
what was passed on, to whom, what for and when. With the key in key.txt anyone can check, without asking {sender},
that the entry stands in the record which that key has signed:

    troth ledger check ENTRY.tlog-proof --key "$(cat key.txt)"

The format is open: https://c2sp.org/tlog-proof. Keep these files to yourself: they say who got which of your data.
"""


def receipt_frame(version: Version | None) -> ReceiptFrame:
    """What a version says that every consent receipt repeats. None: the policy is not here any more."""
    if version is None:
        return ReceiptFrame({}, builtin(), "ask us", "as the policy says", (), "")
    clauses = ", ".join(clause.id for clause in version.duties("erase"))
    country = version.controller.get("country", "")
    return ReceiptFrame(
        version.controller,
        version.terms,
        withdrawal=f"at any time, as easily as it was given: {version.controller.get('email', 'ask us')}",
        retention=f"as the policy's clauses say: {clauses}" if clauses else "as the policy says",
        storage=(country,) if country else (),
        jurisdiction=country,
    )


def choice_receipt(tx: Connection, ledger: Ledger, person: int, seq: int, sender: str) -> str:
    """A receipt of the choice of that `seq`, as a note signed with the ledger's key. Raises NotFound."""
    said = next(iter(events(tx, person, kinds=("choice",), after=seq - 1, limit=1)), None)
    if said is None or said.seq != seq:
        raise NotFound("there is no such choice")
    lines = [
        f"{sender}: receipt of a choice",
        f"person: {person_ref(person)}",
        f"topic: {said.about}",
        f"way: {said.channel or 'all'}",
        f"choice: {said.value}",
        f"from: {said.at.astimezone(UTC).isoformat(timespec='seconds')}",
        f"entry: {entry_of(tx, ledger, person, said) or 'erased'}",
    ]
    return ledger.sign("\n".join(lines) + "\n")


def entry_of(tx: Connection, ledger: Ledger, person: int, said: Event) -> str | None:
    """The entry that an event left."""
    for recorded in _entries(tx, ledger, person):
        entry = recorded.entry
        if entry is not None and entry.act == said.kind and entry.details.get("event") == said.seq:
            return id_text(recorded.id)
    return None


def _entries(tx: Connection, ledger: Ledger, person: int) -> Iterator[Recorded]:
    """Newest first."""
    before: EntryId | None = None
    while page := ledger.entries_of(tx, person, before=before, limit=_PAGE):
        yield from page
        before = page[-1].id


def proof_files(ledger: Ledger, entries: Iterable[str], sender: str) -> bytes:
    """A ZIP of the proofs of these entries, the key, and how to check them. What has no place yet is left out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("README.txt", _HOW.format(sender=sender))
        files.writestr("key.txt", ledger.vkey + "\n")
        for entry in dict.fromkeys(entries):
            try:
                files.writestr(f"{entry}.tlog-proof", ledger.proof_file(id_of(entry)))
            except NotFound:  # it waits for the next checkpoint
                continue
    return packed.getvalue()
