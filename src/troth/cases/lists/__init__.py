"""The lists of cases that staff work from: what is open, the latest first, and what is closed, the newest first."""

from troth.cases.lists.model import GROUPS, STATES_OF, Group, Place, Tally, Wanted
from troth.cases.lists.store import count_open, select_closed, select_open

__all__ = ["GROUPS", "STATES_OF", "Group", "Place", "Tally", "Wanted", "count_open", "select_closed", "select_open"]
