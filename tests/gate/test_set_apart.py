"""What was said of one channel beats what was said of all: so who means all of them is taken to say it there too."""

from datetime import timedelta

from tests.gate.house import FACTS, House
from troth.people import events, person_ref

MINUTE = timedelta(minutes=1)


def said(troth: House, person: int) -> list[tuple[str | None, str | None]]:
    with troth.database.read() as tx:
        return [(event.channel, event.value) for event in events(tx, person, kinds=("choice",))]


def test_a_no_that_names_no_channel_stops_what_was_turned_on_apart(troth: House) -> None:
    ann = troth.someone(*FACTS)
    troth.told("choose", ann, "newsletters", "yes", channel="email")
    troth.told("choose", ann, "newsletters", "no", channel="post")
    troth.set(troth.clock() + MINUTE)
    troth.told("say", ann, "newsletters", "no")
    assert said(troth, ann)[2:] == [(None, "no"), ("email", "no")]


def test_a_yes_that_names_no_channel_leaves_what_was_turned_off_apart(troth: House) -> None:
    ann = troth.someone(*FACTS)
    troth.told("choose", ann, "newsletters", "no", channel="email")
    troth.told("say", ann, "newsletters", "yes")
    assert said(troth, ann) == [("email", "no"), (None, "yes")]


def test_a_switch_for_all_ways_turns_each(troth: House) -> None:
    ann = troth.someone(*FACTS)
    troth.told("choose", ann, "newsletters", "no", channel="email")
    troth.set(troth.clock() + MINUTE)
    troth.told("turn", ann, "newsletters", "yes")
    assert said(troth, ann)[1:] == [(None, "yes"), ("email", "yes")]


def test_in_process_as_over_http_a_no_stops_every_channel(troth: House) -> None:
    ann = troth.member()
    troth.choose(person_ref(ann), "newsletters", "yes", channel="email")
    troth.set(troth.clock() + MINUTE)
    troth.choose(person_ref(ann), "newsletters", "no")
    assert said(troth, ann)[1:] == [(None, "no"), ("email", "no")]
