"""Why a request is refused, in plain words that say neither "you" nor "we": whoever reads them, they are true.

Every page, error and explanation takes them from here, so that one refusal is told in one way.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from troth.engine.model import Reason

# Sentences, as the catalogues of the pages name them.
REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.OUT_OF_SCOPE: "No policy covers that place.",
        Reason.NOT_IN_FORCE: "No version of the policy was in force at that time.",
        Reason.RESTRICTED: "This was restricted, or objected to.",
        Reason.FORBIDDEN: "The policy forbids it.",
        Reason.UNDISCLOSED: "The policy says nowhere that this is done, and what it does not say is not done.",
        Reason.UNMET: "Not all that the policy asks for is met, or it cannot be told.",
        Reason.UNCHOSEN: "The data came in under another version of the policy, and this new use was not agreed to.",
    }
)


def why(reason: Reason) -> str:
    """The same, to stand within a sentence."""
    sentence = REASONS[reason]
    return sentence[0].lower() + sentence[1:].removesuffix(".")
