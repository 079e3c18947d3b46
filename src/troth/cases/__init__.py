"""What people ask for about their own data: who asks, and what is shown to them."""

from troth.cases.access import Shown, show
from troth.cases.asked import Asked
from troth.cases.cases import Cases, number_of
from troth.cases.ended import Ended
from troth.cases.gone import Gone
from troth.cases.identity import CENTRE, Identity, level_of
from troth.cases.model import CASE_KINDS, NEEDED, Case, CaseKind, Level, Step, Way
from troth.cases.packages import Paper, fetch, on_paper, package_of
from troth.cases.parts import CLERK, Parts
from troth.cases.receipts import choice_receipt, entry_of, proof_files, receipt_frame
from troth.cases.sending import Recall, Recalls, SendingOn
from troth.cases.store import strip as forget_cases
from troth.cases.work import Work
from troth.notices.outbox.reasons import DENIALS, EXTENSIONS, PAUSES

__all__ = [
    "CASE_KINDS",
    "CENTRE",
    "CLERK",
    "DENIALS",
    "EXTENSIONS",
    "NEEDED",
    "PAUSES",
    "Asked",
    "Case",
    "CaseKind",
    "Cases",
    "Ended",
    "Gone",
    "Identity",
    "Level",
    "Paper",
    "Parts",
    "Recall",
    "Recalls",
    "SendingOn",
    "Shown",
    "Step",
    "Way",
    "Work",
    "choice_receipt",
    "entry_of",
    "fetch",
    "forget_cases",
    "level_of",
    "number_of",
    "on_paper",
    "package_of",
    "proof_files",
    "receipt_frame",
    "show",
]
