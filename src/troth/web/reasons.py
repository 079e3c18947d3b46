"""Why a case was refused, stands still or was put off: the words that are sent, in the language of the page."""

from __future__ import annotations

from typing import Final

from troth.cases import DENIALS, EXTENSIONS, PAUSES, Step
from troth.notices.outbox.reasons import why
from troth.notices.outbox.templates import LANGUAGES
from troth.web.tongues import spoken

_REASONS: Final = frozenset((*DENIALS, *PAUSES, *EXTENSIONS))
_TOLD: Final = frozenset(("paused", "extended", "done", "denied"))  # steps whose letter says why


def is_told(step: Step) -> bool:
    """Whether the person was told why, and so reads it on the page too."""
    return step.kind in _TOLD and step.code in _REASONS


def reason(code: str) -> str:
    """What a code says, in a language that the reasons are sent in."""
    return why(code, reason_language())


def reason_language() -> str:
    """That language."""
    return spoken().tag if spoken().tag in LANGUAGES else "en"
