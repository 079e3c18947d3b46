"""The conditions that look at what is asked about which datum: consent, ground, notice, audience (SPEC 3).

Terms cover by the trees of the version that is evaluated; a term which it does not know covers only itself.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from troth.engine.model import ConsentRecord

if TYPE_CHECKING:
    from troth.engine.cell import Cell
    from troth.engine.facts import Facts

_AUDIENCES: dict[str, frozenset[str]] = {
    "public": frozenset(("public", "contacts")),
    "contacts": frozenset(("contacts",)),
    "private": frozenset(),
}
# A restriction gives way to these (SPEC 5.3; compare GDPR Art. 18(2)).
LIFTING = ("legal-order", "legal-claim", "emergency", "protect-rights")


def consent(facts: Facts, cell: Cell) -> bool | None:
    consents = facts.person.consents
    if consents is None:
        return None
    for given in consents:  # noqa: SIM110  a generator costs more than the rest of the decision
        if _consents(given, facts, cell):
            return True
    return False


def explicit_consent(facts: Facts, cell: Cell) -> bool | None:
    consents = facts.person.consents
    if consents is None:
        return None
    for given in consents:  # noqa: SIM110
        if given.explicit and _consents(given, facts, cell):
            return True
    return False


def _consents(given: ConsentRecord, facts: Facts, cell: Cell) -> bool:
    return (
        cell.action in given.actions
        and not cell.data_up.isdisjoint(given.data)
        and not cell.purposes_up.isdisjoint(given.purposes)
        and given.given <= facts.at
        and (given.withdrawn is None or facts.at < given.withdrawn)
        and _reaches(given.recipients or (), cell)
    )


def _reaches(recipients: Collection[str], cell: Cell) -> bool:
    return cell.to is None or not cell.recipients_up.isdisjoint(recipients)


def notified(facts: Facts, cell: Cell) -> bool | None:
    named = facts.datum.notified
    return None if named is None else not cell.purposes_up.isdisjoint(named)


def own_recipient(facts: Facts, cell: Cell) -> bool | None:
    if cell.to is None:
        return False
    own = facts.person.own_recipients
    return None if own is None else cell.to in own


def visible(facts: Facts, cell: Cell) -> bool | None:
    visibility = facts.datum.visibility
    return None if visibility is None else cell.to in _AUDIENCES[visibility]


def ground(facts: Facts, cell: Cell, *kinds: str) -> bool:
    """Whether a ground of one of the kinds is cited that covers the cell. Not citing one is known: false."""
    cited = facts.standing
    return (
        cited is not None
        and cited.kind in kinds
        and not cell.data_up.isdisjoint(cited.data)
        and _reaches(cited.recipients, cell)
    )


def restricted(facts: Facts, cell: Cell) -> bool:
    """Whether a restriction in force covers the datum and the purpose; a part left out covers all."""
    for restriction in facts.restrictions:
        data, purposes = restriction.data, restriction.purposes
        if (data is None or not cell.data_up.isdisjoint(data)) and (
            purposes is None or not cell.purposes_up.isdisjoint(purposes)
        ):
            return True
    return False
