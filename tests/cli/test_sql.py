"""`troth sql` prints what the how-to shows, and says what is wrong with a mapping."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLE, troth

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs" / "how-to" / "ask-in-a-warehouse.md"
SHOWN = re.compile(r"```console\n\$ troth (?P<words>[^\n]+)\n(?P<shown>.*?)```", re.DOTALL)
MAPPING = f"{EXAMPLE}/warehouse.yaml"


def test_the_how_to_shows_what_is_printed() -> None:
    example = SHOWN.search(HOW_TO.read_text(encoding="utf-8"))
    assert example is not None
    words = [str(ROOT / word) if word.startswith("examples/") else word for word in shlex.split(example["words"])]
    assert troth(*words).out == example["shown"]


def test_row_security_has_a_policy_for_each_clause_of_the_columns() -> None:
    printed = troth("sql", EXAMPLE, MAPPING, "--row-security").out
    assert 'ALTER TABLE "shop"."members" FORCE ROW LEVEL SECURITY' in printed
    assert 'CREATE POLICY "Q20" ON "shop"."members" AS RESTRICTIVE FOR SELECT' in printed
    assert 'CREATE POLICY "Q15" ON "shop"."members" AS PERMISSIVE FOR SELECT' in printed


def test_every_dialect_quotes_in_its_own_way() -> None:
    asked = ("sql", EXAMPLE, MAPPING, "--for", "newsletters", "--data", "email", "--at", "2014-03-01", "--dialect")
    assert "`shop`.`members`" in troth(*asked, "bigquery").out
    assert '"shop"."members"' in troth(*asked, "trino").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--for", "newsletter"), "newsletters"),
        ((), "--for"),
        (("--for", "newsletters", "--data", "phone"), "phone"),
        (("--for", "newsletters", "--dialect", "cobol"), "dialect"),
        (("--for", "newsletters", "--at", "soon"), "--at"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], told: str) -> None:
    ran = troth("sql", EXAMPLE, MAPPING, *words)
    assert ran.code == 3
    assert told in ran.err
