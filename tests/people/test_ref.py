"""Opaque texts for ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import RequestError
from troth.people import parse_person_ref, person_ref


@given(st.integers(1, 2**63 - 1))
def test_a_reference_reads_back(number: int) -> None:
    assert parse_person_ref(person_ref(number)) == number
    assert parse_person_ref(person_ref(number).upper()) == number


def test_signs_that_look_alike_are_read_alike() -> None:
    assert parse_person_ref("pOOOOOOOOOOOIL") == parse_person_ref("p0000000000011")


@pytest.mark.parametrize("text", ["", "p", "g0000000000001", "p000000000000u", "pzzzzzzzzzzzzz", "p0000000000000"])
def test_what_is_no_reference_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(RequestError) as error:
        parse_person_ref(text)
    assert not text[1:] or text not in error.value.message
