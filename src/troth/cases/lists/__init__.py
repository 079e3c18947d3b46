"""The lists of cases that staff work from: what is open, the latest first, what is closed, the newest first, and what
was refused: the log book."""

from troth.cases.lists.model import GROUPS, STATES_OF, Group, Place, Refusal, Tally, Wanted, place_of
from troth.cases.lists.store import count_open, select_closed, select_open, select_refusals

__all__ = [
    "GROUPS",
    "STATES_OF",
    "Group",
    "Place",
    "Refusal",
    "Tally",
    "Wanted",
    "count_open",
    "place_of",
    "select_closed",
    "select_open",
    "select_refusals",
]
