"""The verbs over HTTP: what is permitted comes out, what is not is refused with its clause and sentence."""

from __future__ import annotations

import httpx

from tests.api.house import Served
from troth.client import Client


def test_what_is_collected_can_be_used(http: httpx.Client, client: Client) -> None:
    person = client.person()
    sent = {"person": person, "values": {"email": "ada@quill.example"}, "for": "support", "notice": "joining"}
    stored = http.post("/v1/collect", json=sent)
    assert (stored.status_code, stored.json()["answer"], list(stored.json()["items"])) == (200, "permit", ["email"])
    used = http.post("/v1/use", json={"person": person, "data": ["contact"], "for": "support"}).json()
    assert used["values"] == {"email": "ada@quill.example"}
    assert used["items"][0]["item"] == stored.json()["items"]["email"]


def test_a_refusal_names_the_clause_and_its_sentence(http: httpx.Client, person: str) -> None:
    answer = http.post("/v1/use", json={"person": person, "data": ["email"], "for": "newsletters"})
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert (told["type"], told["reason"], told["failed"]) == (
        "urn:troth:problem:refused",
        "unmet",
        {"Q15": ["choice: newsletters"]},
    )
    (clause,) = told["clauses"]
    assert clause["id"] == "Q15"
    assert clause["sentence"].startswith("Our newsletter goes")
    assert clause["anchors"] == ["Our newsletter goes … and e-mail address."]
    assert len(told["entry"]) == 16


def test_a_choice_counts_at_the_next_use(http: httpx.Client, client: Client, person: str) -> None:
    asked = {"person": person, "data": ["email"], "for": "newsletters"}
    client.choose(person, "newsletters", "yes")
    assert http.post("/v1/use", json=asked).status_code == 200
    client.choose(person, "newsletters", "no")
    assert http.post("/v1/use", json=asked).status_code == 403


def test_a_disclosure_brings_the_recipients_terms(http: httpx.Client, client: Client, person: str) -> None:
    ground = client.ground(
        "order", people=[person], data=["name", "postal-address"], recipients=["courier"], reference="O-1"
    )
    asked = {"person": person, "data": ["name"], "for": "delivery", "to": "swiftfoot", "ground": ground}
    told = http.post("/v1/disclose", json=asked).json()
    assert (told["values"], told["disclosure"][0]) == ({"name": "Ada Quill"}, "d")
    assert "delivery" in told["terms"]
    assert [each["recipient"] for each in client.disclosures(person)] == ["swiftfoot"]


def test_a_recipient_gets_no_more_than_it_is_registered_for(http: httpx.Client, client: Client, person: str) -> None:
    client.recipient("narrow", name="Narrow", kind="courier", fields=["name"], purposes=["support"])
    asked = {"person": person, "data": ["name"], "for": "delivery", "to": "narrow"}
    answer = http.post("/v1/disclose", json=asked)
    assert (answer.status_code, "entry" in answer.json()) == (403, True)


def test_who_is_not_on_the_register_is_not_found(http: httpx.Client, person: str) -> None:
    asked = {"person": person, "data": ["name"], "for": "delivery", "to": "nobody-here"}
    assert http.post("/v1/disclose", json=asked).json()["code"] == "not-found"


def test_publishing_and_linking_ask_the_policy(http: httpx.Client, client: Client, person: str) -> None:
    asked = {"person": person, "data": ["name"], "for": "customers-stories", "to": "public"}
    assert http.post("/v1/publish", json=asked).json()["reason"] == "unmet"
    client.consent(
        person, actions=["publish"], data=["name"], purposes=["customers-stories"], recipients=["public"], explicit=True
    )
    assert http.post("/v1/publish", json=asked).json()["values"] == {"name": "Ada Quill"}
    joined = {"person": person, "data": ["name"], "with": "ip-address", "for": "statistics"}
    assert http.post("/v1/link", json=joined).json()["reason"] == "undisclosed"


def test_a_term_too_coarse_is_refused(http: httpx.Client, person: str) -> None:
    answer = http.post("/v1/collect", json={"person": person, "values": {"data": "x"}, "for": "support"})
    assert answer.status_code in (403, 422)
    assert len(answer.json()["entry"]) == 16


def test_a_credential_is_verified_and_never_read(http: httpx.Client, client: Client, person: str) -> None:
    client.collect(person, {"member-pin": "4711 once more"}, purpose="authentication")
    asked = {"person": person, "category": "member-pin", "candidate": "4711 once more"}
    assert http.post("/v1/verify", json=asked).json() == {"right": True}
    assert http.post("/v1/verify", json=asked | {"candidate": "4712"}).json() == {"right": False}
    used = http.post("/v1/use", json={"person": person, "data": ["member-pin"], "for": "authentication"})
    assert used.json()["reason"] == "forbidden"


def test_ask_answers_and_nothing_happens(http: httpx.Client, client: Client, person: str) -> None:
    before = len(list(client.entries(person)))
    asked = {"person": person, "action": "use", "data": ["email"], "for": "newsletters"}
    told = http.post("/v1/ask", json=asked, params={"explain": True}).json()
    assert (told["answer"], told["reason"], told["clauses"]) == ("refuse", "unmet", ["Q15"])
    assert told["explanation"][0]["sentence"].startswith("Our newsletter goes")
    assert len(list(client.entries(person))) == before


def test_ask_answers_a_question_that_brings_its_facts(http: httpx.Client) -> None:
    asked = {"action": "collect", "data": ["email"], "for": "support", "in": "lantern.example", "at": "2014-03-01"}
    told = http.post("/v1/ask", json=asked | {"datum": {"source": "person"}}).json()
    assert told == {
        "answer": "permit",
        "reason": None,
        "clauses": ["Q05"],
        "failed": {},
        "unknown": {},
        "refused": {},
        "duties": told["duties"],
        "version": "2014-01",
    }


def test_a_batch_answers_each_in_its_place(http: httpx.Client, person: str) -> None:
    live = {"person": person, "action": "use", "data": ["email"], "for": "support"}
    told = http.post("/v1/ask/batch", json=[live, {"action": "use"}, live | {"data": ["no-such-term"]}]).json()
    assert [each.get("answer") or each["error"] for each in told["answers"]] == [
        "permit",
        "request-invalid",
        "request-invalid",
    ]


def test_a_batch_has_at_most_a_thousand(http: httpx.Client) -> None:
    assert http.post("/v1/ask/batch", json=[{}] * 1001).status_code == 422


def test_a_role_of_the_key_counts(served: Served, person: str) -> None:
    asked = {"person": person, "data": ["name"], "for": "fraud-prevention"}
    desk = {"authorization": f"Bearer {served.key('use', roles=('trust-desk',))}"}
    assert httpx.post(f"{served.url}/v1/use", json=asked, headers=desk).status_code == 200
    assert (
        httpx.post(
            f"{served.url}/v1/use", json=asked, headers={"authorization": f"Bearer {served.key('use')}"}
        ).status_code
        == 403
    )
