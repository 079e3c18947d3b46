"""Each reason has one sentence, which is true whoever reads it, and stands within others too."""

from __future__ import annotations

import re

import pytest

from troth.engine import REASONS, Reason, why


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_a_sentence_that_speaks_to_nobody(reason: Reason) -> None:
    assert re.fullmatch(r"[A-Z].*[^.]\.", REASONS[reason])
    assert not re.search(r"\b(you|your|we|our)\b", REASONS[reason], re.IGNORECASE)


def test_within_a_sentence_it_has_no_end_and_no_capital() -> None:
    assert why(Reason.FORBIDDEN) == "the policy forbids it"
