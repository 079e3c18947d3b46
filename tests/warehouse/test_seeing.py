"""Who may see an item, in SQL: the store asked at once finds whom the gate finds one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.gate.house import DAY, NOW
from tests.postgres import PostgresServer
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.engine.select import Question
from troth.gate import Act, Caller
from troth.language import Action
from troth.people import Visibility, parse_person_ref
from troth.vault import Collection
from troth.warehouse.store import select_people

VALUES: tuple[Visibility, ...] = ("public", "contacts", "private")
ME = Caller("a-app")
HEAD = """policy: small
version: "{version}"
effective: {since}
{before}text: policy.md
properties: [small.example]
controller: {{name: Small, address: 1 Tea Hill, email: privacy@small.example, country: HK}}
terms: {{data: {{snap: {{is: [image, position]}}}}}}
clauses:
  - {{id: show, may: publish, data: [content, position], for: community, to: [public, contacts], when: visible}}
  - {{id: default, must: {{set-visibility: {{data: [post, snap], default: {default}}}}}}}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Troth]:
    for version, since, default in (("1", "2014-01-01", "contacts"), ("2", "2014-04-01", "public")):
        (made := tmp_path / "small" / version).mkdir(parents=True)
        (made / "policy.md").write_text("# Small\n", encoding="utf-8")
        before = 'supersedes: "1"\n' if version == "2" else ""
        told = HEAD.format(version=version, since=since, before=before, default=default)
        (made / "policy.yaml").write_text(told, encoding="utf-8")
    more: dict[str, Any] = {}
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        more["database"] = server.create(f"seeing_{tmp_path.name[-20:].replace('-', '_').lower()}")
    with Troth.create(tmp_path / "store", [tmp_path / "small"], clock=DemoClock(NOW), **more) as opened:
        yield opened


def somebody(small: Troth, draw: random.Random) -> int:
    """With an item or two, and some words on who may see them."""
    person = parse_person_ref(small.person())
    with small.database.write() as tx:
        for _ in range(draw.randint(1, 2)):
            collection = Collection("small", draw.choice(("1", "2", "0")), "person", NOW)
            number = small.vault.record_collection(tx, person, collection)
            item = small.vault.put(tx, person, draw.choice(("post", "snap")), "x", collection=number)
            if draw.random() < 0.3:
                small.tell.set_visibility(tx, ME, person, draw.choice(VALUES), item=item)
        for _ in range(draw.randint(0, 4)):
            term, at = draw.choice(("post", "snap", "image", "position", "content", "data")), draw.randint(0, 2)
            small.tell.set_visibility(tx, ME, person, draw.choice(VALUES), data=term, at=NOW - timedelta(days=at))
    return person


@pytest.mark.parametrize("to", ["public", "contacts"])
def test_the_store_finds_whom_the_gate_lets_be_seen(small: Troth, to: str) -> None:
    draw = random.Random(to)
    people = [somebody(small, draw) for _ in range(60)]
    assert isinstance(small.clock, DemoClock)
    small.clock.set(NOW + 60 * DAY)
    found: set[int] = set()
    for datum in ("post", "snap"):
        with small.database.read() as tx:
            held = {p for p in people if any(i.category == datum for i in small.vault.items(tx, p))}
            asked = Question("publish", (datum,), "community", "small.example", small.clock(), to=to)
            together = select_people(tx, small.engine, asked)
        act = [Act(Action.PUBLISH, person, (datum,), "community", to=to) for person in sorted(held)]
        assert together == [each.person for each in act if small.gate.ask(ME, each).permitted]
        found |= set(together)
    assert 5 < len(found) < 55
