"""What we leave alone: each restriction in force is shown, and one's own can be ended by a press."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.web.centre.seat import House, Person
from troth.people import Proof, record_restriction
from troth.people.ref import parse_person_ref

NOTE = "do nothing with it"


def restricted(house: House, person: Person, via: str = "web", **scope: list[str]) -> int:
    troth = house.troth
    with troth.database.write() as tx:
        proof = Proof("a-staff", troth.clock(), via)
        return record_restriction(tx, parse_person_ref(person.ref), at=troth.clock(), proof=proof, **scope)  # type: ignore[arg-type]


def test_nothing_is_said_where_nothing_is_restricted(house: House) -> None:
    with house.signed_in(house.person()) as seat:
        assert "What we leave alone" not in seat.page("/me").text


def test_ones_own_is_ended_by_a_press_and_has_an_entry(house: House) -> None:
    ann = house.person()
    seq = restricted(house, ann, data=["postal-address"])
    with house.signed_in(ann) as seat:
        assert f"we keep your postal address and {NOTE}" in seat.page("/me").text
        page = seat.done("/me/lifting", restriction=str(seq))
    assert "Nothing any more." in page.text
    assert house.entries(ann)[-1].act == "lifting"


@pytest.mark.parametrize("via", ["hold", "erasure"])
def test_what_is_kept_apart_is_shown_and_stays(house: House, via: str) -> None:
    ann = house.person()
    seq = restricted(house, ann, via)
    with house.signed_in(ann) as seat:
        page = seat.page("/me")
        assert "It goes when that ends." in page.text
        assert not page.all("form[@action='/me/lifting']")
        seat.press("/me/lifting", 404, restriction=str(seq))


def test_anothers_and_one_that_is_over_are_not_found(house: House) -> None:
    ann, bob = house.person(), house.person()
    seq = restricted(house, bob, data=["name"])
    with house.signed_in(ann) as seat:
        for number in (seq, 999):
            seat.press("/me/lifting", 404, restriction=str(number))
    with house.signed_in(bob) as seat:
        seat.done("/me/lifting", restriction=str(seq))
        seat.press("/me/lifting", 404, restriction=str(seq))


def test_one_that_has_run_out_is_not_shown(house: House) -> None:
    ann = house.person()
    with house.troth.database.write() as tx:
        past = datetime(2013, 7, 1, tzinfo=UTC)
        proof = Proof("a-staff", past, "web")
        record_restriction(tx, parse_person_ref(ann.ref), at=past, until=datetime(2013, 8, 1, tzinfo=UTC), proof=proof)
    with house.signed_in(ann) as seat:
        assert "What we leave alone" not in seat.page("/me").text
