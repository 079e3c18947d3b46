"""The answers for each datum made into the answer to the whole request (SPEC 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from troth.engine.model import NOTHING, RANK, Answer, Reason, Verdict
from troth.language import Version

Named = Mapping[str, tuple[str, ...]]


def combined(answers: Sequence[Answer], version: Version) -> Answer:
    """Permitted if every datum is; else all refused data are named, and their clauses, and no others."""
    refused = [answer for answer in answers if answer.reason is not None]
    deciding = refused or answers
    reason = min((a.reason for a in refused if a.reason), key=RANK.__getitem__, default=None)
    clauses = _in_file_order((c for answer in deciding for c in answer.clauses), version)
    return Answer(
        reason,
        clauses,
        _merged([answer.failed for answer in refused], clauses, version),
        _merged([answer.unknown for answer in refused], clauses, version),
        {datum: why for answer in refused for datum, why in answer.refused.items()},
        () if refused else _in_file_order((d for answer in answers for d in answer.duties), version),
        version.version,
        version.policy,
        tuple(pair for answer in answers for pair in answer.verdicts),
        not refused and any(answer.ground_used for answer in answers),
    )


def _in_file_order(ids: Iterable[str], version: Version) -> tuple[str, ...]:
    named = set(ids)
    return tuple(clause.id for clause in version.clauses if clause.id in named)


def _merged(parts: Sequence[Named], clauses: Sequence[str], version: Version) -> Named:
    merged: dict[str, tuple[str, ...]] = {}
    for clause in clauses:
        named = {condition for part in parts for condition in part.get(clause, ())}
        if named:
            conditions = (str(condition) for condition in version.clause(clause).conditions)
            merged[clause] = tuple(condition for condition in conditions if condition in named)
    return merged


def without_version(data: Sequence[str], reason: Reason, policy: str | None) -> Answer:
    """Refused before any clause was read: no policy covers the property, or no version was in force."""
    verdicts = tuple((datum, Verdict(reason)) for datum in data)
    return Answer(reason, (), NOTHING, NOTHING, dict.fromkeys(data, reason), (), None, policy, verdicts)
