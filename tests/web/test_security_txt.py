"""security.txt (RFC 9116): where to tell of a weak spot, in a form that machines read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.web.house import Served, Visitor, opened, serving
from tests.web.page import Page

FILE = "/.well-known/security.txt"
OURS = [("Contact", "mailto:privacy@lantern.example"), ("Contact", "tel:+44-20-7946-0142")]
POLICY = """
policy: small
version: "1"
effective: 2014-01-01
text: policy.md
controller: {{{controller}}}
properties: [small.example]
clauses:
  - {{id: said, at: "We are small.", says: about}}
"""


def fields(text: str) -> list[tuple[str, str]]:
    assert text.endswith("\n")
    return [(name, value) for name, _, value in (line.partition(": ") for line in text.splitlines())]


def small(folder: Path, controller: str) -> Path:
    folder.mkdir()
    (folder / "policy.yaml").write_text(POLICY.format(controller=controller), encoding="utf-8")
    (folder / "policy.md").write_text("We are small.\n", encoding="utf-8")
    return folder


def test_it_names_mail_and_phone_of_the_controller(visitor: Visitor) -> None:
    answer = visitor.get(FILE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    told = fields(answer.text)
    assert told[:2] == OURS
    assert [name for name, _ in told[2:]] == ["Expires", "Preferred-Languages"]
    assert dict(told)["Preferred-Languages"] == "en, zh-Hant"


def test_it_runs_out_within_a_year(served: Served, visitor: Visitor) -> None:
    ends = datetime.fromisoformat(dict(fields(visitor.get(FILE).text))["Expires"])
    assert timedelta() < ends - served.troth.clock() < timedelta(days=365)


@pytest.mark.parametrize(
    ("address", "more"),
    [
        (
            "https://privacy.lantern.example",
            {"Canonical": f"https://privacy.lantern.example{FILE}", "Policy": "https://privacy.lantern.example/"},
        ),
        ("https://lantern.example/privacy/", {"Policy": "https://lantern.example/privacy/"}),
        ("http://localhost:8000", {}),
    ],
)
def test_it_says_where_it_stands_if_we_know(tmp_path: Path, address: str, more: dict[str, str]) -> None:
    with opened(tmp_path, address=address) as troth, serving(troth) as running, running.visitor() as visitor:
        told = dict(fields(visitor.get(FILE).text))
    assert {name: value for name, value in told.items() if name in ("Canonical", "Policy")} == more


@pytest.mark.parametrize(
    ("controller", "contacts"),
    [
        ('email: "help%now?@small.example"', ["mailto:help%25now%3F@small.example"]),
        ('phone: "+1 (202) 555-0142"', ["tel:+1-202-555-0142"]),
        ("phone: 2025550142", []),
        ("name: Small Ltd", []),
    ],
)
def test_without_a_way_there_is_no_file(tmp_path: Path, controller: str, contacts: list[str]) -> None:
    policy = small(tmp_path / "policy", controller)
    with opened(tmp_path, policy) as troth, serving(troth) as running, running.visitor() as visitor:
        answer = visitor.get(FILE)
    if contacts:
        assert [value for name, value in fields(answer.text) if name == "Contact"] == contacts
    else:
        Page.of(answer, 404)
