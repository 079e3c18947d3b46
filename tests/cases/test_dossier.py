"""Access and portability: everything that is held, and nothing of anybody else."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema_rs
from msgspec.structs import fields

from tests.cases.test_cases import now, opened, step
from tests.conftest import ROOT
from tests.gate.house import ANN, DAY, NOW, House
from troth.cases import Asked
from troth.cases.dossier import access_schema, read, written
from troth.cases.dossier.items import SMALL
from troth.cases.dossier.model import Access
from troth.cases.dossier.places import TOLD, WITHHELD
from troth.cases.dossier.schema import write_schema
from troth.cases.store import tables_of_people
from troth.lifetimes.store import rows_of
from troth.people import person_ref
from troth.people.sign_in import make_link, start_session
from troth.vault import Collection, File

SCHEMA = jsonschema_rs.Draft202012Validator(access_schema())


def told(troth: House, person: int, kind: str = "access") -> dict[str, Any]:
    """The document of a case that was carried out."""
    case = opened(troth, person, kind)
    troth.work.work()
    assert now(troth, case).state == "done"
    document: dict[str, Any] = json.loads(troth.work.package(case))
    SCHEMA.validate(document)
    return document


def photo(troth: House, person: int, content: bytes) -> None:
    with troth.database.write() as tx:
        (old,) = [item for item in troth.vault.items(tx, person) if item.category == "name"]
        file = File(io.BytesIO(content), "photo.png", "image/png")
        troth.vault.put(tx, person, "photo", file, collection=old.collection_id)


def one(items: Iterable[dict[str, Any]], category: str) -> dict[str, Any]:
    (found,) = [item for item in items if item["category"] == category]
    return found


def test_every_value_is_in_it_with_where_it_came_from_and_until_when(troth: House) -> None:
    document = told(troth, troth.member())
    assert {item["category"]: item["value"] for item in document["items"]} == dict(ANN)
    email = one(document["items"], "email")
    assert email["collected"] | {"purposes": None} == {
        "at": "2014-03-01T10:00:00Z",
        "source": "person",
        "policy": "lantern-market",
        "version": "2014-01",
        "notice": "sign-up",
        "property": email["collected"]["property"],
        "purposes": None,
    }
    assert email["kept"]["until"] is None
    assert ("account-closed", "2014-01") in {(rule["when"], rule["version"]) for rule in email["kept"]["rules"]}


def test_the_end_of_what_is_over_is_there_with_its_clause(troth: House) -> None:
    ann = troth.member()
    troth.set(NOW + DAY)
    troth.told("fact", ann, "account-open", False)
    kept = one(told(troth, ann)["items"], "email")["kept"]
    assert kept["until"] > "2014-03-01"
    assert kept["clause"].partition("#")[2] in {rule["clause"] for rule in kept["rules"]}


def test_a_credential_is_named_and_not_shown(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"member-pin": "0417"}, notice="choose-pin")
    document = told(troth, ann)
    assert "value" not in one(document["items"], "member-pin")
    assert "not be read" in one(document["items"], "member-pin")["withheld"]
    assert {"member-pin", "person_key"} <= {each["what"] for each in document["withheld"]}
    assert "0417" not in json.dumps(document)


def test_a_small_file_is_in_it_whole_and_of_a_large_one_where_to_fetch_it(troth: House) -> None:
    ann, ben = troth.member(), troth.member()
    photo(troth, ann, b"a photo")
    photo(troth, ben, b"a" * (SMALL + 1))
    small, large = (one(told(troth, person)["items"], "photo") for person in (ann, ben))
    assert (small["file"]["size"], small["file"]["content"]) == (7, "YSBwaG90bw==")
    assert large["file"]["link"].endswith(f"me/file/{large['item']}")
    assert "content" not in large["file"]
    assert len(large["file"]["sha256"]) == 64


def test_a_hold_is_there_and_the_items_that_it_keeps_name_it(troth: House) -> None:
    ann = troth.member()
    troth.told("hold", ann, "dispute", ["phone"], reference="LM-1", reason="a claim")
    document = told(troth, ann)
    (hold,) = document["holds"]
    assert (hold["kind"], hold["reference"]) == ("dispute", "LM-1")
    assert one(document["items"], "phone")["holds"] == [hold["hold"]]
    assert one(document["items"], "email")["holds"] == []


def test_what_was_said_done_and_passed_on_is_in_it(troth: House) -> None:
    ann = troth.member()
    troth.told("choose", ann, "own-offers", "no")
    order = troth.ordered(ann)
    troth.gate.disclose(troth.caller, ann, ["name", "postal-address"], "delivery", "swiftfoot", ground=order)
    document = told(troth, ann)
    assert [(choice["about"], choice["value"]) for choice in document["choices"]] == [("own-offers", "no")]
    assert ("registered", "true") in {(fact["about"], fact["value"]) for fact in document["facts"]}
    (line,) = document["disclosures"]
    assert (line["name"], sorted(line["fields"])) == ("Swiftfoot Parcels", ["name", "postal-address"])
    assert line["ground"] == document["grounds"][0]["ground"]
    assert line["entry"] in {entry["entry"] for entry in document["record"] if entry["act"] == "disclose"}


def test_a_consent_comes_with_its_receipt(troth: House) -> None:
    ann = troth.member()
    scope = {"actions": ["use"], "data": ["email"], "purposes": ["own-offers"]}
    number = troth.told("consent", ann, explicit=True, **scope)
    document = told(troth, ann)
    assert [(each["number"], each["kind"]) for each in document["consents"]] == [(number, "consent")]
    (receipt,) = document["receipts"]
    assert receipt["receipt"]["record_metadata"]["pii_principal_id"] == person_ref(ann)


def test_what_was_written_in_cases_and_letters_is_opened(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "complaint", Asked(text="You called me at night."))
    step(troth, "note", case, "She is right.")
    document = told(troth, ann)
    complaint = next(each for each in document["cases"] if each["kind"] == "complaint")
    assert complaint["asked"]["text"] == "You called me at night."
    assert "She is right." in {each["words"] for each in complaint["steps"]}
    assert {each["about"]["number"] for each in document["letters"]} >= {complaint["case"]}


def test_who_signed_in_sees_when_and_no_secret(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        secrets = make_link(tx, ann, at=NOW), start_session(tx, ann, at=NOW)
    document = told(troth, ann)
    assert (len(document["sign-in-links"]), len(document["sessions"])) == (1, 1)
    assert not any(secret in json.dumps(document) for secret in secrets)
    assert {"secrets of sign-in links", "secrets of sessions"} <= {each["what"] for each in document["withheld"]}


def test_of_anybody_else_nothing_is_in_it(troth: House) -> None:
    troth.member(values={**ANN, "name": "Ben Birch", "email": "ben@mail.example"})
    assert "Birch" not in json.dumps(told(troth, troth.member()))


def test_every_table_that_knows_people_is_told_of_or_named_with_a_reason() -> None:
    assert set(tables_of_people()) == TOLD.keys() | WITHHELD.keys()
    assert not TOLD.keys() & WITHHELD.keys()
    parts = {field.encode_name for field in fields(Access)}
    assert {part for named in TOLD.values() for part in named} <= parts


def test_where_there_are_rows_there_is_something_in_the_document(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        troth.tell.stop_link(tx, ann, "own-offers")
    document = told(troth, ann)
    with troth.database.read() as tx:
        counted = rows_of(tx, ann, TOLD.keys() - {"letter", "case_package", "ledger_entry", "person_case_step"})
    listed = {place["table"]: place["rows"] for place in document["places"]}
    assert {table: listed[table] for table in counted} == counted
    assert all(any(document[part] for part in TOLD[table]) for table, count in counted.items() if count)


def test_what_is_taken_along_is_what_they_gave(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"member-pin": "0417"}, notice="choose-pin")
    with troth.database.write() as tx:
        told_us = Collection("lantern-market", "2014-01", "third-party", NOW)
        troth.vault.put(tx, ann, "name", "A. Amber", collection=troth.vault.record_collection(tx, ann, told_us))
    document = told(troth, ann, "port")
    assert document["format"] == "troth-portable/1"
    assert {item["category"]: item.get("value") for item in document["items"]} == {**ANN, "member-pin": None}
    assert {item["collected"]["source"] for item in document["items"]} == {"person"}
    assert "record" not in document


def test_what_was_worked_out_of_it_stays_behind_whatever_source_it_is_filed_under(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        under = Collection("lantern-market", "2014-01", "person", NOW)
        troth.vault.put(tx, ann, "profile", "likes lamps", collection=troth.vault.record_collection(tx, ann, under))
    assert {item["category"] for item in told(troth, ann, "port")["items"]} == set(ANN)
    assert "profile" in {item["category"] for item in told(troth, ann)["items"]}


def test_a_case_about_nothing_is_answered_too(troth: House) -> None:
    assert told(troth, troth.someone())["items"] == []


def test_what_was_written_is_read_again(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "access")
    troth.work.work()
    content = troth.work.package(case).encode()
    assert written(read(content)) == content


def test_the_copy_in_the_reference_is_the_schema_made_now(tmp_path: Path) -> None:
    write_schema(tmp_path / "made.json")
    kept = ROOT / "docs" / "reference" / "access.schema.json"
    assert kept.read_text(encoding="utf-8") == (tmp_path / "made.json").read_text(encoding="utf-8")


def test_every_part_stands_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "access.md").read_text(encoding="utf-8")
    assert [f"`{field.encode_name}`" for field in fields(Access) if f"`{field.encode_name}`" not in page] == []
