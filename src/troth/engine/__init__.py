"""Decisions: may this be done with these data, for this purpose, now? No I/O, no clock, no randomness."""

from troth.engine.combine import combined
from troth.engine.engine import CompiledPolicy, Engine, Starts, compile_policies
from troth.engine.explain import ClauseWords, Explanation
from troth.engine.facts import Facts
from troth.engine.model import (
    Answer,
    ChoiceRecord,
    ConsentRecord,
    Datum,
    Decision,
    Ground,
    Interval,
    Output,
    PersonFacts,
    Reason,
    RecipientFacts,
    Request,
    Restriction,
    Signal,
    Verdict,
)
from troth.engine.reasons import REASONS, why
from troth.engine.request import read_request
from troth.engine.version import Cell, CompiledVersion
from troth.engine.words import Sparing
from troth.errors import RequestError

__all__ = [
    "REASONS",
    "Answer",
    "Cell",
    "ChoiceRecord",
    "ClauseWords",
    "CompiledPolicy",
    "CompiledVersion",
    "ConsentRecord",
    "Datum",
    "Decision",
    "Engine",
    "Explanation",
    "Facts",
    "Ground",
    "Interval",
    "Output",
    "PersonFacts",
    "Reason",
    "RecipientFacts",
    "Request",
    "RequestError",
    "Restriction",
    "Signal",
    "Sparing",
    "Starts",
    "Verdict",
    "combined",
    "compile_policies",
    "read_request",
    "why",
]
