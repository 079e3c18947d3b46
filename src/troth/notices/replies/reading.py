"""Reading a message that came in: for which of our addresses it is, and, of a delivery report, what became of ours.

Nothing that a sender says about themselves counts: `From` can be anybody's. What counts is the token in the address
that the message came to, which only who got ours can know.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final, Literal

from troth.notices.mail import BOUNCE, is_gone
from troth.notices.mailings.footer import STOP

# Where programs that hand mail on say for which address it came; then where its sender sent it.
_TOLD: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
MOST_HEADERS: Final = 200  # addresses looked at in a message; more are nobody's letter


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our addresses: what for, and the token in it."""

    kind: Literal["stop", "bounce"]
    token: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report (RFC 3464) says: whether there is no such address, and the status it gives."""

    gone: bool
    status: str


def head_of(content: bytes) -> Message:
    """The message's headers; whatever came in, they can be read."""
    return BytesHeaderParser(policy=email.policy.compat32).parsebytes(content)


def ours_in(message: Message, domain: str, to: str | None = None) -> Ours | None:
    """For which of our addresses it came: `to` of the mail server, else by its headers. None: for none of them."""
    told = [to] if to else [str(value) for name in _TOLD for value in message.get_all(name, [])][:MOST_HEADERS]
    wanted = re.compile(rf"\b({STOP}|{BOUNCE})\+([A-Za-z0-9]{{1,64}})@{re.escape(domain)}(?![\w.-])", re.IGNORECASE)
    for line in told:
        if found := wanted.search(line[:2000]):
            kind: Literal["stop", "bounce"] = "stop" if found[1].lower() == STOP else "bounce"
            return Ours(kind, found[2].lower())
    return None


def is_automatic(message: Message) -> bool:
    """Whether a machine answered, such as one that says that somebody is away (RFC 3834, 5)."""
    said = str(message.get("Auto-Submitted", "no")).strip().lower()
    return said.partition(";")[0].strip() not in ("", "no") or "X-Autoreply" in message


def report_in(content: bytes) -> Report | None:
    """The report of a failure for good, of one address; None for a delay, a success, or anything else."""
    try:
        parts = list(email.message_from_bytes(content, policy=email.policy.compat32).walk())
    except RecursionError:  # parts within parts without end: no mail server writes such a report
        return None
    for part in parts:
        groups = part.get_payload() if part.get_content_type() == "message/delivery-status" else ()
        for action, status, code in (_field(group) for group in groups if isinstance(group, Message)):
            if action == "failed":
                return Report(is_gone(0, status) or (not status and is_gone(*_code(code))), status or "failed")
    return None


def _field(group: Message) -> tuple[str, str, str]:
    """(action, status, diagnostic) of a group of fields."""
    action = str(group.get("Action", "")).strip().lower()
    status = _STATUS.search(str(group.get("Status", "")))
    return action, status[0] if status else "", str(group.get("Diagnostic-Code", ""))


def _code(diagnostic: str) -> tuple[int, str]:
    """The server's code in what it said, such as `smtp; 550 no such user`."""
    found = re.search(r"\b([245]\d\d)\b", diagnostic)
    return int(found[1]) if found else 0, diagnostic
