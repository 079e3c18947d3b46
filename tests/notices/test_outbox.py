"""Letters to one person: queued with an act, sent once, and gone with the person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from tests.notices.coming import House
from tests.web.mailing import PATIENCE, Mailbox
from troth import notices
from troth.app.keeper import Keeper
from troth.errors import RequestError, SettingsError
from troth.notices import Deliver, Message, Undelivered
from troth.notices.outbox.store import last_letters, letters
from troth.people import parse_person_ref
from troth.vault import Collection

READY = {"number": "k7", "kind": "access", "link": "https://shop.example/me/k7", "until": "2014-03-01"}
DONE = {"number": "k7", "kind": "erase"}


def queue(house: House, person: str, template: str = "case-done") -> str:
    about = READY if template == "case-ready" else DONE
    with house.troth.database.write() as tx:
        return house.troth.outbox.letter(tx, parse_person_ref(person), template, about)


def rows(house: House) -> list[tuple[str, int]]:
    with house.troth.database.read() as tx:
        return [tuple(row) for row in tx.execute(select(letters.c.state, letters.c.tries))]


def test_a_letter_goes_out_once_and_is_in_the_ledger(coming: House, mail: Mailbox) -> None:
    person = coming.member(1)
    id_ = queue(coming, person, "case-ready")
    assert (coming.troth.outbox.send_waiting(), coming.troth.outbox.send_waiting()) == (1, 0)
    (to, letter), *others = mail.letters
    assert (to, others, rows(coming)) == ("ann1@mail.example", [], [("sent", 0)])
    assert str(id_) in letter["Message-ID"]
    assert READY["link"] in letter.get_content()
    assert entries(coming, person)[-1] == {"template": "case-ready", "letter": id_, "by": "email", "actor": "outbox"}


def entries(house: House, person: str) -> list[dict[str, str]]:
    with house.troth.database.read() as tx:
        found = house.troth.ledger.entries_of(tx, parse_person_ref(person), limit=100)
    return [dict(each.entry.details) for each in reversed(found) if each.entry and each.entry.act == "letter"]


def test_what_the_act_takes_back_is_never_sent(coming: House, mail: Mailbox) -> None:
    person = parse_person_ref(coming.member(1))
    with coming.troth.database.write() as tx:
        coming.troth.outbox.letter(tx, person, "case-done", DONE)
        tx.rollback()
    assert (coming.troth.outbox.send_waiting(), mail.letters) == (0, [])


def test_an_unknown_template_or_a_field_too_few_or_too_many_is_told_at_once(coming: House) -> None:
    person = parse_person_ref(coming.member(1))
    wrong = [("case-nowhere", DONE), ("close", {}), ("case-done", {"kind": "erase"}), ("case-done", {**DONE, "a": "b"})]
    for template, about in wrong:
        with pytest.raises(RequestError), coming.troth.database.write() as tx:
            coming.troth.outbox.letter(tx, person, template, about)


def test_who_left_no_address_is_listed_and_gets_it_by_post(coming: House, mail: Mailbox) -> None:
    person, outbox = coming.member(1, **{"postal-address": "2 Tea Hill"}), coming.troth.outbox
    id_ = queue(coming, person)
    assert (outbox.send_waiting(), mail.letters) == (0, [])
    with coming.troth.database.write() as tx:
        assert [each.id for each in outbox.listed(tx, "no-address")] == [id_]
        address, words = outbox.print(tx, "a-clerk", str(id_))
    assert (address, "k7" in words, rows(coming)) == ("2 Tea Hill", True, [("sent", 0)])


def test_who_leaves_an_address_later_gets_it_when_tried_again(coming: House, mail: Mailbox) -> None:
    person = coming.member(1, name="Ann Amber")
    id_ = queue(coming, person)
    coming.troth.outbox.send_waiting()
    coming.troth.collect(person, {"email": "new@mail.example"}, purpose="account-management")
    with coming.troth.database.write() as tx:
        coming.troth.outbox.again(tx, str(id_))
    assert (coming.troth.outbox.send_waiting(), mail.letters[0][0]) == (1, "new@mail.example")


def test_what_is_refused_is_tried_again_ever_later_and_then_given_up(coming: House) -> None:
    queue(coming, coming.member(1))
    coming.troth.outbox.mail = refusing
    tried = 0
    while rows(coming)[0][0] == "waiting":
        assert coming.troth.outbox.send_waiting() == 0
        coming.set(coming.troth.clock() + timedelta(days=tried))
        tried += 1
    assert rows(coming) == [("failed", 8)]


@contextmanager
def refusing(_: str) -> Iterator[Deliver]:
    def deliver(_: Message) -> None:
        raise Undelivered

    yield deliver


@pytest.mark.usefixtures("mail")
def test_without_a_server_letters_wait_and_no_try_is_counted(coming: House) -> None:
    queue(coming, coming.member(1))
    there = coming.troth.outbox.mail
    coming.troth.outbox.mail = lambda sender: notices.mail_server("127.0.0.1:1", sender)
    with pytest.raises(SettingsError):
        coming.troth.outbox.send_waiting()
    coming.troth.outbox.mail = there
    assert (rows(coming), coming.troth.outbox.send_waiting()) == ([("waiting", 0)], 0)
    coming.set(coming.troth.clock() + timedelta(minutes=2))
    assert coming.troth.outbox.send_waiting() == 1


def test_what_one_claimed_another_leaves_alone_until_the_lease_is_over(coming: House, mail: Mailbox) -> None:
    queue(coming, coming.member(1))
    other = coming.troth.beside(coming.troth.clock).outbox
    other.mail = coming.troth.outbox.mail
    assert len(coming.troth.outbox._claim()) == 1  # and was killed
    assert other.send_waiting() == 0
    coming.set(coming.troth.clock() + timedelta(minutes=11))
    assert (other.send_waiting(), len(mail.letters)) == (1, 1)


def test_the_last_letter_goes_out_though_the_person_is_gone(coming: House, mail: Mailbox) -> None:
    person = coming.member(1)
    with coming.troth.database.write() as tx:
        coming.troth.outbox.letter(tx, parse_person_ref(person), "case-received", {**DONE, "due": "2014-01-01"})
        coming.troth.outbox.last(tx, parse_person_ref(person))("case-done", DONE)
        done = coming.troth.tell.erase(tx, coming.troth.caller, parse_person_ref(person))
    assert done.complete
    assert coming.troth.outbox.send_waiting() == 1
    assert [(to, letter["Subject"]) for to, letter in mail.letters] == [
        ("ann1@mail.example", "Your request is done (case k7)")
    ]
    with coming.troth.database.read() as tx:
        assert tx.execute(select(last_letters)).all() == []


def test_letters_that_do_not_open_hold_up_no_other(coming: House, mail: Mailbox) -> None:
    for number in range(2):
        queue(coming, coming.member(number))
    last = parse_person_ref(coming.member(2))
    with coming.troth.database.write() as tx:
        coming.troth.outbox.last(tx, last)("case-done", DONE)
    person = parse_person_ref(coming.member(9))
    with coming.troth.database.write() as tx:
        coming.troth.outbox.letter(tx, person, "case-done", DONE)
        tx.execute(update(letters).where(letters.c.person == person).values(sealed=b"not what was sealed"))
        tx.execute(update(last_letters).values(master="a key that went"))
    assert coming.troth.outbox.send_waiting() == 2
    assert sorted(to for to, _ in mail.letters) == ["ann0@mail.example", "ann1@mail.example"]
    assert sorted(rows(coming)) == [("sent", 0), ("sent", 0), ("waiting", 1)]


def test_letters_speak_the_persons_language(coming: House, mail: Mailbox) -> None:
    person = coming.member(1)
    for language in ("zh-HK", "English"):
        speaks(coming, person, language)
        coming.set(coming.troth.clock() + timedelta(days=1))
        queue(coming, person)
        coming.troth.outbox.send_waiting()
    assert ["要求" in text(letter) for _, letter in mail.letters] == [True, False]


def speaks(house: House, person: str, language: str) -> None:
    facts = Collection("lantern-market", "2012-12", "person", house.troth.clock(), purposes=("account-management",))
    with house.troth.database.write() as tx:
        one = house.troth.vault.record_collection(tx, parse_person_ref(person), facts)
        house.troth.vault.put(tx, parse_person_ref(person), "language", language, collection=one)


def text(letter: EmailMessage) -> str:
    return str(letter.get_content())


def test_the_running_server_sends_what_is_queued(coming: House, mail: Mailbox) -> None:
    person = coming.member(1)
    with Keeper(coming.troth, first=3600.0):
        queue(coming, person)
        assert mail.wait_for("ann1@mail.example")["Subject"] == "Your request is done (case k7)"
        assert entries_within(coming, person) == 1


def entries_within(house: House, person: str) -> int:
    """How many letters the ledger knows of, once it knows of one."""
    until = time.monotonic() + PATIENCE
    while not (found := entries(house, person)) and time.monotonic() < until:
        time.sleep(0.01)
    return len(found)


def test_every_template_can_be_seen_before_it_is_sent() -> None:
    for name in notices.template_names():
        for language in ("en", "zh-Hant"):
            about = dict.fromkeys(notices.fields_of(name), "2014-01-15")
            words = notices.letter(name, about, {"name": "Lantern", "email": "privacy@lantern.example"}, language)
            assert words.subject
            assert words.body.endswith("Lantern\nprivacy@lantern.example\n")
