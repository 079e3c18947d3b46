"""What goes into a leaf: canonical JSON, salted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.sample import ANNA, AT, disclosure
from troth.db import Database
from troth.errors import LedgerError, NotFound
from troth.ledger import HOUSE, Entry, EntryId, id_of, id_text, store
from troth.ledger.commitment import Opening, canonical, commit, parse

JCS = json.loads((Path(__file__).parent / "vectors" / "rfc8785.json").read_text("utf-8"))["vectors"]
ONE = EntryId(1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("vector", JCS, ids=[vector["name"] for vector in JCS])
def test_details_are_written_as_rfc_8785_writes_them(vector: dict[str, Any]) -> None:
    text = canonical(Entry("use", AT, None, {"value": json.loads(vector["input"])}), ONE)
    assert vector["output"].encode() in text
    assert bytes.fromhex(vector["outhex"]) == vector["output"].encode()


@given(JSON)
def test_the_quick_way_and_the_library_write_the_same(value: object) -> None:
    at = "2014-03-01T10:00:00.000000Z"
    told: Any = {"act": "use", "at": at, "details": {"value": value}, "id": "0" * 15 + "1", "person": None}
    assert canonical(Entry("use", AT, None, {"value": value}), ONE) == rfc8785.dumps(told)


def test_every_character_is_written_as_rfc_8785_writes_it() -> None:
    text = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    assert rfc8785.dumps({"value": text}) in canonical(Entry("use", AT, None, {"value": text}), ONE)


@given(JSON)
def test_an_entry_reads_back_as_it_was(value: object) -> None:
    entry = Entry("use", AT, ANNA, {"value": value})
    assert parse(canonical(entry, EntryId(77))) == (77, entry)


def test_the_bytes_are_exactly_those_of_the_reference_page() -> None:
    entry = Entry("refuse", AT, ANNA, {"reason": "unchosen", "data": ["email"]})
    assert canonical(entry, EntryId(0x1234)) == (
        b'{"act":"refuse","at":"2014-03-01T10:00:00.000000Z",'
        b'"details":{"data":["email"],"reason":"unchosen"},'
        b'"id":"0000000000001234","person":"1a2b3c4d5e6f7081"}'
    )


def test_the_commitment_is_the_hash_of_salt_and_text() -> None:
    salt, committed = bytes(range(16)), commit(disclosure(), ONE, bytes(range(16)))
    opening = Opening(salt, canonical(disclosure(), ONE))
    assert opening.commitment == committed.commitment == sha256(salt + canonical(disclosure(), ONE)).digest()


def test_the_same_entry_never_gives_the_same_commitment(
    database: Database, record: Callable[..., list[EntryId]]
) -> None:
    ids = record(1) + record(1) + record(1)
    with database.read() as tx:
        assert len(set(store.pending_commitments(tx, ids).values())) == 3


@given(JSON)
def test_what_was_written_before_is_not_taken_for_what_only_looks_like_it(value: object) -> None:
    for told in (value, [value], 1, True, 1.0, "1", [1], ["1"], {"1": 1}):
        details: Any = {"value": told}
        assert rfc8785.dumps(details) in canonical(Entry("use", AT, None, details), ONE)


def test_a_number_that_is_none_is_refused_after_nothing_was_said() -> None:
    canonical(Entry("use", AT, None, {"value": None}), ONE)
    with pytest.raises(LedgerError):
        canonical(Entry("use", AT, None, {"value": float("nan")}), ONE)


def test_times_of_other_zones_are_written_in_utc() -> None:
    there = datetime(2014, 3, 1, 18, 0, tzinfo=timezone(timedelta(hours=8)))
    assert b"2014-03-01T10:00:00.000000Z" in canonical(Entry("use", there), ONE)


@pytest.mark.parametrize("value", [2**53, float("nan"), "\ud800", {1: 2}, object()])
def test_details_that_json_cannot_say_are_refused_without_repeating_them(value: object) -> None:
    with pytest.raises(LedgerError, match=r"^details of an entry must be plain JSON: look at odd$"):
        canonical(Entry("use", AT, None, {"odd": value}), ONE)


def test_an_entry_without_zone_or_with_a_strange_act_or_person_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Entry("use", datetime(2014, 3, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="None"):
        Entry("use", AT, HOUSE)
    with pytest.raises(ValueError, match="lower case"):
        Entry("Use!", datetime(2014, 3, 1, tzinfo=UTC))


def test_an_id_has_one_text_and_other_texts_name_nothing() -> None:
    assert id_of(id_text(EntryId(0xAB))) == 0xAB
    for wrong in ("", "ab", "g" * 16, "f" * 16, "0" * 16):
        with pytest.raises(NotFound):
            id_of(wrong)
