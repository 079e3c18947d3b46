"""The register of recipients: organisations that may get people's data, and the agreements that bind them.

Changes are only added, each with the time it holds from; the state is that at a time.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from troth.db import Connection
from troth.errors import Conflict, NotFound, RequestError
from troth.parties import store
from troth.parties.model import Agreement, Entered, Recipient

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
# A contact is the mailbox of a role, as RFC 2142 names them, and not of a person: a name is a person's value.
_ROLES = frozenset(
    (
        "abuse",
        "compliance",
        "contact",
        "data-protection",
        "dpo",
        "enquiries",
        "help",
        "info",
        "legal",
        "office",
        "operations",
        "postmaster",
        "privacy",
        "records",
        "security",
        "service",
        "support",
    )
)


def put_recipient(tx: Connection, recipient: Recipient, *, at: datetime, entered: Entered) -> None:
    """Enters a recipient, or what it is from `at` on; its agreements are entered apart.

    Raises RequestError for a malformed part (an id that is no slug, a URL without https, a person's mailbox),
    Conflict when another change was entered at this very moment.
    """
    if len(recipient.id) > 64 or not _SLUG.fullmatch(recipient.id):
        raise RequestError("a recipient's id is small letters, digits and single hyphens, at most 64")
    if not recipient.name.strip():
        raise RequestError("a recipient has a name")
    for part, terms in (("kind", (recipient.kind,)), ("fields", recipient.fields), ("purposes", recipient.purposes)):
        _terms(terms, part)
    _https(recipient.endpoint, "endpoint")
    _https(recipient.policy_link, "policy_link")
    _role_mailbox(recipient.contact)
    _entry(at, entered)
    store.insert_state(tx, recipient, at, entered)


def remove_recipient(tx: Connection, recipient: str, *, at: datetime, entered: Entered) -> None:
    """From `at` on nothing goes to it any more. Raises NotFound when it is not on the register then."""
    store.insert_state(tx, replace(_existing(tx, recipient, at), active=False), at, entered)


def get_recipient(tx: Connection, recipient: str, at: datetime) -> Recipient | None:
    """The recipient at a time, with the agreement in force then; None when it is not on the register."""
    found = store.select_state(tx, recipient, at)
    if found is None or not found.active:
        return None
    return replace(found, agreement=agreement_at(tx, recipient, at))


def last_known(tx: Connection, recipient: str, at: datetime) -> Recipient | None:
    """As `get_recipient`, also when it was taken off: what it was last. None: it was never on the register."""
    return store.select_state(tx, recipient, at)


def of_kinds(tx: Connection, kinds: Collection[str]) -> list[str]:
    """The ids of all that are or ever were recipients of one of those kinds."""
    return store.select_of_kinds(tx, kinds)


def list_recipients(tx: Connection, at: datetime, *, after: str = "", limit: int = 100) -> list[Recipient]:
    """The recipients at a time, by id after `after`, each with the agreement in force then."""
    found = store.select_states(tx, at, after, limit)
    agreed = {
        recipient: agreement
        for recipient, agreement in store.select_agreements(tx, [each.id for each in found])
        if agreement.holds(at)
    }
    return [replace(each, agreement=agreed.get(each.id)) for each in found]


def add_agreement(tx: Connection, recipient: str, agreement: Agreement, *, entered: Entered) -> None:
    """Enters an agreement. Raises NotFound for no such recipient, Conflict when the reference was used before."""
    if not agreement.reference.strip() or not _DIGEST.fullmatch(agreement.digest):
        raise RequestError("an agreement has a reference and the SHA-256 of its text in hexadecimal")
    if agreement.until is not None and agreement.until <= agreement.start:
        raise RequestError("an agreement ends after it begins")
    if not store.select_known(tx, recipient):
        raise _no_recipient()
    _entry(agreement.start, entered)
    if any(each.reference == agreement.reference for _, each in store.select_agreements(tx, [recipient])):
        raise Conflict("the recipient has an agreement of that reference", help="give the new one another")
    store.insert_agreement(tx, recipient, agreement, entered)


def end_agreement(tx: Connection, recipient: str, reference: str, *, at: datetime, entered: Entered) -> None:
    """Ends an agreement before its time; of several ends the first counts. Raises NotFound."""
    if all(each.reference != reference for _, each in store.select_agreements(tx, [recipient])):
        raise NotFound("the recipient has no agreement of that reference")
    _entry(at, entered)
    store.insert_agreement_end(tx, recipient, reference, at, entered)


def agreement_at(tx: Connection, recipient: str, at: datetime) -> Agreement | None:
    """The agreement in force at a time, the newest where there are several; None when there is none."""
    agreed = [each for _, each in store.select_agreements(tx, [recipient]) if each.holds(at)]
    return agreed[-1] if agreed else None


def agreements(tx: Connection, recipient: str) -> list[Agreement]:
    """All agreements of a recipient, past ones too, oldest first."""
    return [each for _, each in store.select_agreements(tx, [recipient])]


def _existing(tx: Connection, recipient: str, at: datetime) -> Recipient:
    found = store.select_state(tx, recipient, at)
    if found is None or not found.active:
        raise _no_recipient()
    return found


def _no_recipient() -> NotFound:
    return NotFound("no such recipient on the register", help="enter it before data go to it")


def _terms(terms: tuple[str, ...], part: str) -> None:
    if any(term.split() != [term] for term in terms):
        raise RequestError(f"`{part}` holds something that is not a term", help="terms have no spaces")


def _https(url: str | None, part: str) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise RequestError(f"`{part}` is not an https URL without a user and password")


def _role_mailbox(contact: str | None) -> None:
    if contact is None:
        return
    role, at_sign, domain = contact.partition("@")
    if role.lower() not in _ROLES or not at_sign or not domain or contact.split() != [contact]:
        raise RequestError(
            "`contact` is not the mailbox of a role",
            help=f"the register keeps no person's name or address: give one of {', '.join(sorted(_ROLES))}",
        )


def _entry(at: datetime, entered: Entered) -> None:
    if at.tzinfo is None or entered.recorded.tzinfo is None:
        raise RequestError("a time of the register has no time zone")
    if not entered.by or "@" in entered.by or entered.by.split() != [entered.by]:
        raise RequestError("`by` is not an opaque id of an account or app")
