"""What happened to people's data: salted commitments in a Merkle tree, signed, provable, and forgettable."""

from troth.ledger.checkpoint import LogKey, open_checkpoint
from troth.ledger.findings import Finding, Report
from troth.ledger.ledger import Ledger
from troth.ledger.model import (
    HOUSE,
    Checkpoint,
    Entry,
    EntryId,
    Inclusion,
    Recorded,
    Sealer,
    id_of,
    id_text,
)
from troth.ledger.proof_file import Proven
from troth.ledger.proof_file import check as check_proof_file

__all__ = [
    "HOUSE",
    "Checkpoint",
    "Entry",
    "EntryId",
    "Finding",
    "Inclusion",
    "Ledger",
    "LogKey",
    "Proven",
    "Recorded",
    "Report",
    "Sealer",
    "check_proof_file",
    "id_of",
    "id_text",
    "open_checkpoint",
]
