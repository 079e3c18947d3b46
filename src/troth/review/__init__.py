"""Reading a policy critically: what is wrong with it, what changed, and a request that shows each."""

from troth.review.check import Report, check, check_folder
from troth.review.diff import Diff, Widening, compare
from troth.review.duties import DutyChange, compare_duties
from troth.review.warnings import loose_sentences
from troth.review.witness import decided_by

__all__ = [
    "Diff",
    "DutyChange",
    "Report",
    "Widening",
    "check",
    "check_folder",
    "compare",
    "compare_duties",
    "decided_by",
    "loose_sentences",
]
