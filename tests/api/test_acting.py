"""Who may act for a person, app keys, accounts elsewhere and suspicion, over HTTP."""

from __future__ import annotations

import base64

import httpx
import pytest
from joserfc.jwk import ECKey

from tests.api.house import Served
from troth.cases import vouching
from troth.people import parse_person_ref

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(scope="session")
def agent(served: Served) -> str:
    troth = served.troth
    with troth.database.write() as tx:
        vouching.enter_agent(tx, troth.ledger, troth.caller, "AGENT_Q", "Agent Q", KEY, "SHOP", at=troth.clock())
    return "AGENT_Q"


def make(http: httpx.Client, kind: str = "individual") -> str:
    made: str = http.post("/v1/people", json={"kind": kind}).json()["person"]
    return made


def test_each_kind_of_acting_is_recorded_and_ends(http: httpx.Client, agent: str) -> None:
    child, firm, ann = make(http), make(http, "organisation"), make(http)
    mandate = {"as": "mandate", "agent": agent, "rights": ["access"], "until": "2015-01-01T00:00:00Z"}
    told = ((child, {"as": "guardian", "who": ann}), (firm, {"as": "contact", "who": ann}), (ann, mandate))
    for person, body in told:
        made = http.post(f"/v1/people/{person}/acting", json=body)
        assert made.status_code == 201, made.text
        assert http.get(f"/v1/people/{person}/acting").json()["items"] == [made.json()]
        assert http.delete(f"/v1/people/{person}/acting/{made.json()['event']}").status_code == 204
        assert http.get(f"/v1/people/{person}/acting").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"as": "guardian"},
        {"as": "mandate", "agent": "AGENT_Q", "rights": ["access"]},
        {"as": "mandate", "agent": "AGENT_Q", "rights": [], "until": "2015-01-01T00:00:00Z"},
        {"as": "mandate", "agent": "AGENT_Q", "rights": ["access"], "until": "2013-01-01T00:00:00Z"},
        {"as": "contact", "who": "p0000000000001"},
    ],
    ids=str,
)
@pytest.mark.usefixtures("agent")
def test_what_is_not_whole_is_refused(http: httpx.Client, person: str, body: dict[str, object]) -> None:
    assert http.post(f"/v1/people/{person}/acting", json=body).status_code in (404, 422)


def test_an_agent_must_be_on_the_register(http: httpx.Client, person: str) -> None:
    body = {"as": "mandate", "agent": "NOBODY", "rights": ["access"], "until": "2015-01-01T00:00:00Z"}
    assert http.post(f"/v1/people/{person}/acting", json=body).status_code == 404


def test_app_keys_are_public_keys(http: httpx.Client) -> None:
    key = ECKey.generate_key("P-256")
    made = http.post("/v1/app-keys", json={"name": "web shop", "keys": key.as_dict(private=False)})
    assert made.status_code == 201, made.text
    assert made.json() in http.get("/v1/app-keys").json()["items"]
    pem = http.post("/v1/app-keys", json={"name": "pem", "keys": key.as_pem(private=False).decode()})
    assert pem.json()["keys"] == made.json()["keys"]
    for each in (made, pem):
        assert http.delete(f"/v1/app-keys/{each.json()['id']}").status_code == 204
    assert http.get("/v1/app-keys").json()["items"] == []


@pytest.mark.parametrize(
    "keys",
    [
        ECKey.generate_key("P-256").as_dict(private=True),
        ECKey.generate_key("P-384").as_dict(private=False),
        {"kty": "RSA", "e": "AQAB", "n": "s" * 171},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"keys": []},
        {},
        "no key",
    ],
    ids=lambda keys: str(keys)[:20],
)
def test_what_is_no_public_key_that_counts_is_refused(http: httpx.Client, keys: object) -> None:
    answer = http.post("/v1/app-keys", json={"name": "x", "keys": keys})
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")


def test_suspicion_shuts_the_password_and_opens_a_case(http: httpx.Client, served: Served, person: str) -> None:
    theirs, vault = parse_person_ref(person), served.troth.vault
    with served.troth.database.write() as tx:
        collection = vault.record_collection(tx, theirs, vault.items(tx, theirs)[0].collection)
        vault.put(tx, theirs, "pin", "1234", collection=collection, credential=True)
        assert vault.verify(tx, theirs, "pin", "1234")
    made = http.post(f"/v1/people/{person}/suspicion", json={"text": "it was not me"})
    assert made.status_code == 201, made.text
    case = http.get(f"/v1/cases/{made.json()['case']}").json()
    assert (case["kind"], case["text"], case["steps"][-1]["code"]) == ("security-report", "it was not me", "urgent")
    with served.troth.database.read() as tx:
        assert not vault.verify(tx, theirs, "pin", "1234")


def test_a_subject_needs_a_provider(http: httpx.Client, person: str) -> None:
    assert http.put(f"/v1/people/{person}/subject", json={"subject": "abc"}).status_code == 404
    assert http.delete(f"/v1/people/{person}/subject").status_code == 204
