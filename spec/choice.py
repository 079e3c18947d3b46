"""The choice of a person on a topic, at a time and on a channel (SPEC 4)."""

from collections.abc import Mapping
from typing import Any

from spec.clause import Clause
from spec.question import Question
from spec.terms import as_list


def choice(question: Question, topic: str) -> bool | None:
    """SPEC 3 and 4: yes, no, or unknown without `choices`, or without `gpc` where that could turn a yes."""
    if question.fact("person", "choices") is None:
        return None
    duties = [duty for duty in question.version.duties("offer-choice") if duty.params.get("topic") == topic]
    records = applicable(question, topic)
    said = newest(question, records) if records else default(duties)
    if not any("gpc" in as_list(duty.params.get("stop")) for duty in duties):
        return said
    if "gpc" not in (question.request.get("person") or {}):
        return None if said else False
    return said and not stopped(question, records)


def applicable(question: Question, topic: str) -> list[Mapping[str, Any]]:
    """SPEC 4: the topic's records up to the time, on the request's channel or on none."""
    channels = (None, question.request.get("channel"))
    return [
        record
        for record in question.fact("person", "choices")
        if record["topic"] == topic and record["at"] <= question.at and record.get("channel") in channels
    ]


def newest(question: Question, records: list[Mapping[str, Any]]) -> bool:
    """SPEC 4: those with the channel beat those without; then the newest; at one instant, no beats yes."""
    channel = question.request.get("channel")
    on_channel = [record for record in records if record.get("channel") == channel]
    counting = on_channel or records
    last = max(record["at"] for record in counting)
    return all(record["value"] == "yes" for record in counting if record["at"] == last)


def default(duties: list[Clause]) -> bool:
    """SPEC 4: the duty's default, no without a duty; of several duties all have to say yes."""
    return bool(duties) and all(duty.params.get("default") in ("yes", True) for duty in duties)


def stopped(question: Question, records: list[Mapping[str, Any]]) -> bool:
    """SPEC 4: the browser's signal has been seen by now, and no yes was recorded after it."""
    seen = question.fact("person", "gpc")
    if seen is None or seen > question.at:
        return False
    return not any(record["value"] == "yes" and record["at"] > seen for record in records)
