"""What a policy keeps apart: no person holds both sides, and no act brings them together."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.gate.house import ENTRY_ALONE, NOW, House, grown, newest, rows, small_policy
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.errors import KeptApart, TrothError
from troth.gate import Intake
from troth.people import person_ref
from troth.vault import Collection, File

LOG = {"ip-address": "203.0.113.7", "referrer": "https://search.example/?q=lamps", "access-time": "2014-03-01 10:00:00"}


def logged(troth: House, person: int, values: dict[str, Any]) -> Any:
    return troth.collects(person, values, purpose="statistics", source="device")


def test_who_has_a_name_gets_no_log_entry(troth: House) -> None:
    ann = troth.member()
    before = rows(troth.database)
    with pytest.raises(KeptApart, match="keeps access-time apart from email"):
        logged(troth, ann, LOG)
    assert grown(before, troth.database) == ENTRY_ALONE
    assert newest(troth.entries(ann))[1]["reason"] == "kept-apart"


def test_who_has_a_log_entry_gets_no_name(troth: House) -> None:
    nobody = troth.someone()
    logged(troth, nobody, LOG)
    with pytest.raises(KeptApart, match="keeps email apart from access-time"):
        troth.collects(nobody, {"email": "ann@mail.example"}, purpose="support")
    assert troth.held(nobody) == sorted(LOG)


def test_both_at_once_are_refused(troth: House) -> None:
    nobody = troth.someone()
    with pytest.raises(TrothError):
        troth.collects(nobody, {"email": "ann@mail.example", "postcode": "999077"}, purpose="statistics")
    assert troth.held(nobody) == []


def test_data_without_a_name_may_be_together(troth: House) -> None:
    nobody = troth.someone()
    logged(troth, nobody, LOG)
    troth.collects(nobody, {"postcode": "999077", "gender": "f"}, notice="about-you")
    assert len(troth.held(nobody)) == 5


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("https://lantern.example/?mail=ann%40mail.example", "an e-mail address"),
        ({"from": ["https://x.example/", "ann@mail.example"]}, "an e-mail address"),
        ("https://lantern.example/call/+442079460001", "a telephone number"),
        ({"call": "+٤٤ ٢٠ ٧٩٤٦ ٠٠٠١"}, "a telephone number"),
        (f"https://lantern.example/people/{person_ref(77)}", "a person's reference"),
    ],
)
def test_a_log_entry_that_tells_whose_it_is_is_refused(troth: House, value: Any, told: str) -> None:
    nobody = troth.someone()
    with pytest.raises(KeptApart, match=f"referrer holds {told}") as refused:
        logged(troth, nobody, {"referrer": value})
    assert "mail.example" not in str(refused.value)
    assert troth.held(nobody) == []


def test_what_was_joined_before_is_not_used_together(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        number = troth.vault.record_collection(tx, ann, Collection("lantern-market", "2014-01", "person", NOW))
        troth.vault.put(tx, ann, "order", "a lamp", collection=number)
        troth.vault.put(tx, ann, "postcode", "999077", collection=number)
    with pytest.raises(TrothError):
        troth.gate.use(troth.caller, ann, ["name", "postcode"], "support")
    assert troth.gate.use(troth.caller, ann, ["name", "order"], "support").values["order"] == "a lamp"


def test_of_two_at_the_same_moment_one_is_refused(troth: House) -> None:
    nobody = troth.someone()

    def collect(what: Intake) -> bool:
        try:
            troth.gate.collect(troth.caller, what)
        except KeptApart:
            return False
        return True

    both = [
        Intake(nobody, LOG, purpose="statistics", source="device"),
        Intake(nobody, {"name": "Ann"}, purpose="support"),
    ]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(collect, both)) == [False, True]


def test_a_link_of_the_two_is_refused_though_a_clause_permits_it(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path,
        "may: collect, data: [name, postcode], for: support",
        "may: [use, link], data: postcode, with: name, for: support",
        "must: {separate: {data: [postcode], from: [identity]}}",
    )
    with Troth.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        person = troth.person()
        troth.collect(person, {"postcode": "999077"}, purpose="support")
        with pytest.raises(KeptApart):
            troth.collect(person, {"name": "Ann"}, purpose="support")
        with pytest.raises(KeptApart):
            troth.link(person, ["postcode"], "name", "support")


def test_a_term_that_may_hide_one_of_the_other_side_is_kept_apart_as_well(tmp_path: Path) -> None:
    apart = "must: {separate: {data: [ip-address], from: [email]}}"
    policy = small_policy(tmp_path, "may: collect, data: data, for: support", apart)
    with Troth.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        for first, then in (("ip-address", "contact"), ("contact", "ip-address"), ("email", "network")):
            person = troth.person()
            troth.collect(person, {first: "x"}, purpose="support")
            with pytest.raises(KeptApart):
                troth.collect(person, {then: "y"}, purpose="support")


def test_a_group_of_which_nothing_is_held_keeps_no_act_back(tmp_path: Path) -> None:
    apart = "must: {separate: {data: [ip-address], from: [email]}}"
    policy = small_policy(tmp_path, "may: [collect, use], data: data, for: support", apart)
    with Troth.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        person = troth.person()
        troth.collect(person, {"ip-address": "203.0.113.7"}, purpose="support")
        assert troth.use(person, ["ip-address", "contact"], "support").values == {"ip-address": "203.0.113.7"}


def test_a_file_or_number_is_not_looked_into(troth: House) -> None:
    nobody = troth.someone()
    for value in (File(io.BytesIO(b"ann@mail.example"), "log.txt"), 442079460001):
        logged(troth, nobody, {"referrer": value})
    assert troth.held(nobody) == ["referrer", "referrer"]


def test_one_term_that_may_hide_both_sides_is_not_kept_apart_from_itself(tmp_path: Path) -> None:
    apart = "must: {separate: {data: [ip-address], from: [email]}}"
    policy = small_policy(tmp_path, "may: collect, data: data, for: support", apart)
    with Troth.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        assert troth.collect(troth.person(), {"data": "x"}, purpose="support").items
