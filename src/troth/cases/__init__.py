"""What people ask for about their own data: who asks, and what is shown to them."""

from troth.cases.access import Shown, show
from troth.cases.identity import CENTRE, Identity
from troth.cases.receipts import choice_receipt, entry_of, proof_files, receipt_frame

__all__ = ["CENTRE", "Identity", "Shown", "choice_receipt", "entry_of", "proof_files", "receipt_frame", "show"]
