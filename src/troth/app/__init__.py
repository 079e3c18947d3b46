"""A deployment: its settings, accounts and wiring."""

from troth.app.house import Troth
from troth.app.settings import Settings

__all__ = ["Settings", "Troth"]
