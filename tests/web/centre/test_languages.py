"""The privacy centre in Traditional Chinese: whole, but for what is published or named in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.languages import CHINESE, english
from tests.web.page import Page, words
from troth.cases import CASE_KINDS


@pytest.fixture
def mei(house: House) -> Person:
    """Somebody of whom there is something in every part of the page."""
    troth = house.troth
    with house.at(datetime(2013, 6, 1, tzinfo=UTC)):
        mei = house.person({"name": "陳美", "postal-address": "茶山道 1 號"})
    troth.collect(mei.ref, {"member-pin": "135790"}, purpose="authentication")
    with troth.database.write() as tx:
        tell, caller = troth.tell, troth.caller
        tell.consent(tx, caller, mei.id, actions=["use"], data=["health"], purposes=["research"], explicit=True)
        tell.choose(tx, caller, mei.id, "newsletters", "yes", via="web")
        tell.notify(tx, caller, mei.id, "lantern-market", "2014-01", by="email", at=troth.clock() - timedelta(days=40))
        known = {"people": [mei.id], "data": ["data"], "recipients": ["courier"]}
        ground = tell.ground(tx, caller, "order", **known, reference="LM-1")
    troth.disclose(mei.ref, ["name", "postal-address"], "delivery", "swiftfoot", ground=ground.id)
    return mei


@pytest.fixture
def own(house: House, mei: Person) -> Iterator[Seat]:
    with house.signed_in(mei) as seat:
        seat.headers.update(CHINESE)
        yield seat


def test_the_whole_page_is_chinese(own: Seat) -> None:
    page = own.page("/me")
    assert english(page) == []
    assert "我們持有的資料" in page.text
    assert "2014年3月1日" in page.text


def test_so_it_is_with_the_values_and_the_list_checked(own: Seat) -> None:
    shown, checked = own.values(), own.shown("/me/verify")
    assert (english(shown), english(checked)) == ([], [])
    assert "陳美" in shown.text
    assert "清單完整無缺" in checked.text


def test_so_it_is_after_each_choice(own: Seat) -> None:
    off = own.done("/me/choice", topic="newsletters", value="no")
    assert english(off) == []
    assert "：關。" in off.text
    assert english(own.done("/me/choice", topic="newsletters", value="yes", way="email")) == []
    decided = own.done("/me/decision", version="2014-01", answer="declined")
    assert english(decided) == []


def test_so_it_is_after_a_withdrawal(own: Seat) -> None:
    number = own.page("/me").value("consent")
    page = own.done("/me/withdrawal", consent=number)
    assert english(page) == []
    assert "已撤回。" in page.text


def test_what_is_said_of_terms_is_chinese_too(own: Seat) -> None:
    page = own.page("/me")
    assert "我們可以使用你的健康資料，用於研究及開發。" in words(page.id("consents"))
    assert "收到你的姓名及你的郵寄地址，用於把你訂購的東西送到" in words(page.id("received"))
    assert "你的郵寄地址" in words(page.id("held"))


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_every_request_is_asked_for_and_followed_in_chinese(own: Seat, kind: str) -> None:
    asked = own.page(f"/me/ask/{kind}")
    assert english(asked) == []
    path = own.press(f"/me/ask/{kind}", what="everything", text="說明").headers["location"]
    assert english(own.page(path)) == []
    assert english(own.done(f"{path}/cancel")) == []
    assert english(own.page("/me")) == []


@pytest.mark.parametrize("path", ["/me", "/me?out=1", "/me/link/x"])
def test_the_way_in_is_chinese(stranger: Seat, path: str) -> None:
    stranger.headers.update(CHINESE)
    assert english(stranger.page(path)) == []


def test_so_it_is_when_it_opens_nothing_or_is_sent(stranger: Seat) -> None:
    stranger.headers.update(CHINESE)
    assert english(Page.of(stranger.post("/me/link/x", data={"go": "1"}), 403)) == []
    assert english(Page.of(stranger.ask("nobody@mail.example"))) == []


def test_a_page_that_answers_a_form_is_shown_again_in_the_other_language(own: Seat) -> None:
    links = [link.get("href") for link in own.values().all("a") if link.get("hreflang") == "en"]
    assert links == ["/me?lang=en"]
    assert "What we hold" in own.page("/me?lang=en").text


def test_what_went_wrong_is_said_in_chinese(own: Seat) -> None:
    wrong = Page.of(own.press("/me/choice", 422, topic="no-such", value="yes"), 422)
    assert english(wrong) == []
    assert "沒有這個選項。 你可以：請重新打開頁面。" in wrong.text


def test_the_letter_is_in_the_language_of_who_asked_for_it(house: House, stranger: Seat) -> None:
    person = house.person()
    stranger.headers.update(CHINESE)
    stranger.ask(person.address)
    letter = house.box.wait_for(person.address)
    assert letter["Subject"] == "查閱你的個人資料的連結"
    assert "15 分鐘內" in letter.get_content()
    assert "/me/link/" in letter.get_content()


def test_published_sentences_say_that_they_are_english(own: Seat) -> None:
    page = own.page("/me")
    changed = [p for p in page.id("changes").findall(".//p") if p.findall("ins") or p.findall("del")]
    assert changed
    assert {p.get("lang") for p in changed} == {"en"}
