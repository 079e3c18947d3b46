"""The nouns of controls: the control of a duty, and what came of a drill."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.controls.stage import Stage
from troth.language import Clause, Version


@dataclass(frozen=True, slots=True)
class Drilled:
    """One drill that was run: what it tried, whether the promise held, and what was found there.

    `detail` tells what was found, never a person's value. `entries`: the ledger entries it left.
    """

    name: str
    passed: bool
    detail: str
    at: datetime
    entries: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "passed": self.passed, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a control is asked to prove: one clause of a version, at a time when the version is in force."""

    version: Version
    clause: Clause
    at: datetime

    @property
    def params(self) -> dict[str, Any]:
        """The duty's parameters."""
        return dict(self.clause.duty.params) if self.clause.duty is not None else {}


Drills = Callable[[Stage, Asked], Iterable[Drilled]]


@dataclass(frozen=True, slots=True)
class Control:
    """What keeps a duty. `drills` runs each of its drills and tells what it then found, never what was meant.

    `manual`: a person answers for it; its one drill tells whether the answer is in date.
    """

    duty: str
    drills: Drills
    manual: bool = False
