"""The console: pages that are rendered here and work without JavaScript."""

from troth.web.site import mount

__all__ = ["mount"]
