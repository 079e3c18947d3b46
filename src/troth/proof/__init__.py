"""Proof: drills that try to break every promise, and what they make of each clause (SPEC 8)."""

from troth.proof.judging import Told
from troth.proof.model import FAILING, STATUSES, Proof, Proven, Status
from troth.proof.over_http import Door, message, told
from troth.proof.prove import in_force, prove

__all__ = ["FAILING", "STATUSES", "Door", "Proof", "Proven", "Status", "Told", "in_force", "message", "prove", "told"]
