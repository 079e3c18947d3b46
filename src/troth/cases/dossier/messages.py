"""Letters, mailings and notices that went to the person, and what came back, as parts of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.cases.dossier import store
from troth.cases.dossier.model import Bounce, Letter, Mailed, NoticeSent, StopLetter, StopLink
from troth.cases.parts import Parts
from troth.db import Connection
from troth.notices import mailing_ref
from troth.notices.outbox.letters import about_of
from troth.notices.outbox.store import Waiting
from troth.notices.replies.intake import PLACE
from troth.people.ref import ref


def letters(tx: Connection, parts: Parts, person: int) -> tuple[Letter, ...]:
    """Oldest first."""
    rows = sorted(store.rows(tx, "letter", person), key=lambda row: (row["queued_at"], row["id"]))
    return tuple(_letter(tx, parts, row) for row in rows)


def _letter(tx: Connection, parts: Parts, row: Mapping[str, Any]) -> Letter:
    waiting = Waiting(row["person"], row["id"], row["template"], row["sealed"], row["tries"])
    state = (row["state"], row["queued_at"], row["ended_at"], row["tries"])
    return Letter(row["id"], row["template"], *state, about_of(tx, parts.vault, waiting))


def mailings(tx: Connection, person: int) -> tuple[Mailed, ...]:
    """Oldest first."""
    rows = store.rows(tx, "mailing_recipient", person)
    plans = {plan["id"]: plan for plan in store.named(tx, "mailing", "id", {row["mailing"] for row in rows})}
    made = [_mailed(row, plans.get(row["mailing"], {})) for row in rows]
    return tuple(sorted(made, key=lambda each: (each.made is None, each.made, each.mailing)))


def _mailed(row: Mapping[str, Any], plan: Mapping[str, Any]) -> Mailed:
    return Mailed(
        mailing_ref(row["mailing"]),
        row["message"],
        row["state"],
        plan.get("kind"),
        plan.get("purpose"),
        plan.get("topic"),
        plan.get("channel"),
        plan.get("made_at"),
        None if row["item"] is None else ref("i", row["item"]),
        row["entry"],
        row["tries"],
        row["ended_at"],
    )


def notices(tx: Connection, person: int) -> tuple[NoticeSent, ...]:
    names = ("policy", "version", "way", "message", "words", "queued_at", "sent_at")
    return tuple(NoticeSent(*(row[name] for name in names)) for row in store.rows(tx, "notice_message", person))


def bounces(tx: Connection, person: int) -> tuple[Bounce, ...]:
    return tuple(Bounce(ref("i", row["item"]), row["at"], row["status"]) for row in store.rows(tx, "bounce", person))


def stop_letters(tx: Connection, parts: Parts, person: int) -> tuple[StopLetter, ...]:
    return tuple(_stop_letter(tx, parts, row) for row in store.rows(tx, "stop_letter", person))


def _stop_letter(tx: Connection, parts: Parts, row: Mapping[str, Any]) -> StopLetter:
    plain = parts.vault.open_for(tx, row["person"], row["sealed"], PLACE + row["id"].encode())
    return StopLetter(row["topic"], row["received_at"], row["until"], plain.decode(errors="replace"))


def stop_links(tx: Connection, person: int) -> tuple[StopLink, ...]:
    rows = sorted(store.rows(tx, "stop_link", person), key=lambda row: row["made_at"])
    return tuple(StopLink(row["topic"], row["channel"], row["made_at"]) for row in rows)
