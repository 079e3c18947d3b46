"""Several servers on one store: killed at any moment nothing is lost or doubled; what one is told holds at all.

What is decided by (choices, consents, restrictions, keys, who is erased) is read in the act's own transaction: a
change that one server has acknowledged is honoured by every other at once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import pytest

from tests.gate.house import FACTS, House
from tests.journeys.processes import Persistent, Process, processes
from troth.app import accounts
from troth.client import Client, Problem
from troth.people import parse_person_ref, person_ref

SEED = 20140301
CALLERS = 6
DEATHS = 3
Pair = tuple[Client, Client, House]


def _opened(house: tuple[Path, dict[str, str]]) -> House:
    folder, settings = house
    troth = House.open(folder, **settings)
    assert isinstance(troth, House)
    return troth


def _key(troth: House) -> str:
    with troth.database.write() as tx:
        scopes = [scope for scope in accounts.SCOPES if scope != "staff"]
        return accounts.make(tx, "test", scopes, (), troth.clock())[1]


def _acts(caller: Persistent, people: list[str], random: Random, enough: Event) -> list[tuple[str, str, Any]]:
    """(person, act, its answer) of each act that was acknowledged, until it is enough."""
    done: list[tuple[str, str, Any]] = []
    while not enough.is_set():
        person, act = random.choice(people), random.choice(("use", "collect", "refuse"))
        if act == "collect":
            body = {"person": person, "values": {"order": {"goods": "lamp"}}, "notice": "order"}
            answer = caller.post("/v1/collect", body)
        else:
            purpose = "support" if act == "use" else "sale"
            answer = caller.post("/v1/use", {"person": person, "data": ["email"], "for": purpose})
        assert answer.status_code == (403 if act == "refuse" else 200), answer.text
        done.append((person, act, answer.json()))
    caller.http.close()
    return done


def test_servers_killed_and_started_under_load_lose_and_double_nothing(house: tuple[Path, dict[str, str]]) -> None:
    enough = Event()
    with _opened(house) as troth:
        key, people = _key(troth), [troth.member() for _ in range(6)]
        references = [person_ref(person) for person in people]
        with processes(*house, 3 if "database" in house[1] else 2) as servers:
            callers = [Persistent(servers, key, Random(SEED + n)) for n in range(CALLERS)]
            with ThreadPoolExecutor(CALLERS) as threads:
                asked = [threads.submit(_acts, c, references, Random(SEED - n), enough) for n, c in enumerate(callers)]
                try:
                    _kill_now_and_then(servers, Random(SEED))
                finally:
                    enough.set()
                done = [act for each in asked for act in each.result()]
            for server in servers:
                server.end()
        _compare(troth, people, done)


def _kill_now_and_then(servers: list[Process], random: Random) -> None:
    for _ in range(DEATHS):
        time.sleep(random.random())
        victim = random.choice(servers)
        victim.kill()
        victim.start()
        victim.ready()


def _compare(troth: House, people: list[int], done: list[tuple[str, str, Any]]) -> None:
    """An entry for each act that was acknowledged, and no other; the items that were acknowledged, and no other."""
    for person in people:
        mine = [(act, told) for reference, act, told in done if parse_person_ref(reference) == person]
        with troth.database.read() as tx:
            entries = troth.ledger.entries_of(tx, person, limit=100_000)
            held = {item.id for item in troth.vault.items(tx, person) if item.category == "order"}
        acts = Counter(each.entry.act for each in entries if each.entry)
        wanted = Counter(act for act, _ in mine)
        assert (acts["use"], acts["refuse"], acts["collect"]) == (
            wanted["use"],
            wanted["refuse"],
            wanted["collect"] + 1,
        )
        assert len(held) == wanted["collect"]
    assert len({told["entry"] for _, _, told in done}) == len(done) > CALLERS * DEATHS
    troth.ledger.integrate()
    report = troth.ledger.verify()
    assert (report.sound, report.waiting) == (True, 0), report.findings


@pytest.fixture
def pair(house: tuple[Path, dict[str, str]]) -> Iterator[Pair]:
    """Clients of two servers on one store."""
    with _opened(house) as troth, processes(*house, 2) as (one, other):
        key = _key(troth)
        with Client(one.url, key) as here, Client(other.url, key) as there:
            yield here, there, troth


def _member(client: Client) -> str:
    person = client.person()
    for fact in FACTS:
        client.fact(person, fact, value=True)
    client.collect(person, {"name": "Ann Amber", "email": f"{person}@mail.example"}, notice="sign-up")
    return person


def _may(client: Client, person: str, purpose: str) -> int:
    """The status that a use is answered with."""
    try:
        client.use(person, ["email"], purpose)
    except Problem as problem:
        return problem.status
    return 200


def test_what_a_person_says_at_one_server_holds_at_the_other_at_its_next_act(pair: Pair) -> None:
    here, there, _ = pair
    for _ in range(4):
        person = _member(here)
        assert _may(there, person, "newsletters") == 403
        here.choose(person, "newsletters", "yes")
        assert _may(there, person, "newsletters") == 200
        there.choose(person, "newsletters", "no")
        assert _may(here, person, "newsletters") == 403
        restriction = here.restrict(person, data=["email"])
        assert _may(there, person, "support") == 403
        here.lift(person, restriction)
        assert _may(there, person, "support") == 200
        here.erase(person)
        assert _may(there, person, "support") == 404
        here, there = there, here


def test_a_ground_a_recipient_and_a_key_end_at_every_server_at_once(pair: Pair) -> None:
    here, there, troth = pair
    person = _member(here)
    here.agreement("swiftfoot", "LM-2", start=datetime(2016, 1, 1, tzinfo=UTC), digest="0" * 64)

    def disclosed() -> int:
        order = here.ground("order", people=[person], data=["data"], recipients=["recipients"], reference="LM-1")
        try:
            there.disclose(person, ["name"], "delivery", "swiftfoot", ground=order)
        except Problem as problem:
            return problem.status
        return 200

    assert disclosed() == 200
    here.remove_recipient("swiftfoot")
    assert disclosed() == 404
    with troth.database.write() as tx:
        for account, _, _ in accounts.every(tx):
            accounts.revoke(tx, account.id, troth.clock())
    assert (_may(here, person, "support"), _may(there, person, "support")) == (401, 401)
