"""Audiences: who may be reached, and how many each clause stops. One decision for all people who are alike."""

from troth.audience.audiences import Audiences, Who
from troth.audience.comparing import Comparison, OneByOne
from troth.audience.model import ABOUT_EVERYONE, UNTOLD, Audience, Outcome, Question, Tally

__all__ = [
    "ABOUT_EVERYONE",
    "UNTOLD",
    "Audience",
    "Audiences",
    "Comparison",
    "OneByOne",
    "Outcome",
    "Question",
    "Tally",
    "Who",
]
