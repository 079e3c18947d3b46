"""What changed is computed from the clauses, and each change has a witness that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.review.small import MAY, NEVER, duty, version
from troth.review import compare
from troth.review.witness import alone

OFFER = duty("O", "offer-choice", topic="news", default="no", stop=["link"])


def diff(old: list[dict[str, Any]], new: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return compare(version(*old), version(*new, version="2", effective="2021-01-01", **more)).to_json()


def test_the_same_clauses_are_no_change() -> None:
    assert diff([MAY, NEVER, OFFER], [MAY, NEVER, OFFER]) == {
        "material": False,
        "widened": [],
        "narrowed": [],
        "duties": [],
    }


def test_a_new_permission_is_material_and_its_witness_shows_it() -> None:
    new = MAY | {"id": "M2", "for": "marketing", "when": ["registered"]}
    found = diff([MAY], [MAY, new])
    (widened,) = found["widened"]
    assert found["material"]
    assert widened["clause"] == "M2"
    assert alone(version(MAY)).ask_json(widened["witness"])["answer"] == "refuse"
    assert alone(version(MAY, new)).ask_json(widened["witness"])["answer"] == "permit"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([MAY | {"when": ["consent"]}], [MAY]),
        ([MAY | {"when": ["explicit-consent"]}], [MAY | {"when": ["consent"]}]),
        ([MAY | {"when": [{"aggregated": 10}]}], [MAY | {"when": [{"aggregated": 5}]}]),
        ([MAY, NEVER | {"data": "email"}], [MAY]),
        ([MAY, NEVER | {"for": "delivery"}], [MAY, NEVER | {"for": "delivery", "unless": ["verified"]}]),
        ([MAY], [MAY | {"data": ["email", "phone"]}]),
        ([MAY | {"data": "email"}], [MAY | {"data": "contact"}]),
        ([MAY | {"from": "person"}], [MAY]),
    ],
)
def test_whatever_lets_more_happen_is_material_and_the_other_way_round_is_not(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    assert diff(old, new)["material"]
    back = diff(new, old)
    assert not back["material"]
    assert back["narrowed"]


def test_a_new_property_is_a_wider_policy() -> None:
    assert diff([MAY], [MAY], properties=["shop.example", "app.example"])["material"]


def test_a_choice_that_silence_now_answers_with_yes_is_material() -> None:
    asked = MAY | {"when": [{"choice": "news"}]}
    silent = duty("O", "offer-choice", topic="news", default="yes", stop=["link"])
    assert [w["clause"] for w in diff([asked, OFFER], [asked, silent])["widened"]] == ["M"]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (
            duty("D", "answer", rights=["access"], within="30d"),
            duty("D", "answer", rights=["access"], within="40d"),
            "weaker",
        ),
        (
            duty("D", "answer", rights=["access"], within="30d"),
            duty("D", "answer", rights=["access"], within="2w"),
            "stronger",
        ),
        (OFFER, duty("O", "offer-choice", topic="news", default="yes", stop=["link"]), "weaker"),
        (OFFER, duty("O", "offer-choice", topic="news", default="no", stop=["link", "gpc"]), "stronger"),
        (duty("D", "give-choice", mode="opt-in"), duty("D", "give-choice", mode="opt-out", window="30d"), "weaker"),
        (duty("D", "erase", data="email", when="account-closed", after="90d"), None, "vanished"),
        (None, duty("D", "account-for-disclosures"), "new"),
        (duty("D", "hold", **{"for": ["dispute"]}), duty("D", "hold", **{"for": ["agreement"]}), "changed"),
    ],
)
def test_duties_are_compared_each_with_its_earlier_self(
    old: dict[str, Any] | None, new: dict[str, Any] | None, change: str
) -> None:
    found = diff([c for c in (MAY, old) if c], [c for c in (MAY, new) if c])
    assert [d["change"] for d in found["duties"]] == [change]
    assert found["material"] is (change in ("weaker", "vanished", "changed"))


def test_two_duties_of_one_name_are_not_confused() -> None:
    first, second = (
        duty(f"E{n}", "erase", data=d, when="collected", after="30d") for n, d in enumerate(("email", "phone"))
    )
    assert [d["clause"] for d in diff([MAY, first, second], [MAY, second])["duties"]] == ["E0"]
