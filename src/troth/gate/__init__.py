"""The gate: the one door to personal data."""

from troth.gate.door import Gate
from troth.gate.model import Act, Caller, Held, Intake, Outcome
from troth.gate.telling import Telling

__all__ = ["Act", "Caller", "Gate", "Held", "Intake", "Outcome", "Telling"]
