"""Agents by the Data Rights Protocol 1.0: signed, for us, in time, once; and nobody learns who is here."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.api.documented import Document
from tests.api.house import Served
from troth.cases import CENTRE, Level, vouching
from troth.cases.acting import Actings
from troth.cases.agents.store import requests
from troth.people import parse_person_ref

ENDS = timedelta(minutes=10)
PAST, FUTURE = "2001-01-01T00:00:00Z", "2100-01-01T00:00:00Z"


@dataclass(frozen=True)
class Agent:
    """An agent with its key and token, over bare HTTP."""

    id: str
    key: Ed25519PrivateKey
    http: httpx.Client
    served: Served

    def signed(self, **claims: Any) -> bytes:
        """What is given stands in the place of what is right."""
        at = self.served.troth.clock()
        right: dict[str, Any] = {"agent-id": self.id, "business-id": "LANTERN", "drp.version": "1.0"}
        right |= {"issued-at": at.isoformat(), "expires-at": (at + ENDS).isoformat()}
        return self.raw({**right, **claims})

    def raw(self, told: Any) -> bytes:
        plain = json.dumps(told).encode()
        return base64.b64encode(self.key.sign(plain) + plain)

    def asks(self, email: str, exercise: str = "access", **more: Any) -> httpx.Response:
        told = {
            "exercise": exercise,
            "regime": "ccpa",
            "email": email,
            "agent-request-id": secrets.token_hex(4),
            **more,
        }
        return self.http.post("/v1/data-rights-request", content=self.signed(**told))

    def sees(self, number: str) -> dict[str, Any]:
        """How far it is, once what goes on by itself has gone on."""
        self.served.troth.agents.settle()
        self.served.troth.work.work()
        answer = self.http.get(f"/v1/data-rights-request/{number}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


def enter(served: Served, name: str) -> Ed25519PrivateKey:
    troth, key = served.troth, Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    with troth.database.write() as tx:
        vouching.enter_agent(tx, troth.ledger, troth.caller, name, "An agent", public, "LANTERN", at=troth.clock())
    return key


@contextmanager
def registered(served: Served, document: Document) -> Iterator[Agent]:
    name = "AGENT_" + "".join(secrets.choice("ABCDEFGHIJ") for _ in range(12))
    with httpx.Client(base_url=served.url, event_hooks={"response": [document.check]}) as http:
        made = Agent(name, enter(served, name), http, served)
        token = http.post(f"/v1/agent/{name}", content=made.signed()).json()["token"]
        http.headers["authorization"] = f"Bearer {token}"
        yield made


@pytest.fixture
def agent(served: Served, document: Document) -> Iterator[Agent]:
    with registered(served, document) as made:
        yield made


@pytest.fixture
def other(served: Served, document: Document) -> Iterator[Agent]:
    """Another agent on the register."""
    with registered(served, document) as made:
        yield made


def email_of(person: str) -> str:
    return f"ada-{person}@quill.example"


def cases_of(served: Served, person: str) -> list[Any]:
    with served.troth.database.read() as tx:
        return served.troth.cases.of(tx, parse_person_ref(person))


def mandate(served: Served, person: str, agent: str, *rights: str) -> None:
    troth = served.troth
    with troth.database.write() as tx:
        at = troth.clock()
        until = at + timedelta(days=30)
        Actings(troth.ledger).mandate(tx, troth.caller, parse_person_ref(person), agent, rights, until=until, at=at)


def test_a_token_is_given_for_what_the_agent_signed(agent: Agent) -> None:
    assert agent.http.get(f"/v1/agent/{agent.id}").json() == {}
    again = agent.http.post(f"/v1/agent/{agent.id}", content=agent.signed()).json()
    assert again["agent-id"] == agent.id
    assert agent.http.get(f"/v1/agent/{agent.id}").status_code == 401  # the one before is over


@pytest.mark.parametrize(
    "wrong",
    [
        {"agent-id": "ANOTHER"},
        {"business-id": "ANOTHER"},
        {"drp.version": "0.9"},
        {"issued-at": FUTURE},
    ],
    ids=str,
)
def test_no_token_is_given_for_anything_else(agent: Agent, wrong: dict[str, str]) -> None:
    answers = [
        agent.http.post(f"/v1/agent/{agent.id}", content=content)
        for content in (agent.signed(**wrong), b"", b"nothing", base64.b64encode(b"x" * 80))
    ]
    answers.append(agent.http.post("/v1/agent/NOBODY", content=agent.signed()))
    assert {(answer.status_code, answer.content) for answer in answers} == {(403, b"")}


def test_known_and_unknown_get_the_same_answers_until_the_person_speaks(agent: Agent, person: str) -> None:
    first = [agent.asks(email).json() for email in (email_of(person), "nobody@mail.example")]
    later = [agent.sees(each["request_id"]) for each in first]
    own = ("request_id", "agent_request_id", "received_at", "expected_by", "expires_at")
    plain = [{name: value for name, value in told.items() if name not in own} for told in (*first, *later)]
    assert plain == [plain[0]] * 4
    assert (plain[0]["status"], plain[0]["reason"]) == ("in_progress", "need_user_verification")


def test_for_both_the_ledger_grows_alike_while_they_ask(agent: Agent, served: Served, person: str) -> None:
    sizes = []
    for email in (email_of(person), "nobody@mail.example"):
        before = entries(served)
        agent.asks(email)
        sizes.append(entries(served) - before)
    assert sizes[0] == sizes[1] == 1


def entries(served: Served) -> int:
    served.troth.ledger.integrate()
    return served.troth.ledger.checkpoint().size


def test_once_the_person_says_so_it_goes_on(agent: Agent, served: Served, person: str) -> None:
    number = agent.asks(email_of(person), "sale:opt-out").json()["request_id"]
    assert agent.sees(number)["reason"] == "need_user_verification"
    (case,) = cases_of(served, person)
    assert (case.kind, case.via, case.state) == ("object", "agent", "unverified")
    with served.troth.database.write() as tx:
        served.troth.cases.confirm(tx, CENTRE, case.id, Level.FRESH)
    assert agent.sees(number)["status"] == "fulfilled"


def test_with_a_mandate_it_goes_on_at_once(agent: Agent, served: Served, person: str) -> None:
    mandate(served, person, agent.id, "access")
    number = agent.asks(email_of(person)).json()["request_id"]
    told = agent.sees(number)
    assert (told["status"], "results_url" in told) == ("fulfilled", True)
    erase = agent.asks(email_of(person), "deletion").json()["request_id"]  # which the mandate does not name
    assert agent.sees(erase)["reason"] == "need_user_verification"


def test_a_denial_tells_its_reason(agent: Agent, served: Served, person: str) -> None:
    mandate(served, person, agent.id, "erase")
    number = agent.asks(email_of(person), "deletion").json()["request_id"]
    assert agent.sees(number)["status"] == "in_progress"
    (case,) = cases_of(served, person)
    with served.troth.database.write() as tx:
        served.troth.cases.deny(tx, served.troth.caller, case.id, "outside_jurisdiction")
    told = agent.sees(number)
    assert (told["status"], told["reason"]) == ("denied", "outside_jurisdiction")


def test_what_nobody_confirmed_tells_nothing_when_it_is_denied(agent: Agent, served: Served, person: str) -> None:
    number = agent.asks(email_of(person)).json()["request_id"]
    agent.sees(number)
    (case,) = cases_of(served, person)
    with served.troth.database.write() as tx:
        served.troth.cases.deny(tx, served.troth.caller, case.id, "insuf_verification")
    assert agent.sees(number)["status"] == "in_progress"


def test_it_is_taken_back(agent: Agent, served: Served, person: str) -> None:
    numbers = [agent.asks(email).json()["request_id"] for email in (email_of(person), "nobody@mail.example")]
    served.troth.agents.settle()
    for number in numbers:
        content = agent.raw({"reason": "not any more"})
        answer = agent.http.request("DELETE", f"/v1/data-rights-request/{number}", content=content)
        assert (answer.status_code, answer.json()["status"]) == (200, "revoked")
        assert agent.sees(number)["status"] == "revoked"
    assert [case.state for case in cases_of(served, person)] == ["cancelled"]


def test_the_same_signed_words_are_the_same_request(agent: Agent, served: Served, person: str) -> None:
    content = agent.signed(exercise="access", email=email_of(person))
    first, second = (agent.http.post("/v1/data-rights-request", content=content).json() for _ in range(2))
    assert first == second
    agent.sees(first["request_id"])
    assert len(cases_of(served, person)) == 1


@pytest.mark.parametrize(
    ("wrong", "status", "fatal"),
    [
        ({"agent-id": "ANOTHER"}, 403, None),
        ({"business-id": "ANOTHER"}, 403, None),
        ({"issued-at": FUTURE}, 400, None),
        ({"expires-at": PAST}, 400, True),
        ({"expires-at": FUTURE}, 400, True),
        ({"expires-at": "soon"}, 400, True),
        ({"drp.version": "0.9.4"}, 400, True),
        ({"exercise": "sale:opt-in"}, 400, True),
        ({"regime": "gdpr"}, 400, True),
        ({"agent-request-id": 5}, 400, True),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_in_the_protocols_shape(
    agent: Agent, wrong: Any, status: int, fatal: bool | None
) -> None:
    answer = agent.asks("nobody@mail.example", **wrong)
    told = answer.json()
    assert (answer.status_code, told["code"], told.get("fatal")) == (status, str(status), fatal)
    assert "nobody@mail.example" not in answer.text


def test_another_agent_sees_and_ends_nothing(agent: Agent, other: Agent) -> None:
    number = agent.asks("nobody@mail.example").json()["request_id"]
    for each in (number, "00000000-0000-0000-0000-000000000000"):
        path = f"/v1/data-rights-request/{each}"
        answers = [other.http.get(path), other.http.request("DELETE", path, content=other.raw({}))]
        assert [answer.status_code for answer in answers] == [403, 403]
    forged = agent.http.request("DELETE", f"/v1/data-rights-request/{number}", content=other.raw({}))
    assert forged.status_code == 403
    assert agent.sees(number)["status"] == "in_progress"


@pytest.mark.parametrize("header", ["", "Bearer x", "Bearer " + "A" * 43])
def test_without_a_good_token_nothing_is_said(agent: Agent, header: str) -> None:
    agent.http.headers["authorization"] = header
    assert agent.asks("nobody@mail.example").status_code == 401


def test_an_agent_that_was_taken_off_is_out_at_once(agent: Agent, served: Served) -> None:
    troth = served.troth
    with troth.database.write() as tx:
        vouching.end_voucher(tx, troth.ledger, troth.caller, "agent", agent.id, at=troth.clock())
    assert agent.asks("nobody@mail.example").status_code == 401
    assert agent.http.post(f"/v1/agent/{agent.id}", content=agent.signed()).status_code == 403


def test_who_is_meant_is_not_kept(agent: Agent, served: Served) -> None:
    email = f"{secrets.token_hex(6)}@mail.example"
    agent.asks(email)
    served.troth.agents.settle()
    with served.troth.database.read() as tx:
        rows = [*tx.execute(requests.select())]
    assert email not in repr(rows)
    assert all(row.sealed is None for row in rows if row.settled_at is not None)


def test_times_are_of_iso_8601(agent: Agent) -> None:
    told = agent.asks("nobody@mail.example").json()
    assert all(datetime.fromisoformat(told[name]).tzinfo for name in ("received_at", "expected_by", "expires_at"))
