"""Faults of the dimensions, of versions and of restrictions."""

from __future__ import annotations

from tests.faults.fault import GYMNASIUM, fault

TABLES, VERSION, DECIDE, STICKY = "engine/tables.py", "engine/version.py", "engine/decide.py", "engine/sticky.py"

FAULTS = (
    fault(
        "a term does not cover the terms below it",
        "Q05-closed Q20 Q24 Q13",
        TABLES,
        "tree.descendants(term) for term in terms",
        "{term} for term in terms",
    ),
    fault(
        "a term covers the terms above it",
        "Q06-tailor",
        TABLES,
        "tree.descendants(term) for term in terms",
        "tree.descendants(term) | tree.ancestors(term) for term in terms",
    ),
    fault("the action is not looked at", "Q05 Q13 Q24-never", VERSION, "tables.action.of(action)\n            & ", ""),
    fault("the data are not looked at", "Q15 Q05 Q24", VERSION, "& tables.data.of(datum)", ""),
    fault("the purpose is not looked at", "Q15 Q05 Q17", VERSION, "& tables.purposes.of(purpose)", ""),
    fault("the recipient is not looked at", "Q20 Q22 Q14-payout", VERSION, "& tables.recipients.of(to)", ""),
    fault("the other side of a link is not looked at", "Q25-link Q06-apart", VERSION, "& tables.others.of(other)", ""),
    fault("the source is not looked at", "Q05 Q10 Q26-reports", VERSION, "& tables.sources.of(source)", ""),
    fault("the property is not looked at", "Q12 Q29", VERSION, "& tables.properties.of(place)", ""),
    fault(
        "only the first of several terms counts",
        "Q05 Q15 Q22",
        TABLES,
        "for term in _expanded(terms or (), tree):",
        "for term in _expanded((terms or ())[:1], tree):",
    ),
    fault(
        "a clause that leaves a dimension out takes in nothing",
        "Q17 Q13 Q18-kept",
        TABLES,
        "if terms is None)",
        "if False)",
    ),
    fault(
        "restrictions are ignored",
        "Q14 Q15",
        DECIDE,
        "if facts.restrictions and coverage.restricted(facts, cell):",
        "if False:",
    ),
    fault(
        "a restriction holds against a legal order",
        "Q14 Q15",
        DECIDE,
        "if not coverage.ground(facts, cell, *coverage.LIFTING):",
        "if True:",
    ),
    fault(
        "any ground goes past a restriction",
        "ground-use",
        "engine/coverage.py",
        'LIFTING = ("legal-order", "legal-claim", "emergency", "protect-rights")',
        'LIFTING = ("legal-order", "legal-claim", "emergency", "protect-rights", "order", "support-case")',
        policy=GYMNASIUM,
    ),
    fault(
        "a restriction that was lifted still holds",
        "Q14 Q15",
        "engine/facts.py",
        "begun and (restriction.until is None or at < restriction.until)",
        "begun",
    ),
)
