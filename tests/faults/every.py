"""All planted faults, and the page that lists them: `python -m tests.faults.every` writes it."""

from __future__ import annotations

from tests.faults import answering, audiences, conditions, doors, ending, keeping, scopes, showing
from tests.faults.fault import LANTERN, ROOT, Fault

PAGE = ROOT / "docs" / "explanation" / "how-the-proof-is-proven.md"
GROUPS: dict[str, tuple[Fault, ...]] = {
    "Conditions as they are compiled": conditions.COMPILED,
    "Choices": conditions.CHOICES,
    "Consents": conditions.CONSENTS,
    "Grounds": conditions.GROUNDS,
    "Agreements, recipients, figures, roles, audiences, notices": conditions.OTHERS,
    "Dimensions and restrictions": scopes.FAULTS,
    "The gate": doors.FAULTS,
    "Audiences": audiences.FAULTS,
    "What is shown": showing.FAULTS,
    "Values at rest": keeping.AT_REST,
    "What is kept apart": keeping.APART_,
    "The ledger, and the account of disclosures": keeping.LEDGER_,
    "What people ask for": answering.FAULTS,
    "How long data stay": ending.LIFETIMES,
    "Choices, versions, notices, attestations": ending.WAYS_OUT,
    "On the way": keeping.TRANSIT,
}
FAULTS = tuple(fault for group in GROUPS.values() for fault in group)
START, END = "<!-- the list: made by `python -m tests.faults.every` -->\n", "<!-- end of the list -->\n"


def listed() -> str:
    """The list of faults as the page has it."""
    return "\n".join(part for group, faults in GROUPS.items() for part in _section(group, faults))


def _section(group: str, faults: tuple[Fault, ...]) -> list[str]:
    rows = [f"| {fault.words} | {_red(fault)} |" for fault in faults]
    return [f"### {group}", "", "| the fault | must turn red |", "|---|---|", *rows, ""]


def _red(fault: Fault) -> str:
    return ", ".join(fault.red) + ("" if fault.policy == LANTERN else " (gymnasium)")


def written(text: str) -> str:
    """The page with the list of now in it."""
    before, rest = text.split(START)
    return before + START + "\n" + listed() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
