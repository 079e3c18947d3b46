"""The terms that go with a disclosure: what the recipient may do with it, and no more."""

from __future__ import annotations

from datetime import datetime

from troth.parties.model import Recipient


def terms_for(recipient: Recipient, *, purpose: str, fields: tuple[str, ...], at: datetime, sender: str) -> str:
    """The terms as plain text, for the recipient to keep beside the data. It names categories, never values."""
    lines = [
        f"To {recipient.name}, from {sender}, {at.date().isoformat()}.",
        f"You receive: {', '.join(fields)}.",
        f"Use it for this purpose only: {purpose}.",
        "Keep it confidential, keep it safe, and let only those see it whose task needs it.",
        "Pass it to nobody else unless we agree in writing or the law compels you.",
        "Tell us at once when it was lost, seen or changed by someone who should not have.",
        "Correct, restrict or erase it when we tell you, and erase it when the purpose is done.",
    ]
    if recipient.agreement is not None and recipient.agreement.holds(at):
        lines.append(f"Our agreement {recipient.agreement.reference} applies; where it is stricter, it goes first.")
    return "\n".join(lines) + "\n"
