"""Mailings over HTTP; each answer is held against the document."""

from __future__ import annotations

import httpx
import pytest

NEWS = {"kind": "marketing", "for": "newsletters", "texts": {"en": {"subject": "Lamps", "body": "New lamps."}}}


def test_a_mailing_is_made_read_and_stopped(http: httpx.Client) -> None:
    made = http.post("/v1/mailings", json=NEWS)
    mailing = made.json()
    assert (made.status_code, mailing["state"], mailing["topic"]) == (201, "draft", "newsletters")
    assert http.get(f"/v1/mailings/{mailing['mailing']}").json() == mailing
    assert http.post(f"/v1/mailings/{mailing['mailing']}/stop").json()["state"] == "stopped"
    assert http.post(f"/v1/mailings/{mailing['mailing']}/send").status_code == 409


def test_a_preview_shows_the_footer_the_headers_and_how_many(http: httpx.Client) -> None:
    mailing = http.post("/v1/mailings", json=NEWS).json()["mailing"]
    shown = http.get(f"/v1/mailings/{mailing}/preview").json()
    assert shown["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Lantern Market Ltd" in shown["body"]
    assert shown["count"] + sum(shown["reasons"].values()) == shown["among"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"kind": "service"}, 403),
        ({"for": "no-such"}, 422),
        ({"topic": "surveys"}, 422),
        ({"texts": {}}, 422),
        ({"texts": {"en": {"subject": "a\nBcc: all@mail.example", "body": "b"}}}, 422),
        ({"channel": "pigeon"}, 422),
    ],
)
def test_what_the_policy_does_not_know_or_makes_marketing_is_refused(
    http: httpx.Client, wrong: dict[str, object], status: int
) -> None:
    assert http.post("/v1/mailings", json=NEWS | wrong).status_code == status


def test_mailings_are_listed_newest_first_a_page_at_a_time(http: httpx.Client) -> None:
    made = [http.post("/v1/mailings", json=NEWS).json()["mailing"] for _ in range(3)]
    first = http.get("/v1/mailings", params={"limit": 2}).json()
    rest = http.get("/v1/mailings", params={"limit": 2, "after": first["next"]}).json()
    assert [each["mailing"] for each in [*first["items"], *rest["items"]]][:3] == made[::-1]


def test_one_that_is_not_there_is_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/mailings/m0000000000001").status_code == 404
    assert http.post("/v1/mailings/m0000000000001/send").status_code == 404
