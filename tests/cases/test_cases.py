"""Cases from beginning to end: each step with its entry and its letter."""

from datetime import timedelta
from typing import Any

import pytest

from tests.gate.house import ANN, DAY, NOW, House
from tests.web.mailing import mail_server
from troth import notices
from troth.cases import DENIALS, Asked, Case, Level, number_of
from troth.cases.correct import digest
from troth.cases.standing import standing
from troth.cases.store import steps_of
from troth.errors import Conflict, NotAllowed, NotFound, Refused, RequestError
from troth.people import person_ref

KNOWN: dict[str, Any] = {"via": "letter", "level": Level.CHECKED, "check": "signed-letter"}


def opened(troth: House, person: int, kind: str, asked: Asked | None = None, **more: Any) -> Case:
    with troth.database.write() as tx:
        given = {"via": "self-service", "level": Level.FRESH} | more
        return troth.cases.open(tx, troth.caller, person, kind, asked or Asked(), **given)  # type: ignore[arg-type]


def step(troth: House, verb: str, case: Case, *args: Any, **more: Any) -> Case:
    with troth.database.write() as tx:
        done: Case = getattr(troth.cases, verb)(tx, troth.caller, case.id, *args, **more)
        return done


def now(troth: House, case: Case) -> Case:
    with troth.database.read() as tx:
        return troth.cases.get(tx, case.id)


def letters(troth: House, person: int) -> set[str]:
    with troth.database.read() as tx:
        return {letter.template for letter in troth.outbox.listed(tx, "waiting") if letter.person == person}


def test_an_objection_is_in_force_as_soon_as_it_is_worked_on(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "object", Asked(purposes=("own-offers",)))
    troth.work.work()
    assert now(troth, case).state == "done"
    with pytest.raises(Refused) as refused:
        troth.gate.use(troth.caller, ann, ["email"], "own-offers")
    assert refused.value.answer.reason == "restricted"


def test_who_is_not_known_gets_nothing_done(troth: House) -> None:
    case = opened(troth, troth.member(), "object", Asked(purposes=("own-offers",)), via="email", level=Level.NOBODY)
    troth.work.work()
    assert now(troth, case).state == "unverified"
    assert letters(troth, case.person) == {"case-confirm"}
    step(troth, "confirm", case, Level.CHECKED, check="call-back")
    troth.work.work()
    assert now(troth, case).state == "done"


def test_an_erasure_can_be_taken_back_until_it_begins(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "erase")
    troth.work.work()
    assert now(troth, case).state == "undo"
    step(troth, "cancel", case)
    troth.set(NOW + 10 * DAY)
    troth.work.work()
    assert "email" in troth.held(ann)


def test_an_erasure_leaves_a_signed_certificate_and_a_last_letter(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "erase")
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    assert now(troth, case).state == "done"
    with troth.database.read() as tx:
        ((done, _),) = [each for each in troth.cases.steps(tx, case) if each[0].kind == "done"]
        assert troth.cases.of(tx, ann)[0].asked is None
    assert done.note is not None
    assert '"complete":true' in done.note
    assert troth.held(ann) == []


def test_part_of_the_data_can_be_erased_and_what_is_held_is_named(troth: House) -> None:
    ann = troth.member()
    troth.told("hold", ann, "dispute", ["phone"], reference="LM-1", reason="a claim")
    case = opened(troth, ann, "erase", Asked(data=("phone", "name")))
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    assert now(troth, case).state == "done"
    with troth.database.read() as tx:
        left = {item.category for item in troth.vault.items(tx, ann)}
        notes = [done.note for done, _ in troth.cases.steps(tx, case) if done.note]
    assert left == {"email", "phone", "postal-address"}
    assert '"gone":{"name":1},"kept":{"phone":1}' in notes[0]


def test_who_asks_to_see_and_to_be_erased_sees_first(troth: House) -> None:
    ann = troth.member()
    access = opened(troth, ann, "access")
    step(troth, "note", access, "a difficult one")
    erase = opened(troth, ann, "erase")
    troth.set(NOW + 4 * DAY)
    with troth.database.write() as tx:
        troth.work.look(tx, erase.id)
    assert now(troth, erase).state == "open"
    assert not now(troth, access).closed


def test_a_removal_takes_the_named_item_and_no_other(troth: House) -> None:
    ann = troth.member()
    with troth.database.read() as tx:
        (phone,) = [item.id for item in troth.vault.items(tx, ann) if item.category == "phone"]
    case = opened(troth, ann, "remove", Asked(items=(phone,)))
    troth.work.work()
    assert now(troth, case).state == "done"
    with troth.database.read() as tx:
        assert {item.category for item in troth.vault.items(tx, ann)} == set(ANN) - {"phone"}


@pytest.mark.parametrize("asked", ["its removal", "the erasure of its kind", "the erasure of everything"])
def test_what_a_hold_keeps_is_shown_to_nobody_once_it_was_to_go(troth: House, asked: str) -> None:
    ann = troth.member()
    item = troth.collects(ann, {"post": "Lamps!"}, purpose="community").items["post"]
    troth.publish(person_ref(ann), ["post"], "community", "public")
    troth.told("hold", ann, "dispute", ["post"], reference="LM-9", reason="a court looks at it")
    what = {"its removal": Asked(items=(item,)), "the erasure of its kind": Asked(data=("post",))}.get(asked, Asked())
    opened(troth, ann, "remove" if what.items else "erase", what)
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    assert "post" in troth.held(ann)
    with pytest.raises(NotFound):
        troth.gate.view(troth.caller, item)


@pytest.mark.parametrize("data", [("phone", "name"), ("email", "phone", "name")], ids=["some", "their address too"])
def test_who_gets_a_part_of_what_they_asked_for_reads_why_not_all(troth: House, data: tuple[str, ...]) -> None:
    ann = troth.member()
    troth.told("hold", ann, "dispute", ["name"], reference="LM-9", reason="a court looks at it")
    case = opened(troth, ann, "erase", Asked(data=data))
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    assert (now(troth, case).state, set(data) & set(troth.held(ann))) == ("done", {"name"})
    with mail_server() as box:
        troth.outbox.mail = lambda sender: notices.mail_server(box.place, sender)
        troth.outbox.send_waiting()
        said = box.letters[-1][1].get_content()
    assert "We cannot do all of what you asked for" in said
    assert "a law or a dispute makes us keep it" in said


def test_of_anothers_items_none_is_taken(troth: House) -> None:
    ann, ben = troth.member(), troth.member()
    with troth.database.read() as tx:
        theirs = troth.vault.items(tx, ben)[0].id
    case = opened(troth, ann, "remove", Asked(items=(theirs,)))
    troth.work.work()
    assert now(troth, case).state == "staff"


@pytest.mark.parametrize("code", [code for code in DENIALS if code != "other"])
def test_a_denial_sends_its_reason(troth: House, code: str) -> None:
    case = opened(troth, troth.member(), "complaint")
    assert step(troth, "deny", case, code).state == "denied"
    assert "case-denied" in letters(troth, case.person)


def test_nothing_is_closed_without_a_word(troth: House) -> None:
    case = opened(troth, troth.member(), "complaint")
    with pytest.raises(RequestError):
        step(troth, "answer", case, "  ")
    with pytest.raises(RequestError):
        step(troth, "deny", case, "other")
    assert step(troth, "answer", case, "we have mended it").state == "done"


def test_what_is_closed_stays_so(troth: House) -> None:
    case = step(troth, "cancel", opened(troth, troth.member(), "complaint"))
    for verb, args in {"cancel": (), "deny": ("no_match",), "answer": ("x",), "note": ("x",), "resume": ()}.items():
        with pytest.raises(Conflict):
            step(troth, verb, case, *args)


def test_a_case_of_an_unknown_person_cannot_be_answered_as_done(troth: House) -> None:
    case = opened(troth, troth.member(), "access", via="email", level=Level.NOBODY)
    with pytest.raises(NotAllowed):
        step(troth, "answer", case, "here it is")


def test_the_days_of_a_pause_are_added(troth: House) -> None:
    case = opened(troth, troth.member(), "complaint")
    step(troth, "pause", case, "need_details")
    troth.set(NOW + 5 * DAY)
    assert step(troth, "resume", case).due == case.due + 5 * DAY


def test_the_day_is_put_off_only_as_far_as_the_law_lets(troth: House) -> None:
    case = opened(troth, troth.member(), "complaint")
    with pytest.raises(NotAllowed):
        step(troth, "extend", case, case.due + DAY, "complex")


def test_late_is_shown_as_late_and_told(troth: House) -> None:
    case = opened(troth, troth.member(), "complaint")
    for days in (8, 13, 14):
        troth.set(NOW + days * DAY)
        troth.work.work()
    assert now(troth, case).late(troth.clock())
    with troth.database.read() as tx:
        kinds = [each.kind for each in steps_of(tx, case)]
    assert kinds == ["received", "reminded", "reminded", "late"]
    assert "case-late" in letters(troth, case.person)


def test_the_same_is_not_asked_for_twice_at_once(troth: House) -> None:
    ann = troth.member()
    opened(troth, ann, "erase")
    with pytest.raises(Conflict):
        opened(troth, ann, "erase")


def test_the_clock_runs_from_the_day_it_came_in(troth: House) -> None:
    case = opened(troth, troth.member(), "access", received=NOW - 3 * DAY, **KNOWN)
    assert case.received == NOW - 3 * DAY
    with pytest.raises(RequestError):
        opened(troth, troth.member(), "access", received=NOW + timedelta(seconds=5))


def test_what_is_kept_beside_is_what_the_steps_make(troth: House) -> None:
    case = opened(troth, troth.member(), "complaint", via="phone", level=Level.NOBODY)
    for verb, args in (("pause", ("need_details",)), ("resume", ()), ("note", ("x",)), ("answer", ("done",))):
        troth.set(troth.clock() + DAY)
        step(troth, verb, case, *args)
    found = now(troth, case)
    with troth.database.read() as tx:
        again = standing(
            Case(**{name: getattr(case, name) for name in case.__slots__} | {"state": "unverified", "revision": 0}),
            steps_of(tx, case),
            troth.cases.parts.undo,
        )
    assert again == found


def test_each_step_is_in_the_ledger_with_the_clauses_that_promise_it(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "complaint")
    entries = [entry for entry in troth.entries(ann) if entry.act == "case"]
    assert [entry.details["step"] for entry in entries] == ["received"]
    assert entries[0].details["case"] == number_of(case)
    assert list(case.clauses) == entries[0].details["clauses"]


def test_a_correction_keeps_the_terms_and_tells_who_was_told(troth: House) -> None:
    ann = troth.member()
    troth.gate.disclose(
        troth.caller, ann, ["name", "postal-address"], "delivery", "swiftfoot", ground=troth.ordered(ann)
    )
    with troth.database.read() as tx:
        (old,) = [item for item in troth.vault.items(tx, ann) if item.category == "postal-address"]
    troth.set(NOW + DAY)
    case = opened(troth, ann, "correct", Asked(values={old.id: "2 Tea Hill"}))
    troth.work.work()
    assert now(troth, case).state == "done"
    with troth.database.read() as tx:
        (new,) = troth.vault.get(tx, ann, ["postal-address"])
        assert (new.value.open(), new.facts.collection) == ("2 Tea Hill", old.collection)
    (entry,) = [each for each in troth.entries(ann) if each.act == "case" and each.details["step"] == "done"]
    (change,) = entry.details["changed"]
    assert change["before"] == digest(change["salt"], "1 Tea Hill")
    assert change["after"] == digest(change["salt"], "2 Tea Hill")
    assert entry.details["recipients"] == ["swiftfoot"]


def test_who_got_it_more_than_a_year_ago_is_not_told(troth: House) -> None:
    ann = troth.member()
    troth.gate.disclose(troth.caller, ann, ["postal-address"], "delivery", "swiftfoot", ground=troth.ordered(ann))
    with troth.database.read() as tx:
        (old,) = [item for item in troth.vault.items(tx, ann) if item.category == "postal-address"]
    troth.set(NOW + 400 * DAY)
    opened(troth, ann, "correct", Asked(values={old.id: "2 Tea Hill"}))
    troth.work.work()
    (entry,) = [each for each in troth.entries(ann) if each.act == "case" and each.details["step"] == "done"]
    assert entry.details["recipients"] == []


def test_a_credential_is_not_corrected_by_a_form(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"member-pin": "0417"}, notice="choose-pin")
    with troth.database.read() as tx:
        (pin,) = [item.id for item in troth.vault.items(tx, ann) if item.category == "member-pin"]
    case = opened(troth, ann, "correct", Asked(values={pin: "9999"}))
    troth.work.work()
    assert now(troth, case).state == "staff"


def test_recipients_are_told_of_what_went_and_not_of_what_is_held(troth: House) -> None:
    ann = troth.member()
    troth.gate.disclose(
        troth.caller, ann, ["name", "postal-address"], "delivery", "swiftfoot", ground=troth.ordered(ann)
    )
    troth.told("hold", ann, "dispute", ["postal-address"], reference="LM-1", reason="a claim")
    opened(troth, ann, "erase", Asked(data=("postal-address",)))
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    (entry,) = [each for each in troth.entries(ann) if each.act == "case" and each.details["step"] == "denied"]
    assert (entry.details["recipients"], entry.details["kept"]) == ([], {"postal-address": 1})


def test_a_case_of_who_is_gone_is_not_called_done(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "complaint")
    troth.told("erase", ann)
    troth.set(case.due)
    troth.work.work()
    assert now(troth, case).state == "denied"


def test_on_its_day_a_case_is_late_and_put_off_no_more(troth: House) -> None:
    case = opened(troth, troth.member(), "complaint")
    troth.set(case.due)
    assert now(troth, case).late(troth.clock())
    with pytest.raises(NotAllowed):
        step(troth, "extend", case, case.due + DAY, "complex")
