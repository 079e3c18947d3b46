"""take-security-reports: a report reaches somebody, has a day, and cannot be closed without a word."""

from __future__ import annotations

from collections.abc import Iterator

from troth.controls.attempt import all_tried
from troth.controls.handle_complaints import attempts
from troth.controls.model import Asked, Control, Drilled
from troth.controls.stage import Stage


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with a person of its own."""
    yield from all_tried(asked.at, attempts(stage, asked, "security-report"))


CONTROL = Control("take-security-reports", drills)
