"""Text messages and letters: lists of numbers and addresses, each decided and entered like mail."""

from __future__ import annotations

import pytest

from tests.notices.coming import House
from tests.notices.many import NEWS, counts, started
from troth.errors import Conflict, RequestError
from troth.notices import Mailing, Plan, Text, export, record_sent
from troth.people import parse_person_ref

TEXT = Plan("service", "account-management", {"en": Text("", "We close at six.")}, channel="sms")
LETTER = Plan("marketing", "own-offers", {"en": Text("Offers", "Lamps for less.")}, channel="post")


def member(house: House, **values: str) -> str:
    person = house.member(1, **values)
    with house.troth.database.write() as tx:
        for fact in ("registered", "customer"):
            house.troth.tell.fact(tx, house.troth.caller, parse_person_ref(person), fact, True)
    return person


def uses(house: House, person: str) -> list[object]:
    with house.troth.database.read() as tx:
        found = house.troth.ledger.entries_of(tx, parse_person_ref(person), limit=100)
    return [each.entry.details["data"] for each in found if each.entry and each.entry.act == "use"]


def test_numbers_for_text_messages_are_listed_with_an_entry_each(coming: House) -> None:
    person = member(coming, phone="+44 20 7946 0001")
    mailing = started(coming, TEXT)
    ((ref, number, words, stop),) = export(coming.troth.mailings, mailing_now(coming, mailing.id))
    assert (ref, number, words, stop) == (person, "+44 20 7946 0001", "We close at six.", "")
    assert uses(coming, person) == [["phone"]]
    assert counts(coming, mailing) == {"listed": 1}


def test_a_letter_of_marketing_comes_with_a_way_to_stop_it(coming: House) -> None:
    member(coming, **{"postal-address": "2 Tea Hill"})
    mailing = started(coming, LETTER)
    ((_, address, _, stop),) = export(coming.troth.mailings, mailing_now(coming, mailing.id))
    assert address == "2 Tea Hill"
    assert "Lantern Market Ltd. Stop/取消: http://127.0.0.1" in stop


def test_who_said_no_meanwhile_is_not_on_the_list_made_again(coming: House) -> None:
    person = member(coming, **{"postal-address": "2 Tea Hill"})
    mailing = started(coming, LETTER)
    assert len(list(export(coming.troth.mailings, mailing_now(coming, mailing.id)))) == 1
    coming.troth.choose(person, "own-offers", "no")
    assert list(export(coming.troth.mailings, mailing_now(coming, mailing.id))) == []
    assert counts(coming, mailing) == {"refused": 1}


def test_once_the_messages_are_out_that_is_recorded_and_the_mailing_is_done(coming: House) -> None:
    member(coming, phone="+44 20 7946 0001")
    mailing = started(coming, TEXT)
    list(export(coming.troth.mailings, mailing_now(coming, mailing.id)))
    assert record_sent(coming.troth.mailings, mailing_now(coming, mailing.id), "a-editor") == 1
    assert (mailing_now(coming, mailing.id).state, counts(coming, mailing)) == ("done", {"sent": 1})
    with pytest.raises(Conflict):
        list(export(coming.troth.mailings, mailing_now(coming, mailing.id)))


def test_mail_is_sent_and_not_listed(coming: House) -> None:
    with coming.troth.database.write() as tx:
        mailing = coming.troth.mailings.make(tx, coming.troth.caller, NEWS)
    with pytest.raises(RequestError):
        list(export(coming.troth.mailings, mailing))


def mailing_now(house: House, number: int) -> Mailing:
    with house.troth.database.read() as tx:
        return house.troth.mailings.get(tx, number)
