"""bind-recipients: recipients ask for data without being bound, for longer than they are bound, and for more.

What keeps it: the register and its agreements, the condition `agreement` of the clauses, and the terms that go with
each disclosure. A processor is always to be bound, whether or not a clause asks for it (GDPR Art. 28(3)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from troth import parties
from troth.controls.attempt import Found, all_tried, broken, kept
from troth.controls.handing_out import Handing, each
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import Raw, permitted
from troth.controls.stage import Stage
from troth.language import Action, Agreement, Clause, atoms
from troth.parties import Entered

_DAY = timedelta(days=1)
_NOBODY = "drill-that-is-not-on-the-register"

Attempted = Callable[[Handing], Found]


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """For every permitted disclosure to somebody who must be bound. All of it is rolled back."""
    bound = [
        request for clause, request in permitted(asked.version, Action.DISCLOSE) if _binding(asked, clause, request)
    ]
    unbound = [{**request, "recipient": {"agreement": None}} for request in bound]
    lapsed: dict[str, Attempted] = {
        "a recipient without an agreement asks for data": _asks,
        "a recipient whose agreement has run out asks": lambda t: _agreed(t, -9 * _DAY, -_DAY),
        "a recipient whose agreement ends at this moment asks": lambda t: _agreed(t, -9 * _DAY, 0 * _DAY),
        "a recipient whose agreement begins tomorrow asks": lambda t: _agreed(t, _DAY, None),
        "a recipient whose agreement was ended early asks": _ended,
    }
    beyond: dict[str, Attempted] = {
        "a recipient with an agreement asks": _given,
        "the terms that go with the data are read": _terms,
        "somebody who is not on the register asks": lambda t: _asks(t, to=_NOBODY),
        "a recipient that was taken off the register asks": _removed,
        "a recipient asks for data that it is not registered for": lambda t: _entered(t, fields=("aggregate",)),
        "a recipient asks for a purpose that it is not registered for": lambda t: _entered(t, purposes=("sale",)),
    }
    attempts = {name: each(stage, asked, unbound, attempt) for name, attempt in lapsed.items()}
    attempts |= {name: each(stage, asked, bound, attempt) for name, attempt in beyond.items()}
    yield from all_tried(asked.at, attempts)


def _binding(asked: Asked, clause: Clause, request: Raw) -> bool:
    """Whether the recipient must be bound: the clause says so, or it processes the data for us."""
    processor = asked.version.terms.recipients.covers("processor", str(request["to"]))
    return processor or Agreement() in atoms(clause.conditions)


def _asks(there: Handing, to: str | None = None) -> Found:
    done = there.disclose(to=to)
    if there.went_out(done):
        return broken(f"it got what it asked for, as {there.request['to']}")
    return kept("nothing went out")


def _agreed(there: Handing, start: timedelta, until: timedelta | None) -> Found:
    there.agree(start, until)
    return _asks(there)


def _ended(there: Handing) -> Found:
    reference, at = there.agree(-9 * _DAY, 9 * _DAY), there.asked.at - _DAY
    parties.end_agreement(there.tx, there.recipient, reference, at=at, entered=Entered("drill", at))
    return _asks(there)


def _given(there: Handing) -> Found:
    done = there.disclose()
    if done is None or done.refusal is not None or not done.held:
        return broken(f"it got nothing, as {there.request['to']}, though it is bound")
    return kept("it got what the policy permits")


def _terms(there: Handing) -> Found:
    done = there.disclose()
    terms = (done.terms if done is not None else None) or ""
    needed = {"purpose": there.request["for"], "secrecy": "confidential", "agreement": "agreement drill"}
    needed["data"] = ", ".join(there.request["data"])
    missing = [what for what, words in needed.items() if words not in terms]
    return broken(f"they do not name the {', '.join(missing)}") if missing else kept(f"they name {', '.join(needed)}")


def _removed(there: Handing) -> Found:
    at = there.asked.at - _DAY
    parties.remove_recipient(there.tx, there.recipient, at=at, entered=Entered("drill", at))
    return _asks(there)


def _entered(there: Handing, **changes: object) -> Found:
    there.enter(**changes)
    return _asks(there)


CONTROL = Control("bind-recipients", drills)
