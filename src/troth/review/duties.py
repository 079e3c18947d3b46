"""Duties of two versions compared: which got weaker, and which vanished (SPEC 6: such a change is material)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from troth.language import Clause, Version

Change = Literal["vanished", "weaker", "stronger", "changed", "new"]
Params = Mapping[str, Any]

# What tells two duties of one name apart, so that each is compared with its own earlier self.
KEYS: Mapping[str, tuple[str, ...]] = {
    "offer-choice": ("topic",),
    "give-choice": ("on",),
    "notify": ("on",),
    "erase": ("data", "when"),
    "answer": ("rights",),
    "set-visibility": ("data",),
    "separate": ("data",),
    "attest": ("what",),
    "comply": ("law",),
    "recall": ("from",),
}
RANKED: tuple[Change, ...] = ("weaker", "changed", "stronger")
MODES = ("notice", "opt-out", "opt-in")  # from weak to strong
VISIBILITIES = ("public", "contacts", "private")


@dataclass(frozen=True, slots=True)
class DutyChange:
    """How one duty changed; `clause` is the new clause's id, or the old one's when it vanished."""

    clause: str
    duty: str
    change: Change
    detail: str

    @property
    def material(self) -> bool:
        # A duty that differs in a way we cannot rank may well be weaker: it counts as material.
        return self.change in ("vanished", "weaker", "changed")

    def to_json(self) -> dict[str, str]:
        return {"clause": self.clause, "duty": self.duty, "change": self.change, "detail": self.detail}


def compare_duties(old: Version, new: Version) -> Iterator[DutyChange]:
    """Every duty that differs, in the new version's order, the vanished last."""
    pairs, vanished = _paired(old, new)
    for clause, before in pairs:
        if before is None:
            yield DutyChange(clause.id, _name(clause), "new", "")
        else:
            yield from _compared(before, clause)
    for clause in vanished:
        yield DutyChange(clause.id, _name(clause), "vanished", "")


def _paired(old: Version, new: Version) -> tuple[list[tuple[Clause, Clause | None]], list[Clause]]:
    """Each new duty with its earlier self: of the same clause id, else alike in what tells such duties apart."""
    left = [clause for clause in old.clauses if clause.duty is not None]
    pairs: list[tuple[Clause, Clause | None]] = []
    wanted = [clause for clause in new.clauses if clause.duty is not None]
    by_id = {(clause.id, _name(clause)): clause for clause in left}
    for clause in wanted:
        before = by_id.get((clause.id, _name(clause)))
        if before is not None:
            left.remove(before)
        pairs.append((clause, before))
    for place, (clause, before) in enumerate(pairs):
        if before is None and (like := next((c for c in left if _key(c) == _key(clause)), None)):
            left.remove(like)
            pairs[place] = (clause, like)
    return pairs, left


def _name(clause: Clause) -> str:
    return clause.duty.name if clause.duty is not None else ""


def _key(clause: Clause) -> tuple[str, ...]:
    params = clause.duty.params if clause.duty is not None else {}
    return (_name(clause), *(str(params.get(name)) for name in KEYS.get(_name(clause), ())))


def _compared(old: Clause, new: Clause) -> Iterator[DutyChange]:
    if old.duty is None or new.duty is None:
        return
    changes = [
        (name, _direction(name, old.duty.params.get(name), new.duty.params.get(name)))
        for name in sorted({*old.duty.params, *new.duty.params})
    ]
    changes = [(name, change) for name, change in changes if change is not None]
    if changes:
        kinds = {change for _, change in changes}
        worst = next(c for c in RANKED if c in kinds)
        detail = ", ".join(f"{name} {change}" for name, change in changes)
        yield DutyChange(new.id, new.duty.name, worst, detail)


def _direction(name: str, old: Any, new: Any) -> Change | None:
    if old == new:
        return None
    compare = _ORDERS.get(name)
    sign = compare(old, new) if compare is not None else None
    if sign is None:
        return "changed"
    return "stronger" if sign > 0 else "weaker"


def _sign(value: float) -> int | None:
    return (value > 0) - (value < 0) or None


def _shorter(old: Any, new: Any) -> int | None:
    """A shorter time is a stronger promise; no time at all is none."""
    ends = [timedelta.max if time is None else time.length for time in (old, new)]
    return _sign((ends[0] - ends[1]).total_seconds())


def _longer(old: Any, new: Any) -> int | None:
    return _shorter(new, old)


def _more(old: Any, new: Any) -> int | None:
    """A longer list promises more; two lists of which neither holds the other cannot be ranked."""
    had, has = set(old or ()), set(new or ())
    return 1 if had < has else -1 if has < had else None


def _fewer(old: Any, new: Any) -> int | None:
    return _more(new, old)


def _ranked(*ranks: Any) -> Callable[[Any, Any], int | None]:
    def compare(old: Any, new: Any) -> int | None:
        if old not in ranks or new not in ranks:
            return None
        return _sign(ranks.index(new) - ranks.index(old))

    return compare


def _higher(old: Any, new: Any) -> int | None:
    try:
        return _sign(float(new) - float(old))
    except (TypeError, ValueError):
        return None


_ORDERS: Mapping[str, Callable[[Any, Any], int | None]] = {
    "within": _shorter,
    "after": _shorter,
    "every": _shorter,
    "window": _longer,
    "mode": _ranked(*MODES),
    "default": _ranked(True, False, *VISIBILITIES),
    "stop": _more,
    "by": _more,
    "rights": _more,
    "data": _more,
    "from": _more,
    "trackers": _fewer,
    "for": _fewer,
    "verify": _ranked(False, True),
    "reason-if-refused": _ranked(False, True),
    "tls": _higher,
    "rsa": _higher,
}
