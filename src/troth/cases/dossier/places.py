"""Every table of the store that knows people: the part of the document that tells of it, or why none does.

A test holds both lists against the schema: a new table is told of, or it says why not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from troth.cases.dossier.model import Place, Withheld
from troth.cases.dossier.things import Item
from troth.db import Connection
from troth.lifetimes.store import rows_of

_SAID: Final = (
    "facts",
    "choices",
    "consents",
    "receipts",
    "decisions",
    "notifications",
    "restrictions",
    "named-recipients",
    "visibility",
    "events",
)
TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "bounce": ("bounces",),
    "case_package": ("packages",),
    "collection": ("items",),
    "disclosure": ("disclosures",),
    "giver": ("items", "told-of-others"),
    "ground_person": ("grounds",),
    "hold": ("holds",),
    "hold_end": ("holds",),
    "item": ("items",),
    "item_chunk": ("items",),
    "ledger_entry": ("record",),
    "letter": ("letters",),
    "lookup": ("lookups",),
    "mailing_recipient": ("mailings",),
    "notice_message": ("notices",),
    "person_case": ("cases",),
    "person_case_step": ("cases",),
    "person_event": _SAID,
    "person_session": ("sessions",),
    "publication": ("publications",),
    "publication_end": ("publications",),
    "recipient_notice": ("recipients-told",),
    "sign_in_link": ("sign-in-links",),
    "sign_in_subject": ("accounts-elsewhere",),
    "stop_letter": ("stop-letters",),
    "stop_link": ("stop-links",),
}
WITHHELD: Final[Mapping[str, str]] = {
    "idempotency": "answers to the company's own programs, kept for some hours in case they ask twice; "
    "what they say of you stands in the other parts",
    "ledger_pending": "the entries of `record` on their way into the signed tree",
    "person_key": "the keys that seal what is held of you: they tell nothing of you, and open everything",
}
THEIRS: Final = "about somebody else, who alone can see it; you can have it removed"
GIVER: Final = "it is about them as much as about you (GDPR Art. 15(4)); ask us, and we ask them"
SHUT: Final = "kept so that it can be compared and not be read, not even by us"
_UNCOUNTED: Final = frozenset({"ledger_pending"})  # a queue, by number: to count a person's rows reads all of it
_SECRETS: Final[Mapping[str, str]] = {
    "sign_in_link": "secrets of sign-in links",
    "person_session": "secrets of sessions",
    "stop_link": "secrets of stop links",
    "sign_in_subject": "names of accounts elsewhere",
    "lookup": "fingerprints that you are found by",
}
_DIGESTS: Final = "only a digest is kept, which nobody can turn back; shown, it would help who wants to get in"


def places(tx: Connection, person: int) -> tuple[Place, ...]:
    """All tables, with how much of the person is in each."""
    counted = rows_of(tx, person, (TOLD.keys() | WITHHELD.keys()) - _UNCOUNTED)
    known = sorted(counted.keys() | _UNCOUNTED)
    return tuple(Place(table, counted.get(table), TOLD.get(table, ())) for table in known)


def withheld(items: Sequence[Item], known: Sequence[Place] = ()) -> tuple[Withheld, ...]:
    """What is held and not shown."""
    return tuple(_withheld(items, known))


def _withheld(items: Sequence[Item], known: Sequence[Place]) -> Iterator[Withheld]:
    shut = [item.category for item in items if item.kind == "credential"]
    for category in sorted(set(shut)):
        yield Withheld(category, shut.count(category), SHUT)
    for place in known:
        if not place.told and place.rows:
            yield Withheld(place.table, place.rows, WITHHELD[place.table])
        elif place.table == "giver" and place.rows:
            yield Withheld("who told us of you", place.rows, GIVER)
        elif place.table in _SECRETS and place.rows:
            yield Withheld(_SECRETS[place.table], place.rows, _DIGESTS)
