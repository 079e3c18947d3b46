"""Lifetimes: how long data stay, what holds them longer, and their end, with evidence of it."""

from troth.lifetimes.erasures import ErasureLog
from troth.lifetimes.lifetimes import SWEEP, Lifetimes
from troth.lifetimes.model import HOLD_KINDS, Certificate, End, Hold, Kept, Life, Swept
from troth.lifetimes.schedule import Marks, Schedule, rules_of
from troth.lifetimes.store import rows_of

__all__ = [
    "HOLD_KINDS",
    "SWEEP",
    "Certificate",
    "End",
    "ErasureLog",
    "Hold",
    "Kept",
    "Life",
    "Lifetimes",
    "Marks",
    "Schedule",
    "Swept",
    "rows_of",
    "rules_of",
]
