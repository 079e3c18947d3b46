"""Mailings: who gets one is decided in the moment that it is sent, and nobody gets it twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.gate.house import EXAMPLE, OLD
from tests.notices.coming import House
from tests.notices.many import NEWS, RULES, acts, counts, reader, sent, started
from tests.notices.test_outbox import speaks
from tests.web.mailing import Mailbox, mail_server
from troth import notices
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.errors import Conflict, NotAllowed, RequestError, SettingsError
from troth.gate import Caller
from troth.notices import Deliver, Message, Plan, Text, Undelivered, work
from troth.notices.mailings import store
from troth.people import parse_person_ref

BOTH = Plan("marketing", "newsletters", {"en": Text("Lamps", "New lamps."), "zh-Hant": Text("燈", "新燈到貨。")})


def test_who_said_yes_gets_it_and_nobody_else(coming: House, mail: Mailbox) -> None:
    for number, value in enumerate(("yes", "no", "yes")):
        reader(coming, number, value)
    coming.member(9)
    assert sent(coming) == {"sent": 2}
    assert sorted(to for to, _ in mail.letters) == ["ann0@mail.example", "ann2@mail.example"]


def test_each_sending_is_one_entry_and_so_is_the_mailing(coming: House, mail: Mailbox) -> None:
    person = reader(coming, 1)
    mailing = started(coming)
    assert work(coming.troth.mailings) == len(mail.letters) == 1
    assert [(each["act"], each["data"]) for each in acts(coming, person)] == [("use", ["email"])]
    with coming.troth.database.read() as tx:
        found = coming.troth.ledger.entries_of(tx, None, limit=20)
        assert coming.troth.mailings.get(tx, mailing.id).state == "done"
    told = [each.entry.details for each in found if each.entry and each.entry.act == "mailing"]
    assert [each["state"] for each in told] == ["done", "started", "made"]
    assert told[0]["digest"] == NEWS.digest


def test_a_no_said_after_the_list_was_made_still_counts(coming: House, mail: Mailbox) -> None:
    stays, goes = reader(coming, 1), reader(coming, 2)
    mailing = started(coming)
    coming.troth.mailings.fill()
    coming.set(coming.troth.clock() + timedelta(seconds=1))
    coming.troth.choose(goes, "newsletters", "no")
    work(coming.troth.mailings)
    assert counts(coming, mailing) == {"sent": 1, "refused": 1}
    assert [to for to, _ in mail.letters] == ["ann1@mail.example"]
    assert [[each["act"] for each in acts(coming, person)] for person in (stays, goes)] == [["use"], ["refuse"]]


@pytest.mark.parametrize("purpose", ["newsletters", "own-offers", "opinion-surveys", "direct-marketing", "advertising"])
def test_what_is_marketing_cannot_be_sent_as_service(coming: House, purpose: str) -> None:
    plan = Plan("service", purpose, NEWS.texts)
    with coming.troth.database.write() as tx, pytest.raises(NotAllowed):
        coming.troth.mailings.make(tx, Caller("a-editor"), plan)


@pytest.mark.parametrize(
    "plan",
    [
        Plan("marketing", "account-management", NEWS.texts),
        Plan("marketing", "newsletters", NEWS.texts, topic="surveys"),
        Plan("marketing", "direct-marketing", NEWS.texts),
        Plan("marketing", "nowhere-known", NEWS.texts),
        Plan("service", "account-management", NEWS.texts, topic="newsletters"),
    ],
)
def test_marketing_goes_under_a_topic_that_people_can_stop(coming: House, plan: Plan) -> None:
    with coming.troth.database.write() as tx, pytest.raises(RequestError):
        coming.troth.mailings.make(tx, Caller("a-editor"), plan)


def test_a_service_message_has_nothing_to_stop_and_says_who_sends_it(coming: House, mail: Mailbox) -> None:
    person = coming.member(1)
    with coming.troth.database.write() as tx:
        coming.troth.tell.fact(tx, coming.troth.caller, parse_person_ref(person), "registered", True)
    assert sent(coming, RULES) == {"sent": 1}
    ((_, letter),) = mail.letters
    assert letter["List-Unsubscribe"] is None
    assert "8/F Paper Lamp House" in letter.get_content()


def test_a_language_that_the_policy_lets_nobody_use_for_that_is_not_used(coming: House, mail: Mailbox) -> None:
    speaks(coming, person := reader(coming, 1), "zh-HK")
    assert sent(coming, BOTH) == {"sent": 1}
    assert first_lines(mail) == {"ann1@mail.example": "New lamps."}
    assert [(each["act"], each["data"]) for each in acts(coming, person)] == [("use", ["email"])]


def test_each_reads_it_in_a_language_of_theirs(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "policy")
    clauses = tmp_path / "policy" / "2012-12" / "policy.yaml"
    told = clauses.read_text().replace(
        "[name, email]\n    for: newsletters", "[name, email, language]\n    for: newsletters"
    )
    clauses.write_text(told)
    with Troth.create(tmp_path / "store", [tmp_path / "policy"], clock=DemoClock(OLD)) as troth, mail_server() as mail:
        house = House(troth, {})
        troth.mailings.mail = lambda sender: notices.mail_server(mail.place, sender)
        speaks(house, chinese := reader(house, 1), "zh-HK")
        english = reader(house, 2)
        assert sent(house, BOTH) == {"sent": 2}
        assert first_lines(mail) == {"ann1@mail.example": "新燈到貨。", "ann2@mail.example": "New lamps."}
        assert [each["data"] for each in acts(house, chinese)] == [["email", "language"]]
        assert [each["data"] for each in acts(house, english)] == [["email"]]


def test_a_stopped_mailing_goes_to_nobody_more(coming: House, mail: Mailbox) -> None:
    reader(coming, 1)
    mailing = started(coming)
    coming.troth.mailings.fill()
    with coming.troth.database.write() as tx:
        coming.troth.mailings.stop(tx, Caller("a-editor"), coming.troth.mailings.get(tx, mailing.id))
    assert (work(coming.troth.mailings), mail.letters) == (0, [])
    with coming.troth.database.write() as tx, pytest.raises(Conflict):
        coming.troth.mailings.send(tx, Caller("a-editor"), coming.troth.mailings.get(tx, mailing.id))


def test_killed_between_the_decision_and_the_server_marketing_is_not_sent_again(coming: House, mail: Mailbox) -> None:
    reader(coming, 1)
    mailing = started(coming)
    there = coming.troth.mailings.mail

    def dies(_: Message) -> None:
        raise KeyboardInterrupt

    coming.troth.mailings.mail = lambda _: _given(dies)
    with pytest.raises(KeyboardInterrupt):
        work(coming.troth.mailings)
    coming.troth.mailings.mail = there
    coming.set(coming.troth.clock() + timedelta(hours=1))
    assert (work(coming.troth.mailings), mail.letters) == (0, [])
    assert counts(coming, mailing) == {"unsure": 1}


def test_whose_address_is_refused_for_good_gets_no_mailing_until_there_is_another(coming: House, mail: Mailbox) -> None:
    person = reader(coming, 1)
    there = coming.troth.mailings.mail

    def nobody(_: Message) -> None:
        raise Undelivered(gone=True)

    coming.troth.mailings.mail = lambda _: _given(nobody)
    assert sent(coming) == {"bounced": 1}
    coming.troth.mailings.mail = there
    assert sent(coming) == {"bounced": 1}
    coming.set(coming.troth.clock() + timedelta(days=1))
    coming.troth.collect(person, {"email": "new@mail.example"}, purpose="account-management")
    assert sent(coming) == {"sent": 1}
    assert [to for to, _ in mail.letters] == ["new@mail.example"]


def test_what_is_refused_for_now_is_tried_again(coming: House, mail: Mailbox) -> None:
    reader(coming, 1)
    there = coming.troth.mailings.mail

    def later(_: Message) -> None:
        raise Undelivered

    coming.troth.mailings.mail = lambda _: _given(later)
    mailing = started(coming)
    work(coming.troth.mailings)
    coming.troth.mailings.mail = there
    coming.set(coming.troth.clock() + timedelta(minutes=6))
    assert (work(coming.troth.mailings), counts(coming, mailing)) == (1, {"sent": 1})
    assert len(mail.letters) == 1


def test_without_a_server_the_batch_is_given_back(coming: House, mail: Mailbox) -> None:
    reader(coming, 1)
    mailing = started(coming)

    def gone(_: str) -> object:
        raise SettingsError("the mail server cannot be used")

    there, coming.troth.mailings.mail = coming.troth.mailings.mail, gone  # type: ignore[assignment]
    with pytest.raises(SettingsError):
        work(coming.troth.mailings)
    coming.troth.mailings.mail = there
    coming.set(coming.troth.clock() + timedelta(minutes=2))
    assert (work(coming.troth.mailings), counts(coming, mailing), len(mail.letters)) == (1, {"sent": 1}, 1)


def test_what_one_process_claimed_another_leaves_alone(coming: House, mail: Mailbox) -> None:
    reader(coming, 1)
    started(coming)
    coming.troth.mailings.fill()
    with coming.troth.database.write() as tx:
        assert len(store.claim(tx, coming.troth.clock(), timedelta(minutes=10), 50)) == 1
    assert (work(coming.troth.mailings), mail.letters) == (0, [])


def test_who_is_erased_is_on_no_list_and_in_no_count(coming: House, mail: Mailbox) -> None:
    person = reader(coming, 1)
    mailing = started(coming)
    coming.troth.mailings.fill()
    with coming.troth.database.write() as tx:
        assert coming.troth.tell.erase(tx, coming.troth.caller, parse_person_ref(person)).complete
    assert (work(coming.troth.mailings), counts(coming, mailing), mail.letters) == (0, {}, [])


@contextmanager
def _given(deliver: Deliver) -> Iterator[Deliver]:
    yield deliver


def first_lines(mail: Mailbox) -> dict[str, str]:
    return {to: str(letter.get_content()).splitlines()[0] for to, letter in mail.letters}
