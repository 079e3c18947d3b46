"""The choice on a topic at a time (SPEC 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from troth.engine.facts import Facts
from troth.engine.model import ChoiceRecord
from troth.language import Version


def choice_of(topic: str, version: Version) -> Callable[[Facts], bool | None]:
    """How the choice on that topic reads under that version."""
    default, stops = offered(topic, version)

    def choice(facts: Facts) -> bool | None:
        return _choice(facts, topic, default, stops)

    return choice


def offered(topic: str, version: Version) -> tuple[bool, bool]:
    """The choice of who said nothing, and whether Global Privacy Control says no for them.

    Of several `offer-choice` duties on one topic the default is yes only if all say yes; all stops count.
    """
    duties = [c.duty.params for c in version.duties("offer-choice") if c.duty and c.duty.params.get("topic") == topic]
    default = bool(duties) and all(params.get("default") is True for params in duties)
    return default, any("gpc" in params["stop"] for params in duties)


def _choice(facts: Facts, topic: str, default: bool, stops: bool) -> bool | None:
    if facts.person.choices is None:
        return None
    records = [r for r in facts.person.choices if _applies(r, topic, facts)]
    chosen = _newest(records) if records else default
    if not chosen or not stops:
        return chosen
    signal = facts.person.gpc
    if signal is None:
        return None
    sent = signal.since
    return sent is None or facts.at < sent or _yes_after(records, sent)


def _applies(record: ChoiceRecord, topic: str, facts: Facts) -> bool:
    return record.topic == topic and record.at <= facts.at and record.channel in (None, facts.channel)


def _newest(records: Sequence[ChoiceRecord]) -> bool:
    """Of at least one record: those with the channel beat those without, newer beats older, no beats yes."""
    best = max(records, key=lambda r: (r.channel is not None, r.at, r.value == "no"))
    return best.value == "yes"


def _yes_after(records: Sequence[ChoiceRecord], sent: datetime) -> bool:
    return any(record.value == "yes" and record.at > sent for record in records)
