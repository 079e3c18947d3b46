"""Data are called back when a permission ends, when somebody proves to be under age, and when staff say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cases.calling import CONSENTED, ERASED, LAWFUL, MINORS, RECALL, SERVED, called_back, small, someone, told
from tests.cases.sending import moved
from tests.gate.house import DAY, NOW, House
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.cases import sending
from troth.errors import NotFound, Refused, RequestError

COLLECT = "may: collect, data: [contact, identity], for: direct-marketing"
BOTH = ["email", "name"]


def consents(troth: Troth, person: int, **more: Any) -> int:
    scope: dict[str, Any] = {"data": ["data"], "purposes": ["direct-marketing"], "recipients": ["recipients"]}
    number: int = told(troth, "consent", person, actions=["disclose"], explicit=True, **scope, **more)
    troth.gate.disclose(troth.caller, person, BOTH, "direct-marketing", "ads")
    return number


def served(troth: Troth, person: int) -> None:
    troth.gate.disclose(troth.caller, person, ["email"], "delivery", "post")


def ordered(troth: Troth, person: int) -> None:
    scope: dict[str, Any] = {"data": ["data"], "recipients": ["recipients"], "reference": "HK-1", "once": True}
    order = told(troth, "ground", "legal-order", people=[person], **scope)
    troth.gate.disclose(troth.caller, person, BOTH, "legal-compliance", "police", ground=order.id)


def test_withdrawing_what_permitted_it_calls_the_data_back_once(tmp_path: Path) -> None:
    with small(tmp_path, COLLECT, CONSENTED, SERVED, RECALL) as troth:
        kim = someone(troth)
        number = consents(troth, kim)
        served(troth, kim)
        told(troth, "fact", kim, "adult", True)
        assert called_back(troth, kim) == {}
        told(troth, "withdraw", kim, number)
        told(troth, "restrict", kim)
        assert called_back(troth, kim) == {"ads": BOTH}
        with troth.database.read() as tx:
            assert len(troth.sending_on.about(tx, kim)) == 1


def test_a_permission_that_ends_by_time_is_seen_by_the_daily_look(tmp_path: Path) -> None:
    with small(tmp_path, COLLECT, CONSENTED, SERVED, RECALL) as troth:
        kim, ann = someone(troth), someone(troth, "ann@mail.example")
        consents(troth, kim, until=NOW + DAY)
        consents(troth, ann)
        troth.ended.look_again(troth.database)
        assert called_back(troth, kim) == {}
        assert isinstance(troth.clock, DemoClock)
        troth.clock.set(NOW + 2 * DAY)
        troth.ended.look_again(troth.database)
        assert (called_back(troth, kim), called_back(troth, ann)) == ({"ads": BOTH}, {})


def test_without_a_clause_nothing_is_called_back(tmp_path: Path) -> None:
    with small(tmp_path, COLLECT, CONSENTED, SERVED) as troth:
        kim = someone(troth)
        number = consents(troth, kim)
        told(troth, "withdraw", kim, number)
        told(troth, "fact", kim, "known-minor", True)
        assert called_back(troth, kim) == {}


def test_a_minor_is_disclosed_to_nobody_but_by_law_and_called_back(tmp_path: Path) -> None:
    with small(tmp_path, COLLECT, CONSENTED, SERVED, LAWFUL, MINORS) as troth:
        kim = someone(troth)
        consents(troth, kim)
        served(troth, kim)
        ordered(troth, kim)
        told(troth, "fact", kim, "known-minor", True)
        assert called_back(troth, kim) == {"ads": BOTH, "post": ["email"]}
        ordered(troth, kim)
        with pytest.raises(Refused):
            served(troth, kim)


def test_a_minor_whose_data_are_erased_is_called_back_as_well(tmp_path: Path) -> None:
    with small(tmp_path, COLLECT, SERVED, LAWFUL, ERASED) as troth:
        kim = someone(troth)
        served(troth, kim)
        ordered(troth, kim)
        told(troth, "fact", kim, "known-minor", True)
        assert called_back(troth, kim) == {"post": ["email"]}
        with troth.database.read() as tx:
            ends = {life.item.category: life.end for life in troth.lifetimes.lives(tx, kim)}
        assert ends["email"] is not None
        assert ends["name"] is None


def test_a_recall_of_everyone_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.recalls, "AT_ONCE", 2)
    with small(tmp_path, COLLECT, SERVED) as troth:
        people = [someone(troth, f"kim{n}@mail.example") for n in range(5)]
        for kim in people[1:]:
            served(troth, kim)
        with troth.database.write() as tx:
            (made,) = troth.recalls.begin_from(tx, troth.caller, "courier", ["contact"], reason="a breach")
        with pytest.raises(KeyboardInterrupt):
            troth.recalls.work(_killed)
        assert troth.recalls.work() == 2
        with troth.database.read() as tx:
            ended = troth.recalls.get(tx, made.id)
        assert (ended.people, ended.ended_at is not None) == (4, True)
        assert [called_back(troth, kim) for kim in people] == [{}, *[{"post": ["email"]}] * 4]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_it_is_so_on_each_database(troth: House) -> None:
    people = [moved(troth), moved(troth)]
    with troth.database.write() as tx:
        made = troth.recalls.begin(tx, troth.caller, "swiftfoot", ["data"], reason="a breach")
    assert troth.recalls.work() == 2
    with troth.database.read() as tx:
        assert troth.recalls.get(tx, made.id).ended_at is not None
        waiting = troth.sending_on.listed(tx, ["waiting"])
        (last,) = troth.sending_on.listed(tx, after=(waiting[0].queued_at, waiting[0].id))
    assert {each.person for each in waiting} == set(people)
    assert last == waiting[1]


def test_a_recall_names_a_recipient_data_and_a_reason(troth: House) -> None:
    with troth.database.write() as tx:
        with pytest.raises(NotFound):
            troth.recalls.begin(tx, troth.caller, "nobody", ["email"], reason="a breach")
        for data, reason in ((["email"], " "), ([], "a breach"), (["no-such"], "a breach"), (["email"], "a@b.example")):
            with pytest.raises(RequestError):
                troth.recalls.begin(tx, troth.caller, "swiftfoot", data, reason=reason)
