"""Access and portability: everything that is held, and nothing of anybody else."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tests.cases.test_cases import letters, now, opened
from tests.gate.house import ANN, DAY, NOW, House
from troth.cases import fetch
from troth.cases.dossier import TOLD, WITHHELD
from troth.cases.store import tables_of_people
from troth.errors import NotFound
from troth.gate import Caller
from troth.vault import File

HER = Caller("privacy-centre")


def told(troth: House, person: int, kind: str = "access") -> dict[str, Any]:
    """The document of a case that was carried out."""
    case = opened(troth, person, kind)
    troth.work.work()
    assert now(troth, case).state == "done"
    document: dict[str, Any] = json.loads(troth.work.package(case))
    return document


def test_every_value_is_in_it_with_where_it_came_from(troth: House) -> None:
    ann = troth.member()
    items = {item["category"]: item for item in told(troth, ann)["items"]}
    assert {category: item["value"] for category, item in items.items()} == dict(ANN)
    assert items["email"]["source"] == "person"
    assert items["email"]["notice"] == "sign-up"


def test_a_credential_is_named_and_not_shown(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"member-pin": "0417"}, notice="choose-pin")
    document = told(troth, ann)
    (pin,) = [item for item in document["items"] if item["category"] == "member-pin"]
    assert "value" not in pin
    assert "never read" in pin["withheld"]
    assert ("credentials", 1) in {(each["what"], each["rows"]) for each in document["withheld"]}


def test_a_small_file_is_in_it_whole(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        (old,) = [item for item in troth.vault.items(tx, ann) if item.category == "name"]
        file = File(io.BytesIO(b"a photo"), "photo.png", "image/png")
        troth.vault.put(tx, ann, "photo", file, collection=old.collection_id)
    (photo,) = [item["value"] for item in told(troth, ann)["items"] if item["category"] == "photo"]
    assert photo == {"name": "photo.png", "type": "image/png", "size": 7, "base64": "YSBwaG90bw=="}


def test_what_was_said_done_and_passed_on_is_in_it(troth: House) -> None:
    ann = troth.member()
    troth.told("choose", ann, "own-offers", "no")
    order = troth.ordered(ann)
    troth.gate.disclose(troth.caller, ann, ["name", "postal-address"], "delivery", "swiftfoot", ground=order)
    document = told(troth, ann)
    assert ("own-offers", "no") in {(e.get("about"), e.get("value")) for e in document["said"]}
    assert [line["name"] for line in document["disclosures"]] == ["Swiftfoot Parcels"]
    assert {"collect", "choice", "disclose", "case"} <= {entry["act"] for entry in document["entries"]}
    assert document["cases"][0]["steps"][0]["kind"] == "received"


def test_of_anybody_else_nothing_is_in_it(troth: House) -> None:
    troth.member(values={**ANN, "name": "Ben Birch", "email": "ben@mail.example"})
    assert "Birch" not in json.dumps(told(troth, troth.member()))


def test_every_table_that_knows_people_is_told_of_or_named_with_a_reason() -> None:
    tables = set(tables_of_people())
    assert tables >= TOLD
    assert tables >= set(WITHHELD)
    assert not TOLD & set(WITHHELD)


def test_a_row_anywhere_is_in_it(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        troth.tell.stop_link(tx, ann, "own-offers")
    document = told(troth, ann)
    assert "stop_link" in {each["what"] for each in document["withheld"]}
    assert "letter" in document["more"]


def test_what_is_taken_along_is_what_they_gave(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"member-pin": "0417"}, notice="choose-pin")
    document = told(troth, ann, "port")
    assert document["format"] == "troth-portable/1"
    assert {item["category"] for item in document["items"]} == set(ANN)
    assert "entries" not in document


def test_it_can_be_fetched_until_its_time_is_over(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "access")
    troth.work.work()
    assert "case-ready" in letters(troth, ann)
    with troth.database.write() as tx:
        assert json.loads(fetch(troth.cases.parts, tx, HER, case, "json"))["format"] == "troth-access/1"
        assert fetch(troth.cases.parts, tx, HER, case, "pdf").startswith(b"%PDF")
    troth.set(NOW + 14 * DAY)
    with pytest.raises(NotFound), troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case, "json")
    with troth.database.write() as tx:
        troth.work.forget(tx)
    assert troth.work.package(case) == ""


def test_who_asks_to_be_erased_as_well_has_time_to_fetch_it(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "access")
    troth.work.work()
    erase = opened(troth, ann, "erase")
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    assert now(troth, erase).state == "open"
    with troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case, "json")
    troth.set(NOW + 5 * DAY)
    troth.work.work()
    assert now(troth, erase).state == "done"


def test_its_digest_and_counts_are_in_the_ledger_and_no_value(troth: House) -> None:
    ann = troth.member()
    told(troth, ann)
    (entry,) = [e for e in troth.entries(ann) if e.act == "case" and e.details["step"] == "done"]
    assert entry.details["items"] == {"email": 1, "name": 1, "phone": 1, "postal-address": 1}
    assert len(entry.details["sha256"]["json"]) == 64
    assert "Amber" not in repr(entry)


def test_a_case_about_nothing_is_answered_too(troth: House) -> None:
    document = told(troth, troth.someone())
    assert document["items"] == []
