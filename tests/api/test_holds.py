"""Holds over HTTP: placed for a reason of the policy's, listed, ended; and an erasure that says what stays."""

from __future__ import annotations

import httpx
import pytest

from tests.api.house import Served
from troth.ledger.checkpoint import open_note

DISPUTE = {"kind": "dispute", "data": ["email"], "reference": "LM-12/2014", "reason": "a claim about a parcel"}


def test_a_hold_is_placed_read_and_ended(http: httpx.Client, person: str) -> None:
    placed = http.post("/v1/holds", json=DISPUTE | {"person": person})
    hold = placed.json()
    assert (placed.status_code, hold["person"], hold["data"], hold["ended"]) == (201, person, ["email"], None)
    assert http.get("/v1/holds", params={"of": person}).json()["items"] == [hold]
    assert hold in http.get("/v1/holds").json()["items"]
    ended = http.post(f"/v1/holds/{hold['hold']}/end", json={"reason": "settled"}).json()
    assert http.get(f"/v1/holds/{hold['hold']}").json() == ended
    assert (ended["end-reason"], ended["ended"] is not None) == ("settled", True)
    assert http.post(f"/v1/holds/{hold['hold']}/end", json={"reason": "again"}).status_code == 409


@pytest.mark.parametrize("wrong", [{"kind": "whim"}, {"data": []}, {"data": ["no-such"]}, {"reason": "a@mail.example"}])
def test_a_hold_without_a_reason_or_data_is_none(http: httpx.Client, person: str, wrong: dict[str, object]) -> None:
    assert http.post("/v1/holds", json=DISPUTE | {"person": person} | wrong).status_code == 422


def test_an_erasure_says_what_stays_and_why_signed(http: httpx.Client, person: str, served: Served) -> None:
    http.post("/v1/holds", json=DISPUTE | {"person": person})
    erased = http.delete(f"/v1/people/{person}").json()
    assert not erased["complete"]
    (kept,) = erased["kept"]
    assert (kept["category"], kept["holds"][0]["kind"]) == ("email", "dispute")
    assert '"complete":false' in open_note(erased["certificate"], served.troth.ledger.vkey)


def test_a_hold_that_is_not_there_is_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/holds/h0000000000001").status_code == 404
    assert http.post("/v1/holds/h0000000000001/end", json={"reason": "x"}).status_code == 404
