"""What recipients are told: each once, by the way they named, and nothing more than they may have."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from tests.cases.sending import COURIER, SENT, about, by_endpoint, by_mail, corrects, moved
from tests.gate.house import ANN, NOW, House, narrow
from troth.app import keeper
from troth.app.keeper import Keeper
from troth.cases import SendingOn
from troth.cases.sending import sending_on, state_of
from troth.errors import Conflict
from troth.gate import reconcile
from troth.parties import disclosures

NEW = "9 New Lane"


def state(troth: House, person: int) -> str:
    return state_of(about(troth, person)[-1])


def test_an_endpoint_gets_what_is_right_and_has_answered(troth: House, tmp_path: Path) -> None:
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (there, on):
        notice = corrects(troth, ann)
        assert on.send_waiting() == 1
        (told,) = there.told
    assert (told["kind"], told["right"], told["entries"]) == ("correction", {"postal-address": NEW}, [*notice.entries])
    assert not any(word in there.bodies[0].decode() for word in (ANN["name"], ANN["email"], ANN["postal-address"]))
    assert state(troth, ann) == "answered"
    assert about(troth, ann)[-1].sealed is None


def test_a_correction_that_carried_values_is_a_disclosure(troth: House, tmp_path: Path) -> None:
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (_, on):
        corrects(troth, ann)
        on.send_waiting()
    with troth.database.read() as tx:
        listed = {(line.recipient, line.fields) for line in disclosures(tx, ann)}
        assert reconcile(tx, troth.ledger, ann) == ()
    assert (COURIER, ("postal-address",)) in listed
    assert {"recipient-notice", "disclose"} <= {entry.act for entry in troth.entries(ann)}


def test_what_may_not_be_disclosed_any_more_is_not_sent_on(troth: House, tmp_path: Path) -> None:
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (there, on):
        corrects(troth, ann)
        troth.told("restrict", ann)
        assert on.send_waiting() == 1
    assert "right" not in there.told[0]
    assert NEW not in there.bodies[0].decode()


def test_a_mailbox_gets_no_value_and_one_letter_for_many(troth: House) -> None:
    people = [moved(troth), moved(troth)]
    with by_mail(troth) as (box, on):
        for person in people:
            corrects(troth, person)
        assert on.send_waiting() == 2
        ((_, letter),) = box.letters
    said = letter.get_content()
    assert all(entry in said for person in people for entry in about(troth, person)[0].entries)
    assert not any(value in letter.as_string() for value in (NEW, *ANN.values()))
    assert {state(troth, person) for person in people} == {"sent"}


def test_who_does_not_take_it_is_tried_again_and_then_shown(troth: House, tmp_path: Path) -> None:
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (there, on):
        there.status = 503
        corrects(troth, ann)
        at = NOW
        for pause in sending_on.PAUSES:
            assert on.send_waiting() == 0
            at += pause
            troth.set(at)
        assert (on.send_waiting(), state(troth, ann), len(there.told)) == (0, "failed", 8)
        with troth.database.write() as tx:
            on.again(tx, about(troth, ann)[-1].id)
        there.status = 200
        assert (on.send_waiting(), state(troth, ann)) == (1, "answered")


def test_killed_before_it_was_noted_it_comes_again_with_its_number(
    troth: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (there, on):
        corrects(troth, ann)
        with monkeypatch.context() as patch:
            patch.setattr(SendingOn, "enter", _killed)
            with pytest.raises(KeyboardInterrupt):
                on.send_waiting()
        troth.set(NOW + 2 * sending_on.LEASE)
        assert on.send_waiting() == 1
    first, second = there.told
    assert first["notice"] == second["notice"]
    with troth.database.read() as tx:
        assert len(disclosures(tx, ann)) == 2  # the parcel, and the correction


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_an_untrusted_endpoint_gets_nothing(troth: House, tmp_path: Path) -> None:
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (there, _):
        corrects(troth, ann)
        assert troth.sending_on.send_waiting() == 0
    assert (there.bodies, state(troth, ann)) == ([], "waiting")


def test_who_is_off_the_register_is_told_by_staff(troth: House) -> None:
    ann = moved(troth)
    narrow(troth, COURIER, active=False)
    notice = corrects(troth, ann)
    assert troth.sending_on.send_waiting() == 0
    assert state(troth, ann) == "unreachable"
    with troth.database.write() as tx:
        troth.sending_on.answer(tx, troth.caller, notice.id)
        with pytest.raises(Conflict):
            troth.sending_on.answer(tx, troth.caller, notice.id)
    assert (state(troth, ann), about(troth, ann)[0].by) == ("answered", "staff")


def test_who_was_erased_is_told_of_and_has_no_list(troth: House, tmp_path: Path) -> None:
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (there, on):
        corrects(troth, ann)
        troth.told("erase", ann)
        assert on.send_waiting() == 2
    assert not any("right" in told for told in there.told)
    assert {told["kind"]: sorted(told["fields"]) for told in there.told} == {"correction": [SENT[1]], "erasure": SENT}


def test_drill_people_are_told_of_to_nobody(troth: House) -> None:
    drilled = troth.someone(realm="drill")
    with troth.database.read() as tx:
        assert troth.sending_on.about(tx, drilled) == []
        assert troth.sending_on.listed(tx) == []


def test_a_running_deployment_tells_them_by_itself(
    troth: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "CASES", 0.02)
    ann = moved(troth)
    with by_endpoint(troth, tmp_path) as (there, on):
        troth.sending_on = on
        arrived = Event()
        there.heard = arrived.set
        with Keeper(troth):
            corrects(troth, ann)
            assert arrived.wait(30)
    assert state(troth, ann) == "answered"
