"""Mail that comes back: a stop counts by its token alone, and an address that does not exist is written to no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.notices.coming import House
from tests.notices.many import reader, sent
from tests.notices.raw import RawBox, raw_mail_server
from troth import notices, people
from troth.notices import MailIn, Places, forget_old_stop_letters
from troth.people import parse_person_ref

DOMAIN = "in.lantern.example"


def mail_in(house: House) -> MailIn:
    t = house.troth
    return MailIn(t.database, t.vault, t.ledger, t.tell, t.outbox, t.clock, DOMAIN)


def got(house: House) -> RawBox:
    """What everyone got of one mailing."""
    with raw_mail_server() as box:
        house.troth.mailings.places = Places("https://privacy.lantern.example/", DOMAIN)
        house.troth.mailings.mail = lambda sender: notices.mail_server(box.place, sender)
        sent(house)
    return box


def answer(to: str, *more: str, sender: str = "anybody@elsewhere.example") -> bytes:
    lines = [f"From: {sender}", f"To: {to}", "Subject: stop", *more, "", "Please no more. Zq4711K"]
    return "\r\n".join(lines).encode()


def said(house: House, person: str) -> list[tuple[str | None, str | None, str | None]]:
    with house.troth.database.read() as tx:
        events = people.events(tx, parse_person_ref(person), kinds=("choice",))
    return [(event.about, event.value, event.proof.via if event.proof else None) for event in events][1:]


def stop_mailbox(house: House) -> str:
    return str(got(house).letters[-1][1]["Reply-To"])


def test_whoever_answers_gets_no_more_and_their_letter_is_kept(coming: House) -> None:
    person = reader(coming, 1)
    mailbox = stop_mailbox(coming)
    coming.set(coming.troth.clock() + timedelta(hours=1))
    assert mail_in(coming).take(answer(mailbox)) == "stopped"
    assert said(coming, person) == [("newsletters", "no", "email")]
    with coming.troth.database.read() as tx:
        ((topic, at, letter),) = mail_in(coming).open(tx, parse_person_ref(person))
    assert (topic, at, b"Zq4711K" in letter) == ("newsletters", coming.troth.clock(), True)
    assert got(coming).letters == []


def test_a_stop_is_confirmed_once(coming: House) -> None:
    reader(coming, 1)
    mailbox = stop_mailbox(coming)
    coming.set(coming.troth.clock() + timedelta(hours=1))
    for _ in range(2):
        assert mail_in(coming).take(answer(mailbox)) == "stopped"
    with raw_mail_server() as box:
        coming.troth.outbox.mail = lambda sender: notices.mail_server(box.place, sender)
        assert coming.troth.outbox.send_waiting() == 1
    ((_, letter),) = box.letters
    assert "You said no to: newsletters. It came to us by mail" in letter.get_content()


def test_the_token_survives_a_program_that_changes_capitals(coming: House) -> None:
    person = reader(coming, 1)
    mailbox = stop_mailbox(coming)
    assert mail_in(coming).take(answer(f"Lantern <{mailbox.upper()}>")) == "stopped"
    assert len(said(coming, person)) == 1


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Cc"])
def test_the_address_may_stand_where_the_mail_server_puts_it(coming: House, header: str) -> None:
    person = reader(coming, 1)
    told = answer("news@lantern.example", f"{header}: {stop_mailbox(coming)}")
    assert mail_in(coming).take(told) == "stopped"
    assert len(said(coming, person)) == 1


def test_the_address_that_the_mail_server_names_counts_before_all_others(coming: House) -> None:
    one, other = reader(coming, 1), reader(coming, 2)
    to = {str(letter["To"]): str(letter["Reply-To"]) for _, letter in got(coming).letters}
    letter = answer(to["ann1@mail.example"])
    assert mail_in(coming).take(letter, to["ann2@mail.example"]) == "stopped"
    assert (said(coming, one), len(said(coming, other))) == ([], 1)


def test_who_a_letter_says_it_is_from_counts_for_nothing(coming: House) -> None:
    person = reader(coming, 1)
    got(coming)
    for to in ("stop@in.lantern.example", f"stop+{'a' * 26}@in.lantern.example", "stop+aa@in.lantern.example"):
        assert mail_in(coming).take(answer(to, sender="ann1@mail.example")) == "not-ours"
    assert said(coming, person) == []


def test_a_token_at_another_domain_is_not_ours(coming: House) -> None:
    person = reader(coming, 1)
    mailbox = stop_mailbox(coming)
    for elsewhere in ("in.lantern.example.evil.example", "elsewhere.example"):
        assert mail_in(coming).take(answer(mailbox.replace(DOMAIN, elsewhere))) == "not-ours"
    assert said(coming, person) == []


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; x=1"])
def test_a_machine_that_answers_stops_nothing(coming: House, header: str) -> None:
    person = reader(coming, 1)
    assert mail_in(coming).take(answer(stop_mailbox(coming), header)) == "noted"
    assert said(coming, person) == []


def test_the_letter_goes_after_three_years_and_with_the_person(coming: House) -> None:
    one, other = reader(coming, 1), reader(coming, 2)
    for _, letter in got(coming).letters:
        assert mail_in(coming).take(answer(str(letter["Reply-To"]))) == "stopped"
    with coming.troth.database.write() as tx:
        assert coming.troth.tell.erase(tx, coming.troth.caller, parse_person_ref(one)).complete
        assert forget_old_stop_letters(tx, coming.troth.clock() + timedelta(days=1090)) == 0
        assert forget_old_stop_letters(tx, coming.troth.clock() + timedelta(days=1100)) == 1
        assert mail_in(coming).open(tx, parse_person_ref(other)) == []


def report(action: str, status: str, code: str = "smtp; 550 no such user") -> bytes:
    """A delivery report (RFC 3464)."""
    said = [f"Action: {action}", *([f"Status: {status}"] if status else []), f"Diagnostic-Code: {code}"]
    lines = [
        "From: MAILER-DAEMON@mail.example", "Subject: Undelivered", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
        "--b", "Content-Type: text/plain", "", "It could not be delivered.", "",
        "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mail.example", "",
        "Final-Recipient: rfc822; ann1@mail.example", *said, "", "--b--", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def bounced(house: House, content: bytes) -> str:
    """What came of a report about the newest message."""
    (sender,) = got(house).senders[-1:]
    return mail_in(house).take(content, sender)


def test_an_address_that_does_not_exist_gets_no_mailing_until_there_is_another(coming: House) -> None:
    person = reader(coming, 1)
    assert bounced(coming, report("failed", "5.1.1")) == "bounced"
    assert got(coming).letters == []
    coming.set(coming.troth.clock() + timedelta(days=1))
    coming.troth.collect(person, {"email": "new@mail.example"}, purpose="account-management")
    assert [letter["To"] for _, letter in got(coming).letters] == ["new@mail.example"]


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [
        ("delayed", "4.4.1", "noted"),
        ("failed", "4.4.7", "noted"),
        ("failed", "5.2.2", "noted"),  # the mailbox is full
        ("failed", "5.7.1", "noted"),  # they do not want us: that is no word about the address
        ("delivered", "2.0.0", "noted"),
        ("failed", "", "bounced"),
        ("failed", "5.1.10", "bounced"),
    ],
)
def test_only_a_report_that_there_is_no_such_address_counts(
    coming: House, action: str, status: str, expected: str
) -> None:
    reader(coming, 1)
    assert bounced(coming, report(action, status)) == expected


def test_a_letter_that_comes_back_is_listed_and_can_be_posted(coming: House) -> None:
    person = coming.member(1, **{"email": "gone@mail.example", "postal-address": "2 Tea Hill"})
    outbox = coming.troth.outbox
    outbox.mail_in = DOMAIN
    with coming.troth.database.write() as tx:
        id_ = outbox.letter(tx, parse_person_ref(person), "case-done", {"number": "k7", "kind": "access"})
    with raw_mail_server() as box:
        outbox.mail = lambda sender: notices.mail_server(box.place, sender)
        outbox.send_waiting()
    assert mail_in(coming).take(report("failed", "5.1.1"), box.senders[0]) == "bounced"
    with coming.troth.database.write() as tx:
        assert [each.id for each in outbox.listed(tx, "bounced")] == [id_]
        assert "k7" in outbox.print(tx, "a-clerk", str(id_))[1]
        assert outbox.listed(tx, "bounced") == []


def test_a_report_without_a_token_of_ours_does_nothing(coming: House) -> None:
    reader(coming, 1)
    got(coming)
    taken = mail_in(coming).take(report("failed", "5.1.1"), f"bounce+{'0' * 32}@{DOMAIN}")
    assert taken == "not-ours"
    assert len(got(coming).letters) == 1


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\n\n", b"To: stop+@in.lantern.example", b"Content-Type: multipart/x\n\n"]
)
def test_whatever_comes_in_can_be_read(coming: House, content: bytes) -> None:
    assert mail_in(coming).take(content) == "not-ours"
    assert mail_in(coming).take(content, f"bounce+{'0' * 32}@{DOMAIN}") == "noted"


def test_parts_within_parts_without_end_are_no_report(coming: House) -> None:
    nested = b"Content-Type: message/rfc822\n\n" * 20_000
    assert mail_in(coming).take(nested, f"bounce+{'0' * 32}@{DOMAIN}") == "noted"
