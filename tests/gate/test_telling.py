"""What is told: only known words, nothing of the future, each with its proof and its entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.gate.house import DAY, ENTRY_ALONE, NOW, House, grown, newest, rows
from troth.errors import NotFound, RequestError
from troth.people import consent_receipt, events

CONSENT: dict[str, Any] = {"actions": ["use"], "data": ["health"], "purposes": ["product-advice"], "explicit": True}
GROUND: dict[str, Any] = {"data": ["data"], "recipients": ["recipients"], "reference": "LM-1"}

TOLD: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("fact", ("adult", True), {}, "fact"),
    ("choose", ("newsletters", "yes"), {"channel": "email"}, "choice"),
    ("signal", (), {}, "choice"),
    ("consent", (), CONSENT, "consent"),
    ("restrict", (), {"data": ["email"]}, "restriction"),
    ("own_recipient", ("members-bank",), {}, "own-recipient"),
    ("decide", ("lantern-market", "2014-01", "agreed"), {}, "decision"),
    ("notify", ("lantern-market", "2014-01"), {"by": "email"}, "notice"),
]


def test_each_telling_is_one_event_and_one_entry(troth: House) -> None:
    ann = troth.someone()
    for verb, words, more, act in TOLD:
        before = rows(troth.database)
        event = troth.told(verb, ann, *words, **more)
        assert grown(before, troth.database) == ENTRY_ALONE | {"person_event": 1}, verb
        kind, details = newest(troth.entries(ann))
        assert (kind, details["event"], details["actor"]) == (act, event, "in-process")
        with troth.database.read() as tx:
            last = events(tx, ann)[-1]
        assert (last.seq, last.at) == (event, NOW)
        assert last.proof is not None
        assert (last.proof.entered_by, last.proof.recorded) == ("in-process", NOW)


WRONG: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("choose", ("newsleters", "yes"), {}, "newsletters"),
    ("choose", ("offers-for-partners", "yes"), {}, "partner-offers"),
    ("consent", (), CONSENT | {"data": ["helth"]}, "health"),
    ("consent", (), CONSENT | {"purposes": ["product-advise"]}, "product-advice"),
    ("consent", (), CONSENT | {"recipients": ["curier"]}, "courier"),
    ("restrict", (), {"data": ["emial"]}, "email"),
    ("restrict", (), {"purposes": ["marketting"]}, "marketing"),
    ("own_recipient", ("member-bank",), {}, "members-bank"),
    ("decide", ("lantern-market", "2014-1", "agreed"), {}, "2014-01"),
    ("notify", ("lantern-market", "2013-01"), {"by": "email"}, "2014-01"),
    ("source_ended", ("partnr",), {}, "partner"),
    ("done", ("suport",), {}, "support"),
    ("done", ("support",), {"data": ["emial"]}, "email"),
]


def test_an_unknown_word_is_refused_with_the_nearest_known(troth: House) -> None:
    ann = troth.someone()
    before = rows(troth.database)
    for verb, words, more, nearest in WRONG:
        with pytest.raises(RequestError) as error:
            troth.told(verb, ann, *words, **more)
        assert nearest in f"{error.value.message} {error.value.help}", verb
    assert grown(before, troth.database) == {}


def test_an_unknown_kind_of_ground_or_term_in_it_is_refused_with_the_nearest_known(troth: House) -> None:
    ann = troth.someone()
    wrong = [("legal-odrer", {}, "legal-order"), ("order", {"data": ["emial"]}, "email")]
    for kind, more, nearest in [*wrong, ("order", {"recipients": ["curier"]}, "courier")]:
        with pytest.raises(RequestError) as error:
            troth.told("ground", kind, people=[ann], **{**GROUND, **more})
        assert nearest in f"{error.value.message} {error.value.help}"


def test_an_unknown_word_is_not_repeated_it_may_be_a_persons(troth: House) -> None:
    ann, word = troth.someone(), "ann.amber@mail.example"
    attempts: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
        ("choose", (word, "yes"), {}),
        ("restrict", (), {"data": [word]}),
        ("own_recipient", (word,), {}),
        ("decide", (word, word, "agreed"), {}),
        ("fact", (word, True), {}),
    ]
    for verb, words, more in attempts:
        with pytest.raises(RequestError) as error:
            troth.told(verb, ann, *words, **more)
        assert word not in repr((error.value, error.value.help, error.value.details)), verb
    with pytest.raises(RequestError) as error:
        troth.told("ground", word, people=[ann], **GROUND)
    assert word not in repr((error.value, error.value.help))


@pytest.mark.parametrize("at", [NOW + DAY / 86_400, datetime(2014, 2, 1)])  # noqa: DTZ001  a time without zone is none
def test_nothing_of_the_future_and_no_time_without_a_zone_can_be_told(troth: House, at: datetime) -> None:
    ann = troth.someone()
    before = rows(troth.database)
    for verb, words, more, _ in TOLD:
        if verb in ("fact", "choose", "consent", "decide", "notify"):
            with pytest.raises(RequestError):
                troth.told(verb, ann, *words, **more, at=at)
    assert grown(before, troth.database) == {}


def test_the_past_can_be_told_and_holds_from_then(troth: House) -> None:
    ann = troth.someone()
    troth.told("choose", ann, "newsletters", "yes", at=NOW - DAY, via="letter")
    with troth.database.read() as tx:
        last = events(tx, ann)[-1]
    assert last.proof is not None
    assert (last.at, last.proof.recorded, last.proof.via) == (NOW - DAY, NOW, "letter")


def test_a_consent_can_be_shown_with_the_words_that_were_read(troth: House) -> None:
    ann = troth.someone()
    event = troth.told("consent", ann, **CONSENT, notice="ask-an-adviser", via="web")
    with troth.database.read() as tx:
        last = events(tx, ann)[-1]
    assert (last.seq, last.about or last.policy) != (None, None)
    assert last.proof is not None
    assert last.proof.notice == "ask-an-adviser"
    assert last.proof.digest
    assert newest(troth.entries(ann))[1]["event"] == event
    assert callable(consent_receipt)


def test_what_is_ended_must_be_there(troth: House) -> None:
    ann, bob = troth.someone(), troth.someone()
    consent, restriction = troth.told("consent", bob, **CONSENT), troth.told("restrict", bob)
    for verb, event in (("withdraw", consent), ("lift", restriction), ("withdraw", restriction), ("withdraw", 404)):
        with pytest.raises(NotFound):
            troth.told(verb, ann, event)
    for name, value in (("choose", "perhaps"), ("decide", "perhaps")):
        words = ("newsletters", value) if name == "choose" else ("lantern-market", "2014-01", value)
        with pytest.raises(RequestError):
            troth.told(name, ann, *words)


def test_a_notice_that_was_never_kept_proves_nothing(troth: House) -> None:
    with pytest.raises(NotFound):
        troth.told("choose", troth.someone(), "newsletters", "yes", notice="never-kept")


def test_a_choice_names_the_clauses_that_offer_it_and_a_ground_is_nobodys_entry(troth: House) -> None:
    ann = troth.someone()
    troth.told("choose", ann, "newsletters", "no")
    assert newest(troth.entries(ann))[1]["clauses"] == ["Q21-newsletters"]
    ground = troth.ordered(ann, once=True)
    act, details = newest(troth.entries(None))
    assert (act, details["kind"], details["ground"], details["once"]) == ("ground", "order", f"{ground:016x}", True)


def test_an_organisation_is_a_person_too(troth: House) -> None:
    firm = troth.someone(kind="organisation")
    assert troth.entries(firm)[0].details["kind"] == "organisation"
    with pytest.raises(RequestError):
        troth.someone(kind="club")


def test_a_stop_link_says_no_to_its_topic_once_and_an_unknown_one_does_nothing(troth: House) -> None:
    ann = troth.someone()
    with troth.database.write() as tx:
        token = troth.tell.stop_link(tx, ann, "newsletters", channel="email")
        with pytest.raises(RequestError):
            troth.tell.stop_link(tx, ann, "newsleters")
    before = rows(troth.database)
    for pressed, known in ((token, True), (token, True), ("unknown", False)):
        with troth.database.write() as tx:
            assert troth.tell.stop(tx, pressed, via="link") is known
    assert grown(before, troth.database) == ENTRY_ALONE | {"person_event": 1}
    act, details = newest(troth.entries(ann))
    assert (act, details["topic"], details["value"], details["channel"]) == ("choice", "newsletters", "no", "email")
    assert details["actor"] == "stop-link"


def test_a_yes_after_a_stop_link_is_stopped_by_pressing_it_again(troth: House) -> None:
    ann = troth.someone()
    with troth.database.write() as tx:
        token = troth.tell.stop_link(tx, ann, "newsletters")
    for day in (0, 2):
        troth.set(NOW + day * DAY)
        troth.told("choose", ann, "newsletters", "yes")
        troth.set(NOW + (day + 1) * DAY)
        with troth.database.write() as tx:
            troth.tell.stop(tx, token, via="one-click")
    with troth.database.read() as tx:
        assert [event.value for event in events(tx, ann, kinds=("choice",))] == ["yes", "no", "yes", "no"]


@pytest.mark.parametrize(("channel", "off"), [(None, [None, "email", "post"]), ("email", ["email"])])
def test_a_stop_link_reaches_each_way_that_was_turned_on_apart(
    troth: House, channel: str | None, off: list[str | None]
) -> None:
    ann = troth.someone()
    for way in ("email", "post"):
        troth.told("choose", ann, "newsletters", "yes", channel=way)
    troth.set(NOW + DAY)
    with troth.database.write() as tx:
        assert troth.tell.stop(tx, troth.tell.stop_link(tx, ann, "newsletters", channel=channel), via="link")
        said = events(tx, ann, kinds=("choice",))
    assert [event.channel for event in said if event.value == "no"] == off


def test_a_hold_and_its_end_are_entered(troth: House) -> None:
    ann = troth.member()
    hold = troth.told("hold", ann, "dispute", ["email"], reference="LM-7", reason="a claim")
    act, details = newest(troth.entries(ann))
    assert (act, details["hold"], details["clauses"]) == ("hold", f"{hold.id:016x}", ["Q39"])
    troth.told("release", hold.id, reason="settled")
    act, details = newest(troth.entries(ann))
    assert (act, details["hold"], details["actor"]) == ("hold-end", f"{hold.id:016x}", "in-process")


def test_an_entry_names_the_data_that_were_told_of(troth: House) -> None:
    ann = troth.someone()
    told: list[tuple[str, tuple[str, ...]]] = [("restrict", ()), ("done", ("support",)), ("consent", ())]
    for verb, words in told:
        troth.told(verb, ann, *words, **(CONSENT if verb == "consent" else {}) | {"data": ["email", "phone"]})
        assert newest(troth.entries(ann))[1]["data"] == ["email", "phone"], verb
