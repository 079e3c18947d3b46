"""Entering a choice that came by mail, telephone, letter or fax: it counts from the day on which it came.

A letter confirms it. What was said by telephone is thereby confirmed in writing (PDPO s.35E(1)(b)).
"""

from __future__ import annotations

from typing import Literal

from starlette.exceptions import HTTPException
from starlette.responses import Response

from troth import people
from troth.language import Version
from troth.notices import confirm_choice
from troth.people import parse_person_ref
from troth.people.set_apart import counts
from troth.web.centre.choices import WAYS as CHANNELS
from troth.web.centre.choices import topic_names, way_words
from troth.web.console.entering import day_of, one_of, way_of
from troth.web.house import House
from troth.web.visit import Visit

ANSWERS: tuple[Literal["yes", "no"], ...] = ("no", "yes")


def enter(house: House, visit: Visit) -> Response:
    """Says it for the person, and writes to them. What the form does not offer is a 422."""
    troth, form, version = house.troth, visit.form, house.troth.version()
    assert visit.account is not None, "the site lets nobody else in"
    topic, value, via = one_of(form.get("topic"), topics(version)), one_of(form.get("value"), ANSWERS), way_of(form)
    channel = one_of(form.get("channel"), CHANNELS) if form.get("channel") else None
    person, at = parse_person_ref(form.get("person")), troth.clock()
    came = day_of(form.get("received"), at) or at
    if came > at:
        raise HTTPException(422)
    with troth.database.write() as tx:
        troth.tell.say(tx, visit.account.caller, person, topic, value, channel=channel, at=came, via=via)
        counting = counts(people.events(tx, person, kinds=("choice",)), topic, channel) == value
        if counting:  # else they have said otherwise since that day
            confirm_choice(tx, troth.outbox, person, topic, value, via=via)
    return house.page("console/chosen.html", visit, topic=topic, value=value, came=came, counting=counting)


def channels() -> dict[str, str]:
    """The ways on which something can be said apart, in words."""
    return {name: way_words(name) for name in CHANNELS}


def topics(version: Version | None) -> list[str]:
    """What the version in force offers a choice on."""
    return topic_names(version) if version is not None else []
