"""What was put together for a person: read at the centre, taken home as files, and only by them, freshly signed in."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.web.centre.seat import House, Person, Seat
from troth.cases.dossier.items import SMALL
from troth.vault import File


@pytest.fixture
def path(house: House, seat: Seat) -> str:
    """Where Ann's package is."""
    page = seat.done("/me/ask/access")
    house.troth.work.work()
    (link,) = [link for link in seat.page(page.response.request.url.path).links if "/package/" in link]
    return link


def test_it_is_read_as_a_page(seat: Seat, ann: Person, path: str) -> None:
    assert "You can fetch it until" in seat.page(path).text
    page = seat.shown(f"{path}/read", **{"from": "0"})
    assert all(value in page.text for value in ("Ann Amber", "1 Tea Hill", ann.address))
    for title in ("Who received it", "What you asked for", "When you signed in", "What is not shown, and why"):
        assert title in page.text


def test_it_is_taken_home_as_json_and_on_paper(house: House, seat: Seat, ann: Person, path: str) -> None:
    told = seat.press(f"{path}/take/json", 200)
    assert json.loads(told.content)["person"] == ann.ref
    assert told.headers["content-disposition"].startswith("attachment")
    assert told.headers["cache-control"] == "no-store"
    assert seat.press(f"{path}/take/pdf", 200).content.startswith(b"%PDF")
    fetched = [entry.details["sha256"] for entry in house.entries(ann) if entry.act == "fetch"]
    assert fetched[0] == hashlib.sha256(told.content).hexdigest()


def test_on_paper_it_speaks_the_visitors_language(house: House, ann: Person, path: str) -> None:
    with house.signed_in(ann) as seat:
        seat.get("/me", params={"lang": "zh-Hant"})
        paper = PdfReader(io.BytesIO(seat.press(f"{path}/take/pdf", 200).content))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert all(words in text for words in ("你的姓名", "誰收過資料", "Ann Amber"))
    assert "Who received it" not in text


def test_who_signed_in_long_ago_is_asked_again(house: House, seat: Seat, path: str) -> None:
    with house.at(house.troth.clock() + timedelta(minutes=20)):
        for what in ("take/json", "take/pdf", "read"):
            assert "Is it still you?" in seat.shown(f"{path}/{what}", **{"from": "0"}).text


def test_anothers_is_not_there(house: House, path: str) -> None:
    with house.signed_in(house.person()) as other:
        assert other.get(path).status_code == 404
        other.press(f"{path}/take/json", 404)


def test_after_its_time_there_is_nothing(house: House, path: str, ann: Person) -> None:
    with house.at(house.troth.clock() + timedelta(days=15)), house.signed_in(ann) as seat:
        assert seat.get(path).status_code == 404
        seat.press(f"{path}/take/json", 404)
        seat.press(f"{path}/take/other", 404)


def test_what_is_taken_along_is_read_as_a_page_too(house: House, seat: Seat) -> None:
    page = seat.done("/me/ask/port")
    house.troth.work.work()
    path = page.response.request.url.path.replace("/case/", "/package/")
    told = seat.shown(f"{path}/read", **{"from": "0"}).text
    assert "What you gave" in told
    assert "Who received it" not in told


def test_a_large_file_is_fetched_by_itself(house: House, seat: Seat, ann: Person) -> None:
    troth, content = house.troth, b"ink" * SMALL
    with troth.database.write() as tx:
        under = troth.vault.items(tx, ann.id)[0].collection_id
        troth.vault.put(tx, ann.id, "photo", File(io.BytesIO(content), "été.png", "image/png"), collection=under)
    page = seat.done("/me/ask/access")
    troth.work.work()
    path = page.response.request.url.path.replace("/case/", "/package/")
    (link,) = [link for link in seat.shown(f"{path}/read", **{"from": "0"}).links if "/me/file/" in link]
    assert seat.get(link).status_code == 200
    taken = seat.press(link, 200)
    assert taken.content == content
    assert "%C3%A9t%C3%A9.png" in taken.headers["content-disposition"]
    with house.signed_in(house.person()) as other:
        assert other.get(link).status_code == 404
        other.press(link, 404)
