"""What is put together for a person: made in the case's transaction, sealed under their key, fetched, and gone in time.

1. The document is made (`troth.cases.dossier`), and sealed under the person's own key: who copies the store cannot read
   it, and an erasure ends it too.
2. The person fetches it with a fresh session; that they did is noted, and in the ledger.
3. Who presses for it as a page to print has it set from the sealed document. That takes a while, in which nobody waits:
   it is read in one transaction, set in none, and handed out, noted and in the ledger, in another, if the document is
   there still. Nothing of it is kept: killed before the last, it has not happened, and they press again.
4. When its time is over the clockwork takes it away.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from troth import people
from troth.cases import dossier, store
from troth.cases.asked import Asked
from troth.cases.dossier import Access, Portable
from troth.cases.model import Case, Package
from troth.cases.paper import as_paper
from troth.cases.parts import CLERK, Parts, Result
from troth.cases.tongue import ENGLISH, Tongue
from troth.db import Connection, Database
from troth.errors import NotFound
from troth.gate import Caller
from troth.ledger import Entry
from troth.people.ref import ref

MEDIA: Final[dict[str, str]] = {"json": "application/json", "pdf": "application/pdf"}
DOCUMENT: Final = "json"
_FAST: Final = 1  # of zlib's levels: a document of 5 MB takes a tenth of the room after some 30 ms


@dataclass(frozen=True, slots=True)
class Paper:
    """A page to print, and the digest of the document that it was set from."""

    content: bytes = field(repr=False)
    of: str


def access(parts: Parts, tx: Connection, case: Case, _asked: Asked) -> Result:
    """Everything that is held."""
    return _put_together(parts, tx, case, dossier.access(parts, tx, CLERK, case.person))


def port(parts: Parts, tx: Connection, case: Case, _asked: Asked) -> Result:
    """What the person gave, for another company to read."""
    return _put_together(parts, tx, case, dossier.portable(parts, tx, CLERK, case.person))


def _put_together(parts: Parts, tx: Connection, case: Case, document: Access | Portable) -> Result:
    at, content = parts.clock(), dossier.written(document)
    ends, digest = at + parts.keep, hashlib.sha256(content).hexdigest()
    sealed = parts.vault.seal_for(tx, case.person, zlib.compress(content, _FAST), _place(case.id, DOCUMENT))  # 1
    store.put_package(tx, Package(case.person, case.id, DOCUMENT, at, ends, None, digest, sealed))
    counts = dict(dossier.by_category(document.items))
    link, until = f"{parts.place()}me/package/{ref('c', case.id)}", ends.date().isoformat()
    return Result(
        "done",
        details={"items": counts, "sha256": {DOCUMENT: digest}, "until": until},
        letter=("case-ready", {"link": link, "until": until}),
    )


def package_of(tx: Connection, case: Case) -> Package | None:
    """What can be fetched for a case; nothing once its time is over."""
    return next((each for each in store.packages_of(tx, case.person, case.id) if each.part == DOCUMENT), None)


def look_into(parts: Parts, tx: Connection, package: Package) -> bytes:
    """What is inside. KeyErased, SealBroken."""
    sealed = parts.vault.open_for(tx, package.person, package.sealed, _place(package.case, package.part))
    return zlib.decompress(sealed)


def on_paper(parts: Parts, database: Database, case: Case, tongue: Tongue = ENGLISH) -> Paper:
    """The document as a page to print, our words in that language. It takes a while: in no open transaction (3).

    NotFound when there is none, or its time is over; Unavailable when it cannot be set here.
    """
    with database.read() as tx:
        package = _there(parts, tx, case)
        content = look_into(parts, tx, package)
    return Paper(as_paper(dossier.read(content), tongue), package.digest)


def fetch(parts: Parts, tx: Connection, caller: Caller, case: Case, paper: Paper | None = None) -> bytes:
    """Hands the document to the person, or the page that was set from it, and notes it (2).

    NotFound when there is none (any more), or its time is over: then its page is not handed out either.
    """
    people.hold_person(tx, case.person)
    package = _there(parts, tx, case, paper)
    content = look_into(parts, tx, package) if paper is None else paper.content
    store.mark_fetched(tx, case.person, case.id, parts.clock())
    part: Literal["json", "pdf"] = "json" if paper is None else "pdf"
    details: dict[str, Any] = {"case": ref("c", case.id), "part": part, "actor": caller.id}
    details["sha256"] = package.digest if paper is None else hashlib.sha256(content).hexdigest()
    details |= parts.drill_mark(tx, case.person)
    parts.ledger.append(tx, Entry("fetch", parts.clock(), case.person, details))
    return content


def _there(parts: Parts, tx: Connection, case: Case, paper: Paper | None = None) -> Package:
    """What there is to be fetched now; and it is what the page was set from."""
    package = package_of(tx, case)
    if package is None or parts.clock() >= package.ends_at or (paper is not None and paper.of != package.digest):
        raise NotFound("there is nothing to be fetched, or not any more", help="ask for it again")
    return package


def end_packages(tx: Connection, at: datetime) -> int:
    """Takes away what can be fetched no more; how many parts."""
    return store.delete_packages(tx, at)


def _place(case: int, part: str) -> bytes:
    return b"package " + case.to_bytes(8, "big") + part.encode()
