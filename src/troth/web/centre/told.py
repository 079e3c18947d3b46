"""What somebody told us of other people: that they did, and a way to take it back; what is in it is those others'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.db import Connection
from troth.vault.givers import told_by
from troth.web.centre.held import told_title


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, without what is in it."""

    item: int
    title: str
    at: datetime


def lines(tx: Connection, person: int) -> list[Line]:
    """Oldest first."""
    return [Line(told.item, told_title(told.category), told.at) for told in told_by(tx, person)]
