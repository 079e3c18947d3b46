"""A standing is decided as the person is: whatever was recorded, in whatever order, at the same instant or not."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.audience.reading import Kinds
from troth.audience.standing import Sieve, Standing
from troth.audience.store import ALL, BETWEEN, ENDING, Read
from troth.db import Instant
from troth.engine import Datum, PersonFacts, Request, compile_policies
from troth.errors import RequestError
from troth.language import from_documents
from troth.people import record_of

DAY = timedelta(days=1)
START = datetime(2020, 1, 10, tzinfo=UTC)
TERMS = {"purposes": {"newsletters": {"is": "direct-marketing", "topic": "newsletters"}}}
OFFER = {"id": "offer", "must": {"offer-choice": {"topic": "newsletters", "default": True, "stop": ["gpc"]}}}


def version(name: str, effective: str, *clauses: dict[str, Any]) -> dict[str, Any]:
    head = {"policy": "shop", "version": name, "effective": effective, "properties": ["shop.example"], "terms": TERMS}
    return head | {"clauses": [OFFER, *clauses]}


MAY = {"id": "news", "may": "use", "data": "email", "for": "newsletters", "when": [{"choice": "newsletters"}]}
ASK = {"id": "new", "must": {"give-choice": {"on": "material-change", "mode": "opt-out", "window": "2d"}}}
CONSENT = {"id": "fit", "may": "use", "data": "email", "for": "delivery", "when": ["adult", "consent"]}
MINOR = {"id": "minors", "never": "use", "data": "email", "for": "delivery", "unless": [{"not": "known-minor"}]}
ENGINE = compile_policies(
    from_documents(
        [
            version("1", "2020-01-01"),
            version("2", "2020-01-02", MAY),
            version("3", "2020-01-09", MAY, ASK, CONSENT, MINOR),
        ]
    )
)
PURPOSES = ("newsletters", "delivery")


def text(kind: str, about: str = "", value: str = "", channel: str = "", policy: str = "", *scope: str) -> str:
    return BETWEEN.join((kind, about, value, channel, policy, *(scope or ("", ALL, ALL, "")), ""))


SCOPE = ("use", "email", "delivery", "")
THEMES = (  # what bears on what: drawn together, so that it meets
    (
        *(text("choice", "newsletters", value, channel) for value in ("yes", "no") for channel in ("", "email")),
        *(text("gpc", "", value) for value in ("seen", "cleared")),
    ),
    (
        *(text("notification", name, "", "email", "shop") for name in ("2", "3")),
        *(text("decision", "3", value, "", "shop") for value in ("agreed", "declined")),
    ),
    (
        *(text("fact", name, value) for name in ("adult", "known-minor") for value in ("true", "false")),
        text("consent", "", "explicit", "", "", *SCOPE),
        text("restriction", "", "", "", "", "", "contact", ALL, ""),
    ),
)
when = st.integers(-5, 2).map(lambda days: Instant.encode(START + days * DAY))
told = st.sampled_from((*THEMES, sum(THEMES, ()))).flatmap(
    lambda texts: st.lists(st.tuples(when, st.none() | when, st.sampled_from(texts)), max_size=6)
)
often = settings(max_examples=500, derandomize="CI" in os.environ, deadline=None)


def rows(events: list[tuple[int, int | None, str]], *, ends: bool) -> list[tuple[Any, ...]]:
    """As the store gives them; only consents and restrictions end, and half of those are ended by an event."""
    found: list[tuple[Any, ...]] = []
    for at, until, words in events:
        kind = words.split(BETWEEN)[0]
        ending = until if kind in ("consent", "restriction") else None
        found.append(
            (
                7,
                len(found) + 1,
                at,
                *((None, None, words) if ends or ending is None else (ending, None, words + ENDING)),
            )
        )
        if ends and ending is not None:
            by = "withdrawal" if kind == "consent" else "lifting"
            found.append((7, len(found) + 1, ending, None, len(found), text(by) + ENDING))
    return found


def recorded(events: list[tuple[Any, ...]], at: datetime) -> PersonFacts:
    """What the store's own reading makes of the same rows."""
    made = []
    for _, seq, moment, until, refers, words in events:
        kind, about, value, channel, policy, actions, *scope, to, _ = words.split(BETWEEN)
        parts = [None if part == ALL else part for part in scope]
        told = (about or None, value or None, channel or None, policy or None, until, refers)
        made.append((0, kind, seq, moment, *told, actions or None, *parts, to or None, "live"))
    return record_of(7, made or [(0, "nothing", *[None] * 12, "live")]).at(at, "shop")


@often
@given(told, st.booleans(), st.integers(0, 3), st.sampled_from((None, "email")), st.sampled_from(("1", "2", "3")))
def test_a_standing_gets_the_answers_that_the_person_gets(
    events: list[tuple[int, int | None, str]], ends: bool, later: int, channel: str | None, carried: str
) -> None:
    kinds, listed = Kinds(Sieve.of(ENGINE)), rows(events, ends=ends)
    (person,) = kinds.read(Read(listed, [(7, BETWEEN.join(("email", "3", "person", "[]")))], [(7,)]), START)
    assert person.kind is not None
    standing = kinds.standings[kinds.all[person.kind].standing]
    at = START + later * DAY
    if Instant.encode(at) >= person.until:  # something begins or ends by then: it is read again
        return
    for purpose in PURPOSES:
        asked = Request("use", ("email",), purpose, "shop.example", at, channel=channel, datum=Datum(carried, "person"))
        alone = ENGINE.ask(replace(asked, person=recorded(listed, at)))
        assert ENGINE.ask(replace(asked, person=standing.facts("shop", at))) == alone


@often
@given(told, told, st.booleans())
def test_a_kind_found_again_is_the_one_that_would_be_made(one: Any, other: Any, ends: bool) -> None:
    """What is remembered of one person's rows never serves another whose rows mean something else."""
    together, held = Kinds(Sieve.of(ENGINE)), BETWEEN.join(("email", "3", "person", "[]"))
    for events in (one, other):
        alone, listed = Kinds(Sieve.of(ENGINE)), rows(events, ends=ends)
        found = [
            (person, kinds.standings[kinds.all[person.kind or 0].standing])
            for kinds in (together, alone)
            for person in kinds.read(Read(listed, [(7, held)], [(7,)]), START)
        ]
        assert found[0][1] == found[1][1]
        assert found[0][0][2:] == found[1][0][2:]


def test_people_whose_events_lie_at_other_times_are_alike() -> None:
    kinds, held = Kinds(Sieve.of(ENGINE)), BETWEEN.join(("email", "3", "person", "[]"))
    yes = THEMES[0][0]
    events = [(person, 1, Instant.encode(START - person * DAY), None, None, yes) for person in (1, 2, 3)]
    people = list(kinds.read(Read(events, [(p, held) for p in (1, 2, 3)], [(p,) for p in (1, 2, 3, 4)]), START))
    assert [person.kind for person in people] == [0, 0, 0, None]


def day(number: int) -> int:
    """So many days after START, as the store keeps it."""
    return Instant.encode(START + number * DAY)


def standing(*events: tuple[int, str]) -> Standing:
    """Of somebody with these events, days before START."""
    rows = [
        (7, n, Instant.encode(START - ago * DAY), None, None, words) for n, (ago, words) in enumerate(events, start=1)
    ]
    kinds = Kinds(Sieve.of(ENGINE))
    (person,) = kinds.read(Read(rows, [(7, BETWEEN.join(("email", "1", "person", "[]")))], [(7,)]), START)
    return kinds.standings[kinds.all[person.kind or 0].standing]


def test_a_yes_after_the_signal_counts_though_a_no_followed_it_elsewhere() -> None:
    """SPEC 4: by e-mail yes stands, and some yes came after Global Privacy Control was first seen."""
    yes, no, by_mail = (text("choice", "newsletters", *said) for said in (("yes",), ("no",), ("yes", "email")))
    events = [(4, by_mail), (3, text("gpc", "", "seen")), (2, yes), (1, no)]
    asked = Request(
        "use", ("email",), "newsletters", "shop.example", START, channel="email", datum=Datum("3", "person")
    )
    assert ENGINE.ask(replace(asked, person=standing(*events).facts("shop", START))).permitted
    assert not ENGINE.ask(replace(asked, person=standing(*events[:2]).facts("shop", START))).permitted


def test_at_the_same_instant_the_no_counts() -> None:
    choices = [(1, text("choice", "newsletters", said)) for said in ("no", "yes")]
    decisions = [(1, text("decision", "3", said, "", "shop")) for said in ("declined", "agreed")]
    found = standing(*choices, *decisions)
    assert found.choices[0].value == "no"
    assert [decision.answer for _, made in found.decisions for decision in made] == ["declined"]


def test_a_word_that_no_policy_knows_stays_an_error_when_what_has_it_is_over() -> None:
    scope = ("use", "long-gone", "delivery", "")
    rows = [
        (7, 1, Instant.encode(START - 3 * DAY), None, None, text("consent", "", "explicit", "", "", *scope)),
        (7, 2, Instant.encode(START - DAY), None, 1, text("withdrawal") + ENDING),
    ]
    kinds = Kinds(Sieve.of(ENGINE))
    list(kinds.read(Read(rows, [(7, BETWEEN.join(("email", "3", "person", "[]")))], [(7,)]), START))
    assert [consent.data for consent in kinds.standings[-1].consents] == [("long-gone",)]
    asked = Request("use", ("email",), "newsletters", "shop.example", START, datum=Datum("3", "person"))
    with pytest.raises(RequestError):
        ENGINE.ask(replace(asked, person=kinds.standings[-1].facts("shop", START)))


NO, YES, AGREES = THEMES[0][2], THEMES[0][0], text("consent", "", "explicit", "", "", *SCOPE)
OVER, SLEEPS = text("withdrawal") + ENDING, AGREES + ENDING
LOOKALIKES: dict[str, tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]] = {
    "one after the other, or at once": (
        [(7, 1, day(-2), None, None, NO), (7, 2, day(-1), None, None, YES)],
        [(7, 1, day(-1), None, None, NO), (7, 2, day(-1), None, None, YES)],
    ),
    "in the order of recording, or not": (
        [(7, 1, day(-2), None, None, NO), (7, 2, day(-1), None, None, YES)],
        [(7, 1, day(-1), None, None, NO), (7, 2, day(-2), None, None, YES)],
    ),
    "past, or to come": (
        [(7, 1, day(-2), day(-1), None, SLEEPS)],
        [(7, 1, day(-2), day(1), None, SLEEPS)],
    ),
    "this one withdrawn, or that": (
        [(7, 1, day(-3), None, None, AGREES), (7, 2, day(-3), None, None, AGREES), (7, 3, day(-1), None, 1, OVER)],
        [(7, 1, day(-3), None, None, AGREES), (7, 2, day(1), None, None, AGREES), (7, 3, day(-1), None, 1, OVER)],
    ),
    "something withdrawn, or nothing": (
        [(7, 1, day(-3), None, None, AGREES), (7, 2, day(-1), None, 1, OVER)],
        [(7, 1, day(-3), None, None, AGREES), (7, 2, day(-1), None, 9, OVER)],
    ),
}


@pytest.mark.parametrize("name", LOOKALIKES)
def test_the_same_words_with_another_meaning_are_another_standing(name: str) -> None:
    kinds, held = Kinds(Sieve.of(ENGINE)), BETWEEN.join(("email", "3", "person", "[]"))
    one, other = (next(kinds.read(Read(rows, [(7, held)], [(7,)]), START)).kind for rows in LOOKALIKES[name])
    assert one != other
