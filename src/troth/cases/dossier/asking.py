"""Cases, packages and what recipients are told, as parts of the document; what was sealed is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from troth.cases import store as cases
from troth.cases.asked import Asked, open_words
from troth.cases.correct import open_right
from troth.cases.dossier import store
from troth.cases.dossier.model import AskedCase, AskedFor, CaseStep, Package, Publication, RecipientTold
from troth.cases.model import Case, Step
from troth.cases.parts import Parts
from troth.db import Connection
from troth.gate.publications import listed
from troth.people import ground_ref
from troth.people.ref import ref

_ALL = 1 << 31  # more than anybody has


def asked_cases(tx: Connection, parts: Parts, person: int) -> tuple[AskedCase, ...]:
    """Newest first, with all that was written, by the person and among staff."""
    return tuple(_case(tx, parts, case) for case in cases.cases_of(tx, person))


def _case(tx: Connection, parts: Parts, case: Case) -> AskedCase:
    steps = tuple(_step(tx, parts, case, step) for step in cases.steps_of(tx, case))
    first = (ref("c", case.id), case.kind, case.via, case.state, int(case.level), case.received, case.due, case.most)
    under = (case.source, case.policy, case.version, case.clauses, case.entered_by)
    return AskedCase(*first, *under, _asked(tx, parts, case), steps)


def _asked(tx: Connection, parts: Parts, case: Case) -> AskedFor | None:
    if case.asked is None:
        return None
    asked = Asked.opened(tx, parts.vault, case.person, case.id, case.asked)
    values = {ref("i", item): value for item, value in asked.values.items()}
    return AskedFor(asked.data, asked.purposes, tuple(ref("i", item) for item in asked.items), values, asked.text)


def _step(tx: Connection, parts: Parts, case: Case, step: Step) -> CaseStep:
    words = None if step.sealed is None else open_words(tx, parts.vault, case.person, case.id, step.sealed)
    level = None if step.level is None else int(step.level)
    return CaseStep(step.seq, step.kind, step.at, step.by, step.code, level, step.until, step.entry, step.note, words)


def packages(tx: Connection, person: int) -> tuple[Package, ...]:
    """What was put together before, and is still there."""
    rows = store.rows(tx, "case_package", person)
    return tuple(
        Package(ref("c", r["case"]), r["part"], r["made_at"], r["ends_at"], r["fetched_at"], r["digest"]) for r in rows
    )


def recipients_told(tx: Connection, parts: Parts, person: int) -> tuple[RecipientTold, ...]:
    """What recipients were told, or will be."""
    rows = sorted(store.rows(tx, "recipient_notice", person), key=lambda row: (row["queued_at"], row["id"]))
    return tuple(_told(tx, parts, row) for row in rows)


def _told(tx: Connection, parts: Parts, row: Mapping[str, Any]) -> RecipientTold:
    case = None if row["case"] is None else ref("c", row["case"])
    values = UNSET if row["sealed"] is None else open_right(parts, tx, row["person"], row["sealed"])
    terms = tuple(row["fields"].split()), tuple(row["entries"].split())
    times = (row["queued_at"], row["sent_at"], row["by"], row["answered_at"])
    return RecipientTold(row["recipient"], row["kind"], case, *terms, *times, values)


def publications(tx: Connection, person: int) -> tuple[Publication, ...]:
    """What was ever shown to others, newest first."""
    return tuple(
        Publication(
            ref("i", each.item),
            each.category,
            each.audience,
            each.purpose,
            each.property,
            each.channel,
            None if each.ground is None else ground_ref(each.ground),
            each.policy,
            each.version,
            each.at,
            each.entry,
            each.ended,
            each.why,
        )
        for each in listed(tx, person, limit=_ALL)
    )
