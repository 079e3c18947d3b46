"""Step 6 for disclosures: a recipient gets what its entry on the register declares, and no more.

The clauses may permit more to recipients of that kind; this one said what it needs, and for what.
"""

from __future__ import annotations

from troth.errors import BeyondRegister, TrothError
from troth.gate.gathering import Gathered
from troth.gate.model import Act
from troth.language import Version


def beyond(act: Act, found: Gathered, version: Version | None) -> TrothError | None:
    """The refusal of a disclosure beyond the recipient's entry, or None. An entry that names nothing gets nothing."""
    recipient = found.recipient
    if recipient is None or version is None:
        return None
    terms = version.terms
    if not any(terms.purposes.covers(purpose, act.purpose) for purpose in recipient.purposes):
        return _refusal(f"{recipient.id} is not registered for {act.purpose}")
    wanted = {datum for request in found.requests for datum in request.data}
    more = sorted(d for d in wanted if not any(terms.data.covers(field, d) for field in recipient.fields))
    return _refusal(f"{recipient.id} is not registered for {', '.join(more)}") if more else None


def _refusal(message: str) -> BeyondRegister:
    return BeyondRegister(message, help="ask for what its entry on the register declares, or change the entry")
