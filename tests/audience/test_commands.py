"""`troth audience` on a deployment of the example."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from troth.app import Troth
from troth.cli.main import app

EXAMPLE = Path(__file__).parents[2] / "examples" / "lantern-market"
NEWS = ("--data", "email", "--for", "newsletters", "--channel", "email")


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, str]:
    """A deployment with two people, and the one of them who wants the newsletter."""
    with Troth.create(tmp_path / "house", [EXAMPLE]) as troth:
        wants, silent = troth.person(), troth.person()
        for person in (wants, silent):
            troth.collect(person, {"email": "ann@mail.example"}, purpose="support")
        troth.choose(wants, "newsletters", "yes")
    return tmp_path / "house", wants


def test_it_says_how_many_and_what_each_clause_stops(house: tuple[Path, str]) -> None:
    done = CliRunner().invoke(app, ["audience", str(house[0]), *NEWS, "--json", "--compare"])
    told = json.loads(done.output)
    assert (done.exit_code, told["count"], told["among"]) == (0, 1, 2)
    assert (told["stopped"], told["permitted"], told["reasons"]) == ({"Q15": 1}, {"Q15": 1}, {"unmet": 1})
    assert told["compared"] == {"asked": 2, "missing": [], "wrong": []}


def test_it_writes_who_they_are_to_a_new_file_for_its_owner(house: tuple[Path, str], tmp_path: Path) -> None:
    listed = tmp_path / "list"
    arguments = ["audience", str(house[0]), *NEWS, "--list", str(listed)]
    done = CliRunner().invoke(app, arguments)
    assert "1 of 2 may be reached" in done.output
    assert listed.read_text(encoding="utf-8").split() == [house[1]]
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    assert CliRunner().invoke(app, arguments).exit_code != 0


def test_the_question_is_one_entry_that_names_nobody(house: tuple[Path, str]) -> None:
    CliRunner().invoke(app, ["audience", str(house[0]), *NEWS])
    with Troth.open(house[0]) as troth:
        troth.ledger.integrate()
        with troth.database.read() as tx:
            (newest,) = troth.ledger.recent(tx, "lantern-market", "Q15", limit=1)
    assert newest.entry is not None
    assert (newest.entry.act, newest.entry.person) == ("audience", None)
    assert (newest.entry.details["count"], newest.entry.details["purpose"]) == (1, "newsletters")
    assert house[1] not in str(newest.entry)
