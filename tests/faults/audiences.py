"""Faults of audiences: what is decided for all who are alike parts from what is decided alone."""

from __future__ import annotations

from tests.faults.fault import fault

ASKING, AUDIENCES = "audience/asking.py", "audience/audiences.py"

FAULTS = (
    fault(
        "everyone of whom it is held is in the audience", "Q15 Q14", ASKING, "if outcome.reason is None:", "if True:"
    ),
    fault(
        "an audience is asked for in no role",
        "Q07-desk",
        ASKING,
        "roles=tuple(sorted(question.roles)),",
        "roles=(),",
    ),
    fault(
        "who came after the first question is not looked at",
        "Q15",
        AUDIENCES,
        "self._read_again(tx, everyone, sorted(stale), at)",
        "self._read_again(tx, everyone, [], at)",
    ),
    fault(
        "a recipient's entry is not looked at for everyone",
        "Q19-figures",
        ASKING,
        "return None if refusal is None else refusal.code",
        "return None",
    ),
)
