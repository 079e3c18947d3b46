"""What recipients must be told when something of a person changes: each once, in the case's own transaction.

They know the person by the number of the disclosure's entry, which came with the data: no value has to be sent to say
whom it is about (GDPR Art. 19; PDPO s.23(1)(c): those told in the twelve months before).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from troth import parties
from troth.cases import store
from troth.cases.model import RecipientNotice, Word
from troth.cases.parts import Parts
from troth.db import Connection, new_id
from troth.parties import Disclosure

LOOKBACK: Final = timedelta(days=366)


def queue_notices(
    parts: Parts,
    tx: Connection,
    person: int,
    kind: Word,
    covers: Callable[[str], bool],
    *,
    case: int | None = None,
    since: datetime | None = None,
    of: Callable[[Disclosure], bool] = lambda _: True,
    sealed: Callable[[Sequence[str]], bytes] | None = None,
) -> list[RecipientNotice]:
    """One for each recipient that got something that `covers` says it is about, at or after `since`.

    `of`: which of the disclosures it is about. `sealed`: what is right now of these terms, sealed.
    """
    found: dict[str, tuple[set[str], list[str]]] = {}
    for made in every_disclosure(tx, person):
        about = [term for term in made.fields if covers(term)]
        if about and (since is None or made.at >= since) and of(made):
            fields, entries = found.setdefault(made.recipient, (set(), []))
            fields.update(about)
            entries.extend([made.entry] if made.entry else [])
    about_each = {(who, tuple(sorted(fields))): entries for who, (fields, entries) in found.items()}
    return insert_notices(parts, tx, person, kind, about_each, case=case, sealed=sealed)


def insert_notices(
    parts: Parts,
    tx: Connection,
    person: int,
    kind: Word,
    about: Mapping[tuple[str, tuple[str, ...]], Sequence[str]],
    *,
    case: int | None = None,
    sealed: Callable[[Sequence[str]], bytes] | None = None,
) -> list[RecipientNotice]:
    """Queues one for each recipient and set of terms: the entries of the disclosures that it is about."""
    at = parts.clock()
    made = [
        RecipientNotice(
            person,
            new_id(),
            recipient,
            kind,
            case,
            fields,
            tuple(entries),
            at,
            at,
            sealed=sealed(fields) if sealed is not None else None,
        )
        for (recipient, fields), entries in sorted(about.items())
    ]
    store.insert_notices(tx, made)
    return made


def recipients_of(notices: Iterable[RecipientNotice]) -> list[str]:
    return list(dict.fromkeys(notice.recipient for notice in notices))


def every_disclosure(tx: Connection, person: int) -> Iterator[Disclosure]:
    """All that was disclosed of a person, the newest first."""
    before: tuple[datetime, int] | None = None
    while page := parties.disclosures(tx, person, before=before):
        yield from page
        before = (page[-1].at, page[-1].id)
