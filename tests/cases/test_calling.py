"""Agents are told of news where the register says they may be, and once."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.gate.house import NOW, House
from troth.cases import vouching
from troth.cases.agents import AgentRequest, Calling
from troth.cases.agents.calling import AGAIN
from troth.controls.receiver import receiving
from troth.errors import RequestError
from troth.people import vouchers

KEY = Ed25519PrivateKey.generate()
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()


def asks(troth: House, callback: str, registered: str) -> AgentRequest:
    at = troth.clock()
    told = {"agent-id": "AGENT_A", "business-id": "SHOP", "drp.version": "1.0", "exercise": "access"}
    told |= {"issued-at": at.isoformat(), "expires-at": (at + timedelta(minutes=5)).isoformat()}
    plain = json.dumps(told | {"email": "ann@mail.example", "status_callback": callback}).encode()
    with troth.database.write() as tx:
        parts = (troth.ledger, troth.caller, "AGENT_A", "Agent A", PUBLIC, "SHOP", registered)
        vouching.enter_agent(tx, *parts, at=at)
        agent = vouchers.get(tx, "agent", "AGENT_A")
    made, _ = troth.agents.exercise(agent, base64.b64encode(KEY.sign(plain) + plain))
    troth.agents.settle()
    return made


def test_news_are_told_once(troth: House, tmp_path: Path) -> None:
    with receiving(tmp_path) as there:
        made = asks(troth, there.url, there.url.partition("notices")[0])
        calling = Calling(troth.agents, there.trusted)
        assert [calling.call(), calling.call()] == [1, 0]
        assert (there.told[0]["request_id"], there.told[0]["status"]) == (made.id, "in_progress")


def test_who_does_not_answer_is_tried_again_later(troth: House, tmp_path: Path) -> None:
    with receiving(tmp_path) as there:
        asks(troth, there.url, there.url.partition("notices")[0])
        there.status = 500
        calling = Calling(troth.agents, there.trusted)
        assert [calling.call(), calling.call()] == [0, 0]
        assert len(there.bodies) == 1
        there.status = 204
        troth.set(NOW + AGAIN)
        assert [calling.call(), calling.call()] == [1, 0]
        assert len(there.bodies) == 2


def test_when_it_is_tried_again_outlives_the_process(troth: House, tmp_path: Path) -> None:
    with receiving(tmp_path) as there:
        asks(troth, there.url, there.url.partition("notices")[0])
        there.status = 500
        assert Calling(troth.agents, there.trusted).call() == 0
        there.status = 204
        troth.set(NOW + AGAIN - timedelta(seconds=1))
        assert Calling(troth.agents, there.trusted).call() == 0
        assert len(there.bodies) == 1
        troth.set(NOW + AGAIN)
        assert Calling(troth.agents, there.trusted).call() == 1


def test_no_other_place_is_called(troth: House, tmp_path: Path) -> None:
    with receiving(tmp_path) as there:
        asks(troth, there.url, "https://agent.example/")
        assert Calling(troth.agents, there.trusted).call() == 0
        assert there.bodies == []


@pytest.mark.parametrize("callback", ["http://agent.example/", "https://agent.example", "ftp://agent.example/"])
def test_a_place_that_is_not_safe_is_not_registered(troth: House, callback: str) -> None:
    parts = (troth.ledger, troth.caller, "AGENT_A", "Agent A", PUBLIC, "SHOP", callback)
    with troth.database.write() as tx, pytest.raises(RequestError):
        vouching.enter_agent(tx, *parts, at=troth.clock())
