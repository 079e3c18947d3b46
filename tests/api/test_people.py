"""People over HTTP: made, found, looked at without values, erased; what they say is an event."""

from __future__ import annotations

import httpx
import pytest

from tests.api.house import Served
from troth.client import Client, Problem


def test_a_person_is_made_and_found_by_what_stands_in_the_body(http: httpx.Client, client: Client) -> None:
    made = http.post("/v1/people", json={"kind": "individual"})
    person = made.json()["person"]
    client.collect(person, {"email": "Find.Me@quill.example"}, purpose="support")
    found = http.post("/v1/people/find", json={"email": "find.me@QUILL.example"})
    assert (made.status_code, found.json()) == (201, {"people": [person]})


@pytest.mark.parametrize("body", [{}, {"email": "a@b.example", "phone": "1"}, {"name": "Ada"}])
def test_finding_takes_exactly_one(http: httpx.Client, body: dict[str, str]) -> None:
    assert http.post("/v1/people/find", json=body).status_code == 422


def test_the_state_has_no_value(http: httpx.Client, client: Client, person: str) -> None:
    client.fact(person, "adult", True)
    client.signal(person)
    answer = http.get(f"/v1/people/{person}")
    told = answer.json()
    assert (told["facts"]["adult"], told["facts"]["registered"], told["policy"]) == (True, None, "lantern-market")
    assert told["gpc"] is not None
    assert "quill" not in answer.text.lower()


def test_items_are_listed_without_values_page_by_page(http: httpx.Client, person: str) -> None:
    first = http.get(f"/v1/people/{person}/items", params={"limit": 2}).json()
    rest = http.get(f"/v1/people/{person}/items", params={"after": first["next"]}).json()
    listed = first["items"] + rest["items"]
    assert (len(first["items"]), rest["next"]) == (2, None)
    assert sorted(each["category"] for each in listed) == ["email", "name", "postal-address"]
    assert all("value" not in each and each["notice"] == "joining" for each in listed)


def test_people_are_listed_page_by_page(http: httpx.Client, client: Client, person: str) -> None:
    client.person()
    assert person in set(client.people())
    page = http.get("/v1/people", params={"limit": 1}).json()
    assert (len(page["items"]), page["next"] is not None) == (1, True)


def test_an_erased_person_is_gone_and_the_answer_says_what_was_found(http: httpx.Client, person: str) -> None:
    erased = http.delete(f"/v1/people/{person}").json()
    assert (erased["complete"], sum(erased["before"].values()) > 3) == (True, True)
    assert http.get(f"/v1/people/{person}").status_code == 404
    assert http.delete(f"/v1/people/{person}").status_code == 404
    assert http.post("/v1/use", json={"person": person, "data": ["email"], "for": "support"}).status_code == 404


def test_entries_are_listed_newest_first(client: Client, person: str) -> None:
    client.use(person, ["email"], "support")
    acts = [each["act"] for each in client.entries(person)]
    assert acts == ["use", "collect", "person"]


def test_each_thing_said_is_an_event(client: Client, person: str) -> None:
    consent = client.consent(
        person, actions=["use"], data=["email"], purposes=["support"], explicit=True, notice="joining"
    )
    client.withdraw(person, consent, via="phone")
    restriction = client.restrict(person, purposes=["marketing"])
    client.lift(person, restriction)
    client.decide(person, "lantern-market", "2014-01", "agreed")
    client.notify(person, "lantern-market", "2014-01", by="email")
    client.own_recipient(person, "courier")
    kinds = [each["kind"] for each in client.events(person)]
    assert kinds == ["consent", "withdrawal", "restriction", "lifting", "decision", "notification", "own-recipient"]
    assert [each["refers"] for each in client.events(person, "consents")] == [None, consent]


def test_a_restriction_stops_a_use(client: Client, person: str) -> None:
    client.restrict(person, data=["contact"])
    with pytest.raises(Problem) as stopped:
        client.use(person, ["email"], "support")
    assert stopped.value.body["reason"] == "restricted"


def test_each_consent_has_a_receipt(client: Client, person: str) -> None:
    client.consent(person, actions=["use"], data=["email"], purposes=["support"], explicit=False)
    (receipt,) = client.receipts(person)
    assert receipt["receipt_metadata"]["schema_version"] == "ISO/IEC TS 27560:2023"
    assert receipt["party_identification"][0]["party_name"] == "Lantern Market Ltd"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("facts", {"fact": "tall", "value": True}),
        ("facts", {"fact": "adult", "value": "yes"}),
        ("facts", {"fact": "adult", "value": True, "at": "2099-01-01T00:00:00Z"}),
        ("facts", {"fact": "adult", "value": True, "at": 1}),
        ("choices", {"topic": "weather", "value": "yes"}),
        ("consents", {"actions": [], "data": ["email"], "for": ["support"], "explicit": True}),
        ("decisions", {"policy": "lantern-market", "version": "1999", "answer": "agreed"}),
        ("own-recipients", {"recipient": "no-such-kind"}),
        ("restrictions", {"data": ["no-such-term"]}),
        ("signals", {}),
    ],
)
def test_what_no_policy_knows_is_not_recorded(
    http: httpx.Client, person: str, path: str, body: dict[str, object]
) -> None:
    answer = http.post(f"/v1/people/{person}/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")
    assert http.get(f"/v1/people/{person}/events").json() == {"items": [], "next": None}


def test_withdrawing_what_is_not_there_is_not_found(http: httpx.Client, person: str) -> None:
    assert http.post(f"/v1/people/{person}/consents/77/withdraw", json={}).status_code == 404


def test_nobody_is_found_under_a_reference_never_given(http: httpx.Client) -> None:
    for path in ("", "/items", "/events", "/entries", "/disclosures", "/receipts"):
        assert http.get(f"/v1/people/p0000000000001{path}").status_code == 404


def test_both_databases_keep_what_is_told(on_each: Served) -> None:
    with on_each.client() as client:
        person = client.person()
        client.collect(person, {"name": "Ada Quill"}, purpose="support")
        client.choose(person, "surveys", "no")
        assert client.use(person, ["name"], "support").values == {"name": "Ada Quill"}
        assert client.state(person)["choices"][0]["value"] == "no"
        assert client.erase(person)["complete"]
