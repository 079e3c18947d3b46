"""The command `troth`.

Exit codes: 0 all is well · 1 something was found, or a request got no answer · 2 the command was called wrongly ·
3 a file, the store or a setting could not be used · 130 stopped by the keyboard.
"""

from troth.cli.main import main

__all__ = ["main"]
