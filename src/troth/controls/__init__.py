"""Controls: one module a duty, with the code that keeps it and the drills that try to break it (SPEC 7, 8)."""

from troth.controls.model import Asked, Control, Drilled, Drills
from troth.controls.registry import CONTROLS, known_controls
from troth.controls.stage import SetClock, Sight, Stage, Window

__all__ = [
    "CONTROLS",
    "Asked",
    "Control",
    "Drilled",
    "Drills",
    "SetClock",
    "Sight",
    "Stage",
    "Window",
    "known_controls",
]
