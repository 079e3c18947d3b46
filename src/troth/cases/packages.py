"""What is put together for a person: made in the case's transaction, sealed under their key, fetched, and gone in time.

1. The document is made (`troth.cases.dossier`), and set as a page that can be read, if Typst is there.
2. Each part is sealed under the person's own key: who copies the store cannot read it, and an erasure ends it too.
3. The person fetches it with a fresh session; that they did is noted, and in the ledger.
4. When its time is over the clockwork takes it away.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from troth import people
from troth.cases import dossier, store
from troth.cases.asked import Asked
from troth.cases.dossier import Access, Portable
from troth.cases.model import Case, Package
from troth.cases.paper import as_paper
from troth.cases.parts import CLERK, Parts, Result
from troth.db import Connection
from troth.errors import NotFound
from troth.gate import Caller
from troth.ledger import Entry
from troth.people.ref import ref

MEDIA: Final[Mapping[str, str]] = {"json": "application/json", "pdf": "application/pdf"}
_FAST: Final = 1  # of zlib's levels: a document of 5 MB takes a tenth of the room after some 30 ms


def access(parts: Parts, tx: Connection, case: Case, _asked: Asked) -> Result:
    """Everything that is held, as JSON and as a page."""
    return _put_together(parts, tx, case, dossier.access(parts, tx, CLERK, case.person))


def port(parts: Parts, tx: Connection, case: Case, _asked: Asked) -> Result:
    """What the person gave, for another company to read."""
    return _put_together(parts, tx, case, dossier.portable(parts, tx, CLERK, case.person))


def _put_together(parts: Parts, tx: Connection, case: Case, document: Access | Portable) -> Result:
    at = parts.clock()
    contents = {"json": dossier.written(document)}
    paper = as_paper(document)
    if paper is not None:
        contents["pdf"] = paper
    ends = at + parts.keep
    digests = {part: hashlib.sha256(content).hexdigest() for part, content in contents.items()}
    for part, content in contents.items():  # 2
        sealed = parts.vault.seal_for(tx, case.person, zlib.compress(content, _FAST), _place(case.id, part))
        store.put_package(tx, Package(case.person, case.id, part, at, ends, None, digests[part], sealed))
    counts = dict(dossier.by_category(document.items))
    link, until = f"{parts.place()}me/package/{ref('c', case.id)}", ends.date().isoformat()
    return Result(
        "done",
        details={"items": counts, "sha256": digests, "until": until},
        letter=("case-ready", {"link": link, "until": until}),
    )


def packages_of(tx: Connection, case: Case) -> list[Package]:
    """What can be fetched for a case; nothing once its time is over."""
    return store.packages_of(tx, case.person, case.id)


def look_into(parts: Parts, tx: Connection, package: Package) -> bytes:
    """What is inside. KeyErased, SealBroken."""
    sealed = parts.vault.open_for(tx, package.person, package.sealed, _place(package.case, package.part))
    return zlib.decompress(sealed)


def fetch(parts: Parts, tx: Connection, caller: Caller, case: Case, part: str) -> bytes:
    """Hands a part to the person, and notes it. NotFound when there is none, or its time is over."""
    at = parts.clock()
    package = next((each for each in packages_of(tx, case) if each.part == part and at < each.ends_at), None)
    if package is None:
        raise NotFound("there is nothing to be fetched, or not any more", help="ask for it again")
    people.hold_person(tx, case.person)
    content = look_into(parts, tx, package)
    store.mark_fetched(tx, case.person, case.id, at)
    details: dict[str, Any] = {"case": ref("c", case.id), "part": part, "sha256": package.digest, "actor": caller.id}
    details |= parts.drill_mark(tx, case.person)
    parts.ledger.append(tx, Entry("fetch", at, case.person, details))
    return content


def end_packages(tx: Connection, at: datetime) -> int:
    """Takes away what can be fetched no more; how many parts."""
    return store.delete_packages(tx, at)


def _place(case: int, part: str) -> bytes:
    return b"package " + case.to_bytes(8, "big") + part.encode()
