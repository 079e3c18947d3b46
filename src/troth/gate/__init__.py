"""The gate: the one door to personal data."""

from troth.gate.account import Parting, reconcile
from troth.gate.door import Gate
from troth.gate.ending import Ended, Ending, Erased, Holding
from troth.gate.intake import coarse_terms
from troth.gate.model import OWN_SOURCES, Act, Caller, Held, Intake, Outcome, usual_source
from troth.gate.own import Owned, open_own
from troth.gate.publications import Publication
from troth.gate.seeing import visibility
from troth.gate.telling import Telling
from troth.gate.trying import Checked
from troth.gate.viewing import Viewed, gathered_visibility

__all__ = [
    "OWN_SOURCES",
    "Act",
    "Caller",
    "Checked",
    "Ended",
    "Ending",
    "Erased",
    "Gate",
    "Held",
    "Holding",
    "Intake",
    "Outcome",
    "Owned",
    "Parting",
    "Publication",
    "Telling",
    "Viewed",
    "coarse_terms",
    "gathered_visibility",
    "open_own",
    "reconcile",
    "usual_source",
    "visibility",
]
