"""The gate: the one door to personal data."""

from troth.gate.door import Gate
from troth.gate.gathering import visibility
from troth.gate.intake import coarse_terms
from troth.gate.model import Act, Caller, Held, Intake, Outcome
from troth.gate.telling import Telling
from troth.gate.trying import Checked

__all__ = ["Act", "Caller", "Checked", "Gate", "Held", "Intake", "Outcome", "Telling", "coarse_terms", "visibility"]
