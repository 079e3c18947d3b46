"""Grounds, recipients, notices, policies and the ledger over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest

from tests.api.house import Served
from troth.client import Client, Problem
from troth.ledger import check_proof_file, open_checkpoint

ORDER = {"kind": "legal-order", "data": ["email"], "to": ["law-enforcement"], "once": True, "reference": "HC-12/2014"}


def test_a_ground_is_registered_read_and_ended(http: httpx.Client, person: str) -> None:
    made = http.post("/v1/grounds", json=ORDER | {"people": [person]})
    ground = made.json()
    assert (made.status_code, ground["used"], ground["people"], ground["until"]) == (201, False, [person], None)
    ended = http.post(f"/v1/grounds/{ground['ground']}/end", json={}).json()
    assert http.get(f"/v1/grounds/{ground['ground']}").json()["until"] == ended["until"] is not None


def test_a_once_only_ground_is_used_up_by_the_first(http: httpx.Client, client: Client, person: str) -> None:
    ground = client.ground("order", people=[person], data=["name"], recipients=["courier"], once=True, reference="O-2")
    asked = {"person": person, "data": ["name"], "for": "delivery", "to": "swiftfoot", "ground": ground}
    assert [http.post("/v1/disclose", json=asked).status_code for _ in range(2)] == [200, 403]
    assert client.get_ground(ground)["used"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "whim"}, {"people": []}, {"everyone": True, "people": []}, {"reference": ""}]
)
def test_a_ground_without_its_parts_is_none(http: httpx.Client, person: str, wrong: dict[str, object]) -> None:
    assert http.post("/v1/grounds", json=ORDER | {"people": [person]} | wrong).status_code == 422


def test_a_ground_about_nobody_here_is_not_found(http: httpx.Client) -> None:
    assert http.post("/v1/grounds", json=ORDER | {"people": ["p0000000000001"]}).status_code == 404
    assert http.get("/v1/grounds/g0000000000001").status_code == 404


def test_a_recipient_is_entered_changed_and_removed(client: Client) -> None:
    entry = {"kind": "mail-house", "fields": ["email"], "purposes": ["newsletters"]}
    assert client.recipient("inkwell", name="Inkwell", **entry, contact="privacy@inkwell.example")["agreement"] is None
    start, digest = datetime(2014, 1, 1, tzinfo=UTC), "ab" * 32
    agreed = client.agreement("inkwell", "I-1", start=start, digest=digest)
    assert (agreed["agreement"]["reference"], agreed["name"]) == ("I-1", "Inkwell")
    assert client.recipient("inkwell", name="Inkwell Mailing", **entry)["name"] == "Inkwell Mailing"
    assert client.end_agreement("inkwell", "I-1")["agreement"] is None
    assert [each["reference"] for each in client.agreements("inkwell")] == ["I-1"]
    client.remove_recipient("inkwell")
    assert "inkwell" not in [each["id"] for each in client.recipients()]


def test_recipients_are_listed_page_by_page(http: httpx.Client, client: Client) -> None:
    client.recipient("aardvark", name="Aardvark", kind="courier", fields=["name"], purposes=["delivery"])
    page = http.get("/v1/recipients", params={"limit": 1}).json()
    assert [each["id"] for each in page["items"]] == ["aardvark"]
    assert "swiftfoot" in [
        each["id"] for each in http.get("/v1/recipients", params={"after": page["next"]}).json()["items"]
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "no-such-kind"}, {"fields": ["nope"]}, {"endpoint": "http://x.example"}, {"contact": "ada@x.example"}],
)
def test_a_recipient_with_a_part_that_cannot_be_is_not_entered(http: httpx.Client, wrong: dict[str, object]) -> None:
    entry = {"name": "X", "kind": "courier", "fields": ["name"], "purposes": ["delivery"]}
    assert http.put("/v1/recipients/x", json=entry | wrong).status_code == 422
    assert http.get("/v1/recipients/x").status_code == 404


def test_an_agreement_is_entered_once(client: Client) -> None:
    with pytest.raises(Problem) as stopped:
        client.agreement("swiftfoot", "LM-1", start=datetime(2014, 1, 1, tzinfo=UTC), digest="0" * 64)
    assert (stopped.value.status, stopped.value.code) == (409, "conflict")


def test_a_notice_is_kept_once_and_never_changes(http: httpx.Client) -> None:
    notice = {
        "id": "hello",
        "policy": "lantern-market",
        "version": "2014-01",
        "words": "Hello.",
        "purposes": ["support"],
    }
    kept = http.post("/v1/notices", json=notice)
    assert (kept.status_code, http.get("/v1/notices/hello").json()) == (201, kept.json())
    assert http.post("/v1/notices", json=notice).status_code == 201
    assert http.post("/v1/notices", json=notice | {"words": "Bye."}).status_code == 409
    assert http.post("/v1/notices", json=notice | {"id": "other", "version": "1999"}).status_code == 422
    assert http.get("/v1/notices/nowhere").status_code == 404


def test_what_the_notice_did_not_ask_for_is_refused(http: httpx.Client, person: str) -> None:
    sent = {"person": person, "values": {"language": "fr"}, "notice": "joining", "for": "statistics"}
    told = http.post("/v1/collect", json=sent).json()
    assert (told["status"], told["code"], len(told["entry"])) == (403, "beyond-notice", 16)


def test_policies_show_each_sentence_with_its_status(served: Served, client: Client) -> None:
    (policy,) = client.policies()
    assert (policy["policy"], policy["in-force"]) == ("lantern-market", "2014-01")
    version = client.policy("lantern-market", "2014-01")
    text = served.troth.engine.policies[0].versions[-1].text
    assert version["text"] == {"name": text.name, "sha256": text.sha256, "sentences": len(text.sentences)}
    assert {each["status"] for each in version["sentences"]} == {"bound", "said"}
    assert version["clauses"][0]["links"][0].startswith("#:~:text=")


def test_a_version_that_is_not_there_is_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/policies/lantern-market/versions/1999").status_code == 404


def test_an_entry_is_proven_by_anyone_with_the_key(served: Served, client: Client, person: str) -> None:
    entry = client.use(person, ["email"], "support").entry
    served.troth.ledger.integrate()
    vkey = client.ledger_key()
    head = open_checkpoint(client.checkpoint(), vkey)
    closed, shown = (check_proof_file(client.proof(entry, opened=opened), vkey) for opened in (False, True))
    assert closed.entry is None
    assert shown.entry is not None
    assert shown.entry.act == "use"
    assert client.consistency(head.size, head.size) == []
    assert len(client.consistency(1, head.size)) > 0


def test_proofs_of_what_is_not_there_are_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/ledger/proof/00000000000000ff").status_code == 404
    assert http.get("/v1/ledger/proof/nonsense").status_code == 404
    assert http.get("/v1/ledger/consistency", params={"old": 5, "new": 1}).status_code == 404


def test_eight_who_enter_one_recipient_at_once_are_never_told_of_an_incident(on_each: Served) -> None:
    entry = {"name": "Swift", "kind": "courier", "fields": ["name"], "purposes": ["delivery"]}
    with on_each.http() as http, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: http.put("/v1/recipients/swift-at-once", json=entry), range(8)))
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert any(answer.is_success for answer in answers)
