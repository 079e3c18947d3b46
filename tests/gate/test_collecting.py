"""Collecting: what replaces what, under which notice and version, and what is too coarse to be taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gate.house import ANN, ENTRY_ALONE, NOW, OLD, House, grown, newest, rows, small_policy
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.errors import BeyondNotice, NotFound, Refused, RequestError, TooCoarse
from troth.gate import Intake
from troth.people import keep_notice


def test_an_attribute_takes_the_place_of_the_one_held(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"email": "new@mail.example"}, purpose="support")
    assert troth.held(ann) == sorted(ANN)
    assert troth.gate.use(troth.caller, ann, ["email"], "support").values == {"email": "new@mail.example"}
    with troth.database.read() as tx:
        assert troth.vault.find(tx, "email", str(ANN["email"])) == set()
        assert troth.vault.find(tx, "email", "NEW@mail.example") == {ann}


def test_an_event_is_added(troth: House) -> None:
    ann = troth.someone()
    for goods in ("lamp", "kite"):
        troth.collects(ann, {"order": {"goods": goods}}, notice="order")
    assert troth.held(ann) == ["order", "order"]


@pytest.mark.parametrize(("term", "purpose"), [("email", "support"), ("order", "billing")])
@pytest.mark.parametrize(("replace", "count"), [(True, 1), (False, 2)])
def test_the_caller_can_say_which(troth: House, term: str, purpose: str, replace: bool, count: int) -> None:
    ann = troth.someone()
    for value in ("first@mail.example", "second@mail.example"):
        troth.collects(ann, {term: value}, purpose=purpose, replace=replace)
    assert troth.held(ann) == [term] * count


def test_the_purpose_is_the_notices_first_unless_said(troth: House) -> None:
    ann = troth.someone()
    assert "Q14-order" in troth.collects(ann, {"order": "x"}, notice="order").answer.clauses
    assert newest(troth.entries(ann))[1]["purpose"] == "billing"
    troth.collects(ann, {"order": "x"}, notice="order", purpose="order-fulfilment")
    assert newest(troth.entries(ann))[1]["purpose"] == "order-fulfilment"


def test_each_item_carries_version_source_notice_and_its_purposes(troth: House) -> None:
    troth.set(OLD)
    ann = troth.member(notice="sign-up-2012")
    with troth.database.read() as tx:
        collection = troth.vault.items(tx, ann)[0].collection
    assert (collection.policy, collection.version, collection.at) == ("lantern-market", "2012-12", OLD)
    assert (collection.source, collection.notice, collection.property) == ("person", "sign-up-2012", "lantern.example")
    assert "opinion-surveys" in collection.purposes


def test_a_use_needs_the_notice_that_named_it(troth: House) -> None:
    ann, bob = troth.member(), troth.someone()
    troth.collects(bob, {"email": "bo@mail.example"}, purpose="support")
    assert troth.gate.use(troth.caller, ann, ["email"], "opinion-surveys").values
    with pytest.raises(Refused) as refused:
        troth.gate.use(troth.caller, bob, ["email"], "opinion-surveys")
    assert refused.value.answer.failed == {"Q16": ("notified",)}


@pytest.mark.parametrize("term", ["contact", "data"])
def test_a_term_that_hides_what_a_never_names_is_too_coarse(tmp_path: Path, term: str) -> None:
    policy = small_policy(tmp_path, "may: collect, data: data, for: support", "never: disclose, data: [email, health]")
    with House.create(tmp_path / "store", [policy]) as troth:
        assert isinstance(troth, House)
        ann = troth.someone()
        before = rows(troth.database)
        with pytest.raises(TooCoarse, match="email") as error:
            troth.collects(ann, {"name": "Ann Amber", term: "ann@mail.example"}, purpose="support")
        assert "say which" in error.value.help
        assert grown(before, troth.database) == ENTRY_ALONE
        act, details = newest(troth.entries(ann))
        assert (act, details["reason"]) == ("refuse", "too-coarse")
        assert troth.collects(ann, {"email": "ann@mail.example"}, purpose="support").items


def test_permitted_data_beyond_the_notice_are_refused_and_named(troth: House) -> None:
    ann = troth.someone()
    with pytest.raises(BeyondNotice, match="does not ask for phone"):
        troth.collects(
            ann, {"email": "a@mail.example", "phone": "+44 20 7946 0002"}, notice="newsletter", purpose="support"
        )
    assert newest(troth.entries(ann))[1]["reason"] == "beyond-notice"
    assert troth.held(ann) == []


@pytest.mark.parametrize(
    ("values", "more"),
    [({}, {"purpose": "support"}), ({"email": "x"}, {}), ({"emial": "x"}, {"purpose": "support"})],
)
def test_an_intake_that_lacks_something_is_none(troth: House, values: dict[str, Any], more: dict[str, Any]) -> None:
    ann = troth.someone()
    before = rows(troth.database)
    with pytest.raises(RequestError):
        troth.collects(ann, values, **more)
    assert grown(before, troth.database) == {}


@pytest.mark.parametrize("value", [None, b"bytes", {"a": object()}, float("nan"), "\ud800"])
def test_a_value_that_cannot_be_kept_undoes_the_whole_intake(troth: House, value: object) -> None:
    troth.member()
    ann = troth.someone()
    before = rows(troth.database)
    with pytest.raises(RequestError):
        troth.collects(ann, {"name": "Ann Amber", "email": value}, purpose="support")
    assert grown(before, troth.database) == {}


def test_a_notice_or_person_that_is_not_there_is_not_found(troth: House) -> None:
    ann = troth.someone()
    for intake in (Intake(ann, {"email": "x"}, notice="never-kept"), Intake(404, {"email": "x"}, purpose="support")):
        with pytest.raises(NotFound):
            troth.gate.collect(troth.caller, intake)


def test_what_is_collected_twice_is_collected_under_the_version_of_then(troth: House) -> None:
    troth.set(OLD)
    ann = troth.member(notice="sign-up-2012")
    troth.set(NOW)
    troth.collects(ann, {"email": "ann@mail.example"}, notice="sign-up")
    done = troth.gate.use(troth.caller, ann, ["email", "name"], "support")
    assert {held.category: held.version for held in done.held} == {"email": "2014-01", "name": "2012-12"}


def test_what_a_notice_named_counts_at_collection_already(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, "may: collect, data: email, for: research, when: notified")
    with Troth.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        with troth.database.write() as tx:
            for name, purpose in (("for-research", "research"), ("for-support", "support")):
                keep_notice(tx, name, policy="small", version="1", text=name, purposes=[purpose], at=NOW)
        person, email = troth.person(), {"email": "ann@mail.example"}
        assert troth.collect(person, email, purpose="research", notice="for-research").items
        for notice in ("for-support", None):
            with pytest.raises(Refused):
                troth.collect(person, email, purpose="research", notice=notice)
