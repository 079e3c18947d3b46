"""What is sealed of an entry gives back, to the byte, what was committed to."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.conftest import Keys
from tests.ledger.sample import ANNA, AT, disclosure
from tests.ledger.test_commitment import JSON
from troth.db import Database
from troth.errors import SealBroken
from troth.ledger import Entry, EntryId, Ledger, check_proof_file, dense
from troth.ledger.commitment import canonical, commit, unseal
from troth.ledger.store import Row, append

ACTS = st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9}){0,2}", fullmatch=True)
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
DETAILS = st.dictionaries(st.text(max_size=9), JSON, max_size=5)
NUMBERS = st.integers(1, 2**63 - 1)


def _as_given(sealed: bytes, ad: bytes) -> bytes:  # noqa: ARG001
    return sealed


@given(ACTS, TIMES, st.none() | NUMBERS, DETAILS, NUMBERS)
def test_every_entry_opens_to_what_was_committed(
    act: str, at: datetime, person: int | None, details: dict[str, object], number: int
) -> None:
    entry, salt = Entry(act, at, person, details), os.urandom(dense.SALT_SIZE)
    committed = commit(entry, EntryId(number), salt)
    opening = unseal(_as_given, entry.key_of, EntryId(number), dense.MARK + committed.plain)
    assert (opening.salt, opening.canonical) == (salt, canonical(entry, EntryId(number)))
    assert opening.commitment == committed.commitment


def test_the_words_of_the_dictionary_never_change() -> None:
    found = Path(dense.__file__).with_name("dictionary-2.txt").read_bytes()
    assert sha256(found).hexdigest() == "61f8c5ea1008375c417d28006932f74accb381e48c7b7a454e135e12d32c8e96"


def test_words_that_come_with_the_language_take_a_few_bytes() -> None:
    told = {"data": ["billing-address"], "purpose": "order-fulfilment", "recipient": "courier", "reason": "unchosen"}
    plain = commit(Entry("refuse", AT, ANNA, told), EntryId(1), bytes(16)).plain
    assert len(plain) < 16 + 8 + 32


@pytest.mark.parametrize("plain", [b"", bytes(24), bytes(23), bytes(24) + b"no deflate"])
def test_what_was_not_packed_does_not_open(plain: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(_as_given, ANNA, EntryId(1), dense.MARK + plain)


def test_an_entry_of_form_1_reads_verifies_and_proves_as_before(
    database: Database, keys: Keys, ledger: Ledger, record: Callable[..., list[EntryId]]
) -> None:
    older, salt = EntryId(77), bytes(range(32))
    text = canonical(disclosure(), older)
    sealed = keys.seal(ANNA, salt + text, _bound_in_form_1(older))
    with database.write() as tx:
        append(tx, [Row(sealed, sha256(salt + text).digest(), "lantern#ship", ANNA, older)])
    record(2)
    ledger.integrate()
    assert (ledger.verify().sound, ledger.verify().opened) == (True, 3)
    with database.read() as tx:
        assert [found.entry for found in ledger.entries_of(tx, ANNA)] == [disclosure(number=n) for n in (1, 0, 0)]
    assert check_proof_file(ledger.proof_file(older), ledger.vkey).entry == disclosure()


def _bound_in_form_1(entry_id: EntryId) -> bytes:
    return b"troth ledger entry v1" + ANNA.to_bytes(8, "big") + entry_id.to_bytes(8, "big")
