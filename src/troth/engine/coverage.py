"""The conditions that look at what is asked about which datum: consent, ground, notice, audience (SPEC 3).

Terms cover by the trees of the version that is evaluated; a term which it does not know covers only itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from troth.engine.asked import Asked
from troth.engine.facts import Facts
from troth.engine.model import ConsentRecord

_AUDIENCES: dict[str, frozenset[str]] = {
    "public": frozenset(("public", "contacts")),
    "contacts": frozenset(("contacts",)),
    "private": frozenset(),
}
# A restriction gives way to these (SPEC 5.3; compare GDPR Art. 18(2)).
LIFTING = ("legal-order", "legal-claim", "emergency", "protect-rights")


def consent(facts: Facts, asked: Asked) -> bool | None:
    """Whether a consent in force covers what is asked; None where none were given to look at."""
    return None if facts.consents is None else _covered(facts.consents, asked)


def explicit_consent(facts: Facts, asked: Asked) -> bool | None:
    """As `consent`, of explicit ones alone."""
    consents = facts.consents
    return None if consents is None else _covered([given for given in consents if given.explicit], asked)


def _covered(consents: Sequence[ConsentRecord], asked: Asked) -> bool:
    """The purpose is looked at first: it is what most consents differ in."""
    elsewhere = asked.purposes_up.isdisjoint
    for given in consents:
        if (
            not elsewhere(given.purposes)
            and asked.action in given.actions
            and not asked.data_up.isdisjoint(given.data)
            and _reaches(given.recipients or (), asked)
        ):
            return True
    return False


def _reaches(recipients: Collection[str], asked: Asked) -> bool:
    return asked.to is None or not asked.recipients_up.isdisjoint(recipients)


def notified(facts: Facts, asked: Asked) -> bool | None:
    """Whether the notice at collection named the purpose or one above it; None where it is not known."""
    named = facts.datum.notified
    return None if named is None else not asked.purposes_up.isdisjoint(named)


def own_recipient(facts: Facts, asked: Asked) -> bool | None:
    """Whether the person named the very recipient; None where it is not known whom they named."""
    if asked.to is None:
        return False
    own = facts.person.own_recipients
    return None if own is None else asked.to in own


def visible(facts: Facts, asked: Asked) -> bool | None:
    """Whether the datum's visibility lets the recipient, as an audience, see it; None where it is not known."""
    visibility = facts.datum.visibility
    return None if visibility is None else asked.to in _AUDIENCES[visibility]


def ground(facts: Facts, asked: Asked, *kinds: str) -> bool:
    """Whether a ground of one of the kinds is cited that covers what is asked. Not citing one is known: false."""
    cited = facts.standing
    return (
        cited is not None
        and cited.kind in kinds
        and not asked.data_up.isdisjoint(cited.data)
        and _reaches(cited.recipients, asked)
    )


def restricted(facts: Facts, asked: Asked) -> bool:
    """Whether a restriction in force covers the datum and the purpose; a part left out covers all."""
    for restriction in facts.restrictions:
        data, purposes = restriction.data, restriction.purposes
        if (data is None or not asked.data_up.isdisjoint(data)) and (
            purposes is None or not asked.purposes_up.isdisjoint(purposes)
        ):
            return True
    return False
