"""Proof: drills that try to break every promise, and what they make of each clause (SPEC 8)."""

from troth.proof.model import FAILING, STATUSES, Proof, Proven, Status
from troth.proof.prove import prove

__all__ = ["FAILING", "STATUSES", "Proof", "Proven", "Status", "prove"]
