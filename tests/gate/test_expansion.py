"""Step 3: a group stands for the data that are there, each judged by what it carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gate.house import ANN, NOW, OLD, House, newest, small_policy
from troth.app.demo.clock import DemoClock
from troth.errors import Refused


def test_a_group_is_expanded_into_what_is_held(troth: House) -> None:
    ann = troth.member()
    done = troth.gate.use(troth.caller, ann, ["contact"], "support")
    assert sorted(done.values) == ["email", "phone", "postal-address"]
    assert newest(troth.entries(ann))[1]["data"] == ["email", "phone", "postal-address"]


def test_one_member_that_is_not_permitted_refuses_the_whole_group(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"interest": "x"}, purpose="statistics")
    with pytest.raises(Refused) as refused:
        troth.gate.use(troth.caller, ann, ["contact", "interest"], "support")
    assert dict(refused.value.answer.refused) == {"interest": "undisclosed"}


def test_a_term_that_stands_for_nothing_held_is_asked_as_itself(troth: House) -> None:
    ann = troth.someone()
    assert troth.gate.use(troth.caller, ann, ["email"], "support").held == ()
    with pytest.raises(Refused):
        troth.gate.use(troth.caller, ann, ["contact"], "support")


def test_terms_that_overlap_give_each_item_once(troth: House) -> None:
    ann = troth.member()
    done = troth.gate.use(troth.caller, ann, ["contact", "email"], "support")
    assert sorted(held.category for held in done.held) == ["email", "phone", "postal-address"]


def test_events_come_oldest_first_and_the_newest_is_the_value(troth: House) -> None:
    ann = troth.member()
    for day, goods in enumerate(("lamp", "kite"), start=1):
        troth.set(NOW.replace(day=day + 1))
        troth.collects(ann, {"order": {"goods": goods}}, notice="order")
    done = troth.gate.use(troth.caller, ann, ["order"], "support")
    assert [held.value["goods"] for held in done.held] == ["lamp", "kite"]
    assert done.values == {"order": {"goods": "kite"}}


def test_items_of_two_versions_are_judged_apart_and_go_together(troth: House) -> None:
    troth.set(OLD)
    ann = troth.member(notice="sign-up-2012")
    troth.set(NOW)
    troth.told("choose", ann, "partner-offers", "yes")
    troth.collects(ann, {"name": "Ann Birch"}, notice="sign-up")  # the name is new, the address is old
    assert troth.gate.use(troth.caller, ann, ["name"], "offers-for-partners").values == {"name": "Ann Birch"}
    with pytest.raises(Refused) as refused:
        troth.gate.use(troth.caller, ann, ["name", "email"], "offers-for-partners")
    assert dict(refused.value.answer.refused) == {"email": "unchosen"}


def test_items_of_two_sources_are_judged_apart(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"click": "lamp"}, purpose="statistics", source="device")
    troth.collects(ann, {"page-visit": "lamps"}, purpose="analytics", source="analytics-provider")
    with pytest.raises(Refused) as refused:
        troth.gate.use(troth.caller, ann, ["click", "page-visit"], "analytics")
    assert dict(refused.value.answer.refused) == {"click": "undisclosed"}
    assert troth.gate.use(troth.caller, ann, ["page-visit"], "analytics").values == {"page-visit": "lamps"}


def test_the_other_side_of_a_link_is_expanded_too(troth: House) -> None:
    """`link … with [purchase, interest]` is permitted; their parents hold more than that."""
    ann = troth.member()
    troth.collects(ann, {"click": "lamp"}, purpose="statistics", source="device")
    troth.collects(ann, {"order": {"goods": "lamp"}}, notice="order")
    with pytest.raises(Refused):
        troth.gate.link(troth.caller, ann, ["click"], "data", "fitting-pages")
    assert troth.gate.link(troth.caller, ann, ["click"], "purchase", "fitting-pages").values["click"] == "lamp"


@pytest.mark.parametrize("restricted", [{"data": ["order"]}, {"data": ["click"]}, {"purposes": ["personalisation"]}])
def test_a_restriction_of_either_side_stops_a_link(troth: House, restricted: dict[str, Any]) -> None:
    ann = troth.someone()
    troth.collects(ann, {"click": "lamp"}, purpose="statistics", source="device")
    troth.collects(ann, {"order": {"goods": "lamp"}}, notice="order")
    troth.told("restrict", ann, **restricted)
    with pytest.raises(Refused) as refused:
        troth.gate.link(troth.caller, ann, ["click"], "purchase", "fitting-pages")
    assert refused.value.answer.reason == "restricted"


def test_a_link_is_a_new_use_of_old_data_on_either_side(tmp_path: Path) -> None:
    taken = "may: collect, data: [click, order], for: statistics"
    small_policy(tmp_path, taken)
    linked = "may: link, data: click, with: order, for: statistics"
    policy = small_policy(tmp_path, taken, linked, version="2", effective="2014-02-01")
    with House.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        assert isinstance(troth, House)
        ann = troth.someone()
        troth.set(NOW.replace(month=1))
        troth.collects(ann, {"order": "lamp"}, purpose="statistics")
        troth.set(NOW)
        troth.collects(ann, {"click": "lamp"}, purpose="statistics")
        with pytest.raises(Refused) as refused:
            troth.gate.link(troth.caller, ann, ["click"], "order", "statistics")
        assert refused.value.answer.reason == "unchosen"
        troth.told("decide", ann, "small", "2", "agreed")
        assert troth.gate.link(troth.caller, ann, ["click"], "order", "statistics").values["order"] == "lamp"


def test_what_is_held_of_another_is_never_in_a_group(troth: House) -> None:
    ann, bob = troth.member(), troth.member(values={**ANN, "name": "Bo Birch"})
    assert troth.gate.use(troth.caller, ann, ["name"], "support").values == {"name": "Ann Amber"}
    assert troth.gate.use(troth.caller, bob, ["name"], "support").values == {"name": "Bo Birch"}
