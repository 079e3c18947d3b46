"""troth's own store as a mapped table: a row an item held, and what its person's events tell."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from troth.language import FACTS
from troth.warehouse.model import Mapping
from troth.warehouse.reading import read_mapping

HELD = "held"

# The newest record of a fact; at one instant true and false leave it unknown.
_FACT = """(SELECT CASE
WHEN MAX(CASE WHEN e.value = 'true' THEN e.at END) = MAX(CASE WHEN e.value = 'false' THEN e.at END) THEN NULL
ELSE COALESCE(MAX(CASE WHEN e.value = 'true' THEN e.at END) > MAX(CASE WHEN e.value = 'false' THEN e.at END),
MAX(e.value) = 'true') END
FROM person_event AS e WHERE e.person = "held".person AND e.kind = 'fact' AND e.about = '{fact}' AND e.at <= :at)"""

# Since when the signal stands: first seen after it was last cleared.
_SINCE = """(SELECT MIN(e.at) FROM person_event AS e
WHERE e.person = "held".person AND e.kind = 'gpc' AND e.value = 'seen' AND e.at <= :at
AND NOT EXISTS (SELECT 1 FROM person_event AS c WHERE c.person = e.person AND c.kind = 'gpc' AND c.value = 'cleared'
AND c.at > e.at AND c.at <= :at))"""

_CONSENTS = """SELECT e.person, e.actions, e.data, e.purposes, e.recipients, e.value = 'explicit' AS explicit,
e.at, e.until FROM person_event AS e WHERE e.kind = 'consent'
AND NOT EXISTS (SELECT 1 FROM person_event AS d WHERE d.person = e.person AND d.refers = e.seq
AND d.kind IN ('withdrawal', 'lifting') AND d.at <= :at)"""

_RESTRICTIONS = """SELECT e.person, e.data, e.purposes, e.at, e.until
FROM person_event AS e WHERE e.kind = 'restriction'
AND NOT EXISTS (SELECT 1 FROM person_event AS d WHERE d.person = e.person AND d.refers = e.seq
AND d.kind IN ('withdrawal', 'lifting') AND d.at <= :at)"""

_CHOICES = "SELECT person, about, value, at, channel FROM person_event WHERE kind = 'choice'"
_TOLD = "SELECT person, about, at, policy FROM person_event WHERE kind = 'notification'"
_DECIDED = "SELECT person, about, value, at, policy FROM person_event WHERE kind = 'decision'"

_OWN = """SELECT e.person, e.about FROM person_event AS e
WHERE e.kind = 'own-recipient' AND e.value = 'named' AND e.at <= :at
AND NOT EXISTS (SELECT 1 FROM person_event AS r WHERE r.person = e.person AND r.kind = 'own-recipient'
AND r.about = e.about AND r.value = 'removed' AND r.at >= e.at AND r.at <= :at)"""


@lru_cache(maxsize=64)
def own_mapping(visible: str | None) -> Mapping:
    """What the store's tables tell. `visible`: SQL of who may see the item of a row, where that is asked for."""
    by = {"person": "person"}
    document: dict[str, Any] = {
        "table": HELD,
        "key": "person",
        "times": "microseconds",
        "columns": {},
        "version": "version",
        "source": "source",
        "notice": {"json": "purposes"},
        "facts": {fact: {"sql": _FACT.format(fact=fact)} for fact in FACTS},
        "choices": {
            **by,
            "table": {"sql": _CHOICES},
            "topic": "about",
            "value": "value",
            "at": "at",
            "channel": "channel",
        },
        "gpc": {"seen": {"sql": f"{_SINCE} IS NOT NULL"}, "since": {"sql": _SINCE}},
        "consents": {
            **by,
            "table": {"sql": _CONSENTS},
            "actions": "actions",
            "data": "data",
            "for": "purposes",
            "to": "recipients",
            "explicit": "explicit",
            "given": "at",
            "withdrawn": "until",
        },
        "restricted": {
            **by,
            "table": {"sql": _RESTRICTIONS},
            "data": "data",
            "for": "purposes",
            "from": "at",
            "until": "until",
        },
        "own-recipients": {**by, "table": {"sql": _OWN}, "recipient": "about"},
        "told": {**by, "table": {"sql": _TOLD}, "version": "about", "at": "at", "policy": "policy"},
        "decided": {
            **by,
            "table": {"sql": _DECIDED},
            "version": "about",
            "answer": "value",
            "at": "at",
            "policy": "policy",
        },
    }
    return read_mapping(document | ({} if visible is None else {"visible": {"sql": visible}}), "the store")
