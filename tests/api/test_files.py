"""Files: in as parts of a form, out through the gate one at a time."""

from __future__ import annotations

import json

import httpx

from troth.client import Client

OCTETS = {"accept": "application/octet-stream"}
CONTENT = bytes(range(256)) * 3000


def stored(http: httpx.Client, person: str, **headers: str) -> httpx.Response:
    sent = {"person": person, "values": {"email": "ada@quill.example"}, "for": "selling"}
    part = {"id-document": ("passport of ada.pdf", CONTENT, "application/pdf")}
    return http.post("/v1/collect", data={"request": json.dumps(sent)}, files=part, headers=headers)


def test_a_file_goes_in_and_comes_out_by_the_gate(http: httpx.Client, client: Client) -> None:
    person = client.person()
    answer = stored(http, person)
    items = answer.json()["items"]
    assert (answer.status_code, sorted(items)) == (200, ["email", "id-document"])
    asked = {"person": person, "data": ["id-document"], "for": "selling", "item": items["id-document"]}
    assert http.post("/v1/use", json=asked, headers=OCTETS).json()["reason"] == "unmet"


def test_its_bytes_are_those_that_were_sent(http: httpx.Client, client: Client) -> None:
    person = client.person()
    sent = {"person": person, "for": "enquiry-answering"}
    part = {"enquiry": ("question.bin", CONTENT)}
    item = http.post("/v1/collect", data={"request": json.dumps(sent)}, files=part).json()["items"]["enquiry"]
    asked = {"person": person, "data": ["enquiry"], "for": "enquiry-answering"}
    shown = http.post("/v1/use", json=asked).json()["values"]["enquiry"]
    assert shown == {
        "item": item,
        "name": "question.bin",
        "media-type": "application/octet-stream",
        "size": len(CONTENT),
    }
    out = http.post("/v1/use", json=asked | {"item": item}, headers=OCTETS)
    assert (out.headers["content-type"], out.content) == ("application/octet-stream", CONTENT)


def test_a_form_sent_twice_with_one_key_is_stored_once(http: httpx.Client, client: Client) -> None:
    person = client.person()
    key = {"idempotency-key": f"form-{person}"}
    first, second = stored(http, person, **key), stored(http, person, **key)
    assert (second.content, second.headers["idempotent-replayed"]) == (first.content, "true")
    assert len(list(client.items(person))) == 2


def test_an_item_is_asked_for_as_octets_only(http: httpx.Client, person: str, client: Client) -> None:
    item = next(client.items(person))["item"]
    asked = {"person": person, "data": ["contact", "identity"], "for": "support", "item": item}
    assert http.post("/v1/use", json=asked).status_code == 422
    assert http.post("/v1/use", json=asked, headers=OCTETS).status_code == 404  # a value, not a file


def test_a_form_of_another_shape_is_told_so(http: httpx.Client) -> None:
    forms = [
        {"data": {"request": "{"}, "files": {"enquiry": b"x"}},
        {"data": {"other": "{}"}, "files": {"enquiry": b"x"}},
        {"files": [("enquiry", b"x"), ("enquiry", b"y")]},
        {"content": b"--x", "headers": {"content-type": "multipart/form-data"}},
        {"content": b"<x/>", "headers": {"content-type": "text/xml"}},
    ]
    for form in forms:
        answer = http.post("/v1/collect", **form)
        assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")
