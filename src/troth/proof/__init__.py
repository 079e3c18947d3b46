"""Proof: drills that try to break every promise, and what they make of each clause (SPEC 8)."""

from troth.proof.judging import Told
from troth.proof.live import Last, last, proven_versions, run, run_now, swept
from troth.proof.model import FAILING, STATUSES, Proof, Proven, Status
from troth.proof.over_http import Door, message, told
from troth.proof.prove import in_force, prove
from troth.proof.store import DRILLS

__all__ = [
    "DRILLS",
    "FAILING",
    "STATUSES",
    "Door",
    "Last",
    "Proof",
    "Proven",
    "Status",
    "Told",
    "in_force",
    "last",
    "message",
    "prove",
    "proven_versions",
    "run",
    "run_now",
    "swept",
    "told",
]
