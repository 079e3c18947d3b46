"""ledger check, as typed by who took a proof home: the verdict, and then what the entry says."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLE, troth
from troth.app import Troth
from troth.ledger import Entry
from troth.people import parse_person_ref, person_ref

AT = datetime(2014, 3, 1, 10, tzinfo=UTC)
TOLD = {
    "recipient": "swiftfoot",
    "data": ["name", "postal-address"],
    "purpose": "delivery",
    "ground": "00000000000000a1",
    "clauses": ["Q12", "Q13"],
}


@dataclass(frozen=True)
class Home:
    """What somebody has at home: proofs and the key, and no deployment."""

    folder: Path
    key: str
    person: str

    def check(self, proof: str, *more: str) -> tuple[int, str, str]:
        file = self.folder / "entry.tlog-proof"
        file.write_text(proof, encoding="utf-8")
        ran = troth("ledger", "check", file, "--key", self.key, *more)
        return ran.code, ran.out, ran.err


def proved(folder: Path, details: Mapping[str, object], *, opened: bool = True) -> tuple[Home, str]:
    with Troth.create(folder / "store", [Path(EXAMPLE)]) as house:
        person = parse_person_ref(house.person())
        with house.database.write() as tx:
            entry = house.ledger.append(tx, Entry("disclose", AT, person, details))
        house.ledger.integrate()
        return Home(folder, house.ledger.vkey, person_ref(person)), house.ledger.proof_file(entry, opened=opened)


def test_what_the_entry_says_stands_in_lines_after_the_verdict(tmp_path: Path) -> None:
    home, proof = proved(tmp_path, TOLD | {"actor": "a-shop"})
    code, out, _ = home.check(proof)
    assert code == 0
    verdict, says, *lines = out.splitlines()
    assert "is in the tree of" in verdict
    assert says == "it says:"
    assert [tuple(line.split(maxsplit=1)) for line in lines] == [
        ("act", "disclose"),
        ("when", "2014-03-01 10:00:00 UTC"),
        ("person", home.person),
        ("recipient", "swiftfoot"),
        ("data", "name, postal-address"),
        ("purpose", "delivery"),
        ("ground", "00000000000000a1"),
        ("clauses", "Q12, Q13"),
        ("actor", "a-shop"),
    ]


def test_as_json_it_is_whole(tmp_path: Path) -> None:
    home, proof = proved(tmp_path, TOLD)
    told = json.loads(home.check(proof, "--json")[1])
    assert set(told) == {"index", "size", "says"}
    assert told["says"] == {"act": "disclose", "at": AT.isoformat(), "person": home.person, "details": TOLD}


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_of_an_entry_that_does_not_match_nothing_is_shown(tmp_path: Path, more: tuple[str, ...]) -> None:
    home, proof = proved(tmp_path, TOLD)
    (extra,) = re.findall(r"^extra (\S+)", proof, re.MULTILINE)
    other = b64encode(b64decode(extra).replace(b"swiftfoot", b"slowcoach")).decode()
    code, out, err = home.check(proof.replace(extra, other), *more)
    assert (code, out) == (3, "")
    assert "slowcoach" not in err


def test_a_file_that_does_not_open_the_entry_says_so(tmp_path: Path) -> None:
    home, proof = proved(tmp_path, TOLD, opened=False)
    code, out, _ = home.check(proof)
    assert (code, "shows nothing" in out, "swiftfoot" in out) == (0, True, False)
    assert json.loads(home.check(proof, "--json")[1])["says"] is None


def test_nothing_in_a_file_steers_the_terminal(tmp_path: Path) -> None:
    home, proof = proved(tmp_path, {"recipient": "\x1b[2J[bold]x[/bold]\nact  erase"})
    out = home.check(proof)[1]
    assert "\x1b" not in out
    assert "�[2J[bold]x[/bold]�act  erase" in out
