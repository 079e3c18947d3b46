"""Accounts elsewhere that sign a person in: kept as a keyed digest, which tells nobody what the account is."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol

from troth.db import Connection
from troth.errors import RequestError
from troth.people.person import hold_person
from troth.people.sign_in import store

_LONGEST: Final = 255  # characters of a subject (OpenID Connect Core, 2)


class Digests(Protocol):
    """Keyed digests, as the vault makes them."""

    def lasting_digest(self, tx: Connection, kind: str, value: object) -> bytes: ...


def bind_subject(
    tx: Connection, digests: Digests, person: int, issuer: str, subject: str, *, at: datetime, by: str
) -> None:
    """From now on who is `subject` at the issuer is this person here, and nobody else is. NotFound, RequestError."""
    if not 1 <= len(subject) <= _LONGEST or "\0" in subject:
        raise RequestError("the subject is empty or too long", help=f"give 1 to {_LONGEST} characters")
    hold_person(tx, person)
    store.insert_subject(tx, person, _digest(tx, digests, issuer, subject), at, by)


def find_subject(tx: Connection, digests: Digests, issuer: str, subject: str) -> int | None:
    """Who that is."""
    return store.select_subject(tx, _digest(tx, digests, issuer, subject))


def unbind_subjects(tx: Connection, person: int) -> int:
    """No account elsewhere signs the person in any more; gives their number."""
    return store.delete_subjects(tx, person)


def _digest(tx: Connection, digests: Digests, issuer: str, subject: str) -> bytes:
    return digests.lasting_digest(tx, "account-id", f"{issuer}\0{subject}")
