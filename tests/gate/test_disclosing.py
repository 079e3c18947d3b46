"""Step 6 and 10 of a disclosure: the register, the agreement, the terms, and the record of it."""

from __future__ import annotations

import pytest

from tests.gate.house import ANN, DAY, ENTRY_ALONE, NOW, House, enter, grown, narrow, newest, rows
from troth.errors import BeyondRegister, NotFound, Refused, RequestError
from troth.parties import Entered, disclosures, end_agreement, remove_recipient


def test_a_courier_gets_name_and_address_and_its_terms(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann)
    before = rows(troth.database)
    done = troth.gate.disclose(troth.caller, ann, ["name", "postal-address"], "delivery", "swiftfoot", ground=order)
    assert done.values == {"name": ANN["name"], "postal-address": ANN["postal-address"]}
    assert done.terms is not None
    assert "delivery" in done.terms
    assert "Lantern Market" in done.terms  # who sent it
    assert grown(before, troth.database) == ENTRY_ALONE | {"disclosure": 1}
    with troth.database.read() as tx:
        (kept,) = disclosures(tx, ann)
    assert (kept.id, kept.recipient, kept.purpose, kept.at) == (done.disclosure, "swiftfoot", "delivery", NOW)
    assert (sorted(kept.fields), kept.ground, kept.entry) == (["name", "postal-address"], order, done.entry)


def test_a_courier_does_not_get_what_no_clause_gives_it(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann)
    before = rows(troth.database)
    with pytest.raises(Refused) as refused:
        troth.gate.disclose(troth.caller, ann, ["name", "email"], "delivery", "swiftfoot", ground=order)
    assert dict(refused.value.answer.refused) == {"email": "undisclosed"}
    assert grown(before, troth.database) == ENTRY_ALONE


def test_permitted_data_beyond_the_register_are_refused_and_named(troth: House) -> None:
    ann = troth.member()
    troth.told("choose", ann, "own-offers", "yes")
    case = troth.ordered(ann, "support-case")
    troth.collects(ann, {"order": "lamp"}, notice="order")
    assert troth.gate.disclose(troth.caller, ann, ["order"], "support", "kindly", ground=case).values
    narrow(troth, "kindly", fields=("name",))
    before = rows(troth.database)
    with pytest.raises(BeyondRegister, match="kindly is not registered for order"):
        troth.gate.disclose(troth.caller, ann, ["order", "name"], "support", "kindly", ground=case)
    assert grown(before, troth.database) == ENTRY_ALONE
    assert newest(troth.entries(ann))[1]["reason"] == "beyond-register"


def test_a_permitted_purpose_beyond_the_register_is_refused(troth: House) -> None:
    ann = troth.member()
    narrow(troth, "inkwell", purposes=("newsletters",))
    with pytest.raises(BeyondRegister, match="inkwell is not registered for service-notice"):
        troth.gate.disclose(troth.caller, ann, ["email"], "service-notice", "inkwell")
    troth.told("choose", ann, "newsletters", "yes")
    assert troth.gate.disclose(troth.caller, ann, ["email"], "newsletters", "inkwell").values


def test_an_entry_that_names_nothing_gets_nothing(troth: House) -> None:
    ann = troth.member()
    narrow(troth, "inkwell", fields=())
    with pytest.raises(BeyondRegister):
        troth.gate.disclose(troth.caller, ann, ["email"], "service-notice", "inkwell")


def test_an_agreement_that_ran_out_ends_disclosures(troth: House) -> None:
    ann = troth.member()
    order = troth.ordered(ann)
    with pytest.raises(Refused) as refused:
        troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "paddlewheel", ground=order)
    assert refused.value.answer.clauses == ("Q20",)
    end = NOW.replace(year=2016, month=1, day=1, hour=0)
    troth.set(end - DAY)
    assert troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=order).values
    troth.set(end)
    with pytest.raises(Refused):
        troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=order)


def test_an_agreement_ended_early_bites_at_the_next_decision(troth: House) -> None:
    ann = troth.member()
    assert troth.gate.disclose(troth.caller, ann, ["email"], "service-notice", "inkwell").values
    with troth.database.write() as tx:
        end_agreement(tx, "inkwell", "LM-2013-001", at=NOW, entered=Entered("a-lead", NOW))
    with pytest.raises(Refused):
        troth.gate.disclose(troth.caller, ann, ["email"], "service-notice", "inkwell")


def test_who_left_the_register_is_not_found(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        remove_recipient(tx, "inkwell", at=NOW, entered=Entered("a-lead", NOW))
    with pytest.raises(NotFound):
        troth.gate.disclose(troth.caller, ann, ["email"], "service-notice", "inkwell")


def test_a_bank_is_the_persons_own_or_gets_nothing(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"bank-account": "GB00 TEST 0001"}, notice="payout")
    enter(troth, "paper-bank", "members-bank", ("bank-account",), ("commission-accounting",))
    asked = (troth.caller, ann, ["bank-account"], "commission-accounting", "paper-bank")
    with pytest.raises(Refused):
        troth.gate.disclose(*asked)
    troth.told("own_recipient", ann, "members-bank")
    assert troth.gate.disclose(*asked).values == {"bank-account": "GB00 TEST 0001"}
    troth.told("own_recipient", ann, "members-bank", named=False)
    with pytest.raises(Refused):
        troth.gate.disclose(*asked)


def test_a_disclosure_to_a_kind_and_not_to_an_entry_is_not_found(troth: House) -> None:
    with pytest.raises(NotFound):
        troth.gate.disclose(troth.caller, troth.member(), ["email"], "service-notice", "mail-house")


def test_an_audience_is_no_recipient_and_a_recipient_no_audience(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"post": "Paper lamps last."}, purpose="community")
    with pytest.raises(RequestError):
        troth.gate.publish(troth.caller, ann, ["post"], "community", "swiftfoot")
    with pytest.raises(NotFound):
        troth.gate.disclose(troth.caller, ann, ["post"], "community", "public")
