"""`check` warns of what deserves a look, each with its clause and a way out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.review.small import MAY, document, duty
from troth.language import from_documents
from troth.review import check

COLLECT = {"id": "C", "may": "collect", "data": "email", "for": "account-management"}


def codes(*clauses: dict[str, Any], proven: frozenset[str] = frozenset()) -> dict[str, list[str | None]]:
    (report,) = check(from_documents([document(*clauses)])[0], proven=proven)
    found: dict[str, list[str | None]] = {}
    for finding in report.findings:
        assert finding.help
        found.setdefault(finding.code, []).append(finding.clause)
    return found


def test_a_clause_tied_to_no_sentence_is_unpublished() -> None:
    assert codes(MAY)["unpublished"] == ["M"]


def test_collecting_without_an_end_is_noticed_until_an_erase_duty_covers_the_data() -> None:
    assert codes(COLLECT)["no-erasure"] == ["C"]
    assert "no-erasure" not in codes(COLLECT, duty("E", "erase", data="contact", when="account-closed"))
    assert "no-erasure" in codes(COLLECT, duty("E", "erase", data="phone", when="account-closed"))


@pytest.mark.parametrize(
    ("when", "warned"),
    [
        ([], True),
        (["consent"], True),
        (["explicit-consent"], False),
        ([{"any": ["explicit-consent", "adult"]}], True),
        ([{"all": ["explicit-consent", "adult"]}], False),
    ],
)
def test_sensitive_data_need_explicit_consent(when: list[object], *, warned: bool) -> None:
    assert ("sensitive-without-consent" in codes(MAY | {"data": "health", "when": when})) is warned


def test_a_processor_needs_an_agreement() -> None:
    given = {"id": "D", "may": "disclose", "data": "email", "for": "delivery", "to": "courier"}
    assert codes(given)["processor-without-agreement"] == ["D"]
    assert "processor-without-agreement" not in codes(given | {"when": ["agreement"]})


def test_a_duty_whose_control_has_no_drills_is_unproven_never_kept() -> None:
    clause = duty("D", "encrypt-at-rest")
    assert codes(clause)["unproven"] == ["D"]
    assert "unproven" not in codes(clause, proven=frozenset({"encrypt-at-rest"}))
