"""Each act, permitted and refused: steps 1 to 10 of the door."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.gate.house import ANN, ENTRY_ALONE, NOW, House, grown, newest, rows, staff
from troth.errors import NotFound, Refused, RequestError
from troth.gate import Act, Caller
from troth.language import Action
from troth.ledger import id_text
from troth.vault import File


def test_what_is_collected_can_be_used(troth: House) -> None:
    ann = troth.member()
    done = troth.gate.use(troth.caller, ann, ["name", "email"], "support")
    assert done.values == {"name": ANN["name"], "email": ANN["email"]}
    assert {(held.version, held.source, held.at) for held in done.held} == {("2014-01", "person", NOW)}
    assert done.answer.clauses == ("Q14",)
    assert newest(troth.entries(ann)) == (
        "use",
        {
            "action": "use",
            "data": ["email", "name"],
            "purpose": "support",
            "property": "lantern.example",
            "policy": "lantern-market",
            "version": "2014-01",
            "clauses": ["Q14"],
            "actor": "in-process",
        },
    )


def test_a_collection_has_one_entry_and_says_what_it_stored(troth: House) -> None:
    troth.member()  # the first who comes makes the index keys
    ann = troth.someone()
    before = rows(troth.database)
    done = troth.collects(ann, ANN, notice="sign-up")
    assert set(done.items) == set(ANN)
    assert grown(before, troth.database) == ENTRY_ALONE | {"collection": 1, "item": 4, "lookup": 2}
    act, details = newest(troth.entries(ann))
    assert act == "collect"
    assert details["data"] == sorted(ANN)
    assert "drill" not in details
    assert (details["notice"], details["purpose"], details["source"]) == ("sign-up", "account-management", "person")


def test_a_publication_goes_to_an_audience(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"post": "Paper lamps last."}, purpose="community")
    for audience in ("public", "contacts"):
        done = troth.gate.publish(troth.caller, ann, ["post"], "community", audience)
        assert done.values == {"post": "Paper lamps last."}
    assert newest(troth.entries(ann))[1]["recipient"] == "contacts"


def test_a_file_can_be_read_once_the_act_is_done(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"post": File(io.BytesIO(b"lamps" * 50_000), "lamps.txt")}, purpose="community")
    troth.collects(ann, {"post": "Paper lamps last."}, purpose="community")
    both = troth.gate.publish(troth.caller, ann, ["post"], "community", "public").held
    held, text = sorted(both, key=lambda one: isinstance(one.value, str))  # of one moment, so in any order
    assert (held.value.name, b"".join(held.value.chunks())) == ("lamps.txt", b"lamps" * 50_000)
    assert text.value == "Paper lamps last."


def test_a_link_gives_both_sides(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"click": "lamp", "page-visit": "lamps"}, purpose="statistics", source="device")
    troth.collects(ann, {"order": {"goods": "lamp"}}, notice="order")
    done = troth.gate.link(troth.caller, ann, ["click"], "purchase", "fitting-pages")
    assert done.values == {"click": "lamp", "order": {"goods": "lamp"}}
    assert newest(troth.entries(ann))[1]["with"] == "purchase"


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("use", {"data": ["email"], "purpose": "newsletters"}, "unmet"),
    ("use", {"data": ["email"], "purpose": "sale"}, "undisclosed"),
    ("use", {"data": ["member-pin"], "purpose": "support"}, "forbidden"),
    ("use", {"data": ["email"], "purpose": "support", "property": "elsewhere.example"}, "out-of-scope"),
    ("disclose", {"data": ["name"], "purpose": "delivery", "to": "swiftfoot"}, "unmet"),
    ("disclose", {"data": ["email"], "purpose": "sale", "to": "brightside"}, "forbidden"),
    ("publish", {"data": ["name"], "purpose": "customers-stories", "to": "public"}, "unmet"),
    ("publish", {"data": ["email"], "purpose": "community", "to": "public"}, "undisclosed"),
    ("link", {"data": ["postcode"], "purpose": "statistics", "other": "email"}, "forbidden"),
    ("link", {"data": ["name"], "purpose": "statistics", "other": "email"}, "undisclosed"),
]


SAID = {
    "unmet": "not all that the policy asks for is met",
    "undisclosed": "the policy says nowhere that this is done",
    "forbidden": "the policy forbids it",
    "out-of-scope": "no policy covers that place",
}


def test_a_refusal_leaves_nothing_but_its_entry(troth: House) -> None:
    ann = troth.member()
    for verb, asked, reason in REFUSED:
        before = rows(troth.database)
        with pytest.raises(Refused) as refused:
            getattr(troth.gate, verb)(troth.caller, ann, **asked)
        assert refused.value.answer.reason == reason
        assert refused.value.message.startswith(SAID[reason])
        assert grown(before, troth.database) == ENTRY_ALONE, asked
        act, details = newest(troth.entries(ann))
        assert act == "refuse"
        assert (details["action"], details["reason"], details["data"]) == (verb, reason, asked["data"])
        with troth.database.read() as tx:
            assert refused.value.entry == id_text(troth.ledger.entries_of(tx, ann, limit=1)[0].id)


def test_a_refused_collection_leaves_nothing_but_its_entry(troth: House) -> None:
    ann = troth.someone()
    before = rows(troth.database)
    with pytest.raises(Refused) as refused:
        troth.collects(ann, {"precise-location": {"lat": 22.3}}, purpose="statistics")
    assert refused.value.answer.clauses == ("Q13",)
    assert grown(before, troth.database) == ENTRY_ALONE


def test_before_the_first_version_nothing_is_permitted(troth: House) -> None:
    troth.set(NOW.replace(year=2011))
    ann = troth.someone()
    before = rows(troth.database)
    for attempt in (
        lambda: troth.collects(ann, {"email": "a@b.example"}, purpose="support"),
        lambda: troth.gate.use(troth.caller, ann, ["email"], "support"),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.answer.reason == "not-in-force"
    assert grown(before, troth.database) == {"ledger_entry": 2, "ledger_pending": 2}


MALFORMED: list[tuple[str, dict[str, Any]]] = [
    ("use", {"data": ["emali"], "purpose": "support"}),
    ("use", {"data": ["email"], "purpose": "suport"}),
    ("use", {"data": [], "purpose": "support"}),
    ("publish", {"data": ["post"], "purpose": "community", "to": "everybody"}),
    ("link", {"data": ["click"], "purpose": "fitting-pages", "other": "purchases"}),
]


def test_what_is_no_request_gets_no_answer_and_no_entry(troth: House) -> None:
    ann = troth.member()
    before = rows(troth.database)
    for verb, asked in MALFORMED:
        with pytest.raises(RequestError):
            getattr(troth.gate, verb)(troth.caller, ann, **asked)
    assert grown(before, troth.database) == {}


def test_nobody_and_an_unknown_recipient_or_ground_are_not_found(troth: House) -> None:
    ann = troth.member()
    before = rows(troth.database)
    for person, more in ((404, {}), (ann, {"to": "nobody-we-know"}), (ann, {"ground": 404})):
        with pytest.raises(NotFound):
            troth.gate.disclose(troth.caller, person, ["name"], "delivery", **{"to": "swiftfoot", **more})
    assert grown(before, troth.database) == {}


def test_a_role_opens_what_it_is_for(troth: House) -> None:
    firm = troth.someone(kind="organisation")
    troth.collects(firm, {"id-document": "HK-77"}, notice="business-account")
    assert troth.gate.use(staff("identity-desk"), firm, ["id-document"], "selling").values == {"id-document": "HK-77"}
    for caller in (staff(), staff("trust-desk"), Caller("identity-desk")):
        with pytest.raises(Refused):
            troth.gate.use(caller, firm, ["id-document"], "selling")


def test_asking_changes_nothing_and_answers_as_the_act_does(troth: House) -> None:
    ann = troth.member()
    before = rows(troth.database)
    for purpose, permitted in (("support", True), ("newsletters", False)):
        act = Act(Action.USE, ann, ("email",), purpose)
        assert troth.gate.ask(troth.caller, act).permitted is permitted
    assert grown(before, troth.database) == {}


def test_asking_whether_to_collect_answers_as_collecting_does(troth: House) -> None:
    for person in (troth.member(), troth.someone()):
        for datum, permitted in (("email", True), ("precise-location", False), ("birth-date", False)):
            act = Act(Action.COLLECT, person, (datum,), "account-management")
            assert troth.gate.ask(troth.caller, act).permitted is permitted


def test_several_acts_can_be_one_transaction_with_a_refusal_kept(troth: House) -> None:
    ann = troth.member()
    with troth.database.write() as tx:
        good = troth.gate.perform(tx, troth.caller, Act(Action.USE, ann, ("email",), "support"))
        bad = troth.gate.perform(tx, troth.caller, Act(Action.USE, ann, ("email",), "newsletters"))
    assert good.unwrap().values == {"email": ANN["email"]}
    assert isinstance(bad.refusal, Refused)
    assert (bad.held, bad.items) == ((), {})
    assert [entry.act for entry in troth.entries(ann)][-2:] == ["use", "refuse"]


def test_collecting_by_perform_is_refused(troth: House) -> None:
    act = Act(Action.COLLECT, troth.someone(), ("email",), "support")
    with pytest.raises(RequestError), troth.database.write() as tx:
        troth.gate.perform(tx, troth.caller, act)
