"""Who received it: each disclosure in words, held against the signed head, and taken home."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import text

from tests.web.centre.seat import House, Person, Seat
from tests.web.page import words
from troth.errors import ProofInvalid
from troth.ledger import check_proof_file


def parcel(house: House, person: Person) -> str:
    """A parcel goes to the courier; the entry."""
    with house.troth.database.write() as tx:
        tell, caller = house.troth.tell, house.troth.caller
        named, whom = [person.id], ["courier"]
        ground = tell.ground(tx, caller, "order", people=named, data=["data"], recipients=whom, reference="LM-1")
    done = house.troth.disclose(person.ref, ["name", "postal-address"], "delivery", "swiftfoot", ground=ground.id)
    return done.entry


def test_each_line_says_who_got_what_what_for_and_why(house: House, ann: Person, seat: Seat) -> None:
    entry = parcel(house, ann)
    page = seat.page("/me")
    told = words(page.id("received"))
    assert "Swiftfoot (couriers) got your name and your postal address to bring you what you ordered" in told
    assert "because you have ordered something and it is needed for that." in told
    assert f"/me/proof/{entry}" in set(page.links)
    assert "Ann Amber" not in page.text


def test_who_got_nothing_is_told_so(seat: Seat) -> None:
    assert "We have passed nothing about you on" in seat.page("/me").text


def test_the_list_stands_in_the_signed_record(house: House, ann: Person, seat: Seat) -> None:
    parcel(house, ann)
    page = words(seat.shown("/me/verify").id("received"))
    assert "The list is whole. Its line stands in our record" in page
    assert house.troth.ledger.checkpoint().root.hex() in page


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE disclosure SET recipient = 'plaza' WHERE person = :person", "1 of the lines below is not"),
        ("UPDATE disclosure SET fields = 'name' WHERE person = :person", "1 of the lines below is not"),
        ("DELETE FROM disclosure WHERE person = :person", "1 line is missing"),
        ("UPDATE disclosure SET entry = '0000000000000001' WHERE person = :person", "1 of the lines below is not"),
    ],
    ids=["recipient", "fields", "deleted", "entry"],
)
def test_a_list_that_was_changed_is_seen(house: House, ann: Person, seat: Seat, change: str, found: str) -> None:
    parcel(house, ann)
    house.troth.ledger.integrate()
    with house.troth.database.write() as tx:
        tx.execute(text(change), {"person": ann.id})
    page = words(seat.shown("/me/verify").id("received"))
    assert "The list and the signed record differ." in page
    assert found in page


def test_the_proofs_are_checked_by_who_has_only_the_key(house: House, ann: Person, seat: Seat) -> None:
    entry = parcel(house, ann)
    answer = seat.get("/me/proofs")
    assert answer.headers["content-disposition"] == 'attachment; filename="who-received-it.zip"'
    files = zipfile.ZipFile(io.BytesIO(answer.content))
    key, proof = (files.read(name).decode() for name in ("key.txt", f"{entry}.tlog-proof"))
    proven = check_proof_file(proof, key.strip())
    assert proven.entry is not None
    assert (proven.entry.act, proven.entry.details["recipient"]) == ("disclose", "swiftfoot")
    with pytest.raises(ProofInvalid):
        check_proof_file(proof.replace("index ", "index 1"), key.strip())


def test_a_proof_of_somebody_elses_entry_is_not_handed_out(house: House, ann: Person, seat: Seat) -> None:
    other = house.person()
    for entry in (parcel(house, other), "x", "%2e%2e"):
        assert seat.get(f"/me/proof/{entry}").status_code == 404
    assert seat.get(f"/me/proof/{parcel(house, ann)}").status_code == 200


def test_many_lines_come_in_pages(house: House, ann: Person, seat: Seat) -> None:
    for _ in range(53):
        parcel(house, ann)
    assert "/me?lines=50#received" in set(seat.page("/me").links)
    assert len(seat.page("/me?lines=50").id("received").findall(".//ol/li")) == 3


@pytest.mark.parametrize("query", ["from=x", "lines=-1", "said=99999999999", "from=%F0%9F%92%99"])
def test_an_address_that_makes_no_sense_is_not_found(seat: Seat, query: str) -> None:
    assert seat.get(f"/me?{query}").status_code == 404
