"""How the command line shows things: findings like a good compiler's, answers as sentences."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from troth.engine import Explanation
from troth.errors import MalformedPolicy, TrothError
from troth.language import Finding

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def as_json(value: Any) -> None:
    """One line of JSON on standard output, for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def fail(error: TrothError) -> None:
    """An error on standard error: what, and what to do."""
    findings(getattr(error, "findings", ()) if isinstance(error, MalformedPolicy) else (), to=errors)
    errors.print(Text.assemble(("error", COLOURS["error"]), f"[{error.code}]: {error.message}"))
    if error.help:
        errors.print(f"  = {error.help}")


def explanation(told: Explanation) -> None:
    """An answer as a sentence, and under it each clause: the published words, the rule."""
    console.print(Text(told.sentence))
    for clause in told.clauses:
        console.print(Text.assemble("\n", (clause.id, "bold"), f"  {clause.rule}"))
        if clause.quote:
            console.print(Text(f"    “{clause.quote}”", style="italic"))


def findings(found: Iterable[Finding], *, to: Console = console) -> None:
    """Each finding with its line of the file, the words marked, and the way out."""
    for finding in found:
        to.print(_finding(finding))


def _finding(finding: Finding) -> Text:
    colour = COLOURS[finding.level]
    gutter = " " * len(str(finding.place.line))
    text = Text.assemble((finding.level, colour), f"[{finding.code}]: {finding.message}\n")
    text.append(f"{gutter}--> {finding.place}\n", style="dim")
    if (line := _line(finding)) is not None:
        shown = line.expandtabs(1)
        text.append(f"{gutter} |\n{finding.place.line} | {shown}\n", style="")
        marks = " " * (finding.place.column - 1) + "^" * _marked(finding, shown)
        text.append(f"{gutter} | ").append(f"{marks}\n", style=colour)
    if finding.help:
        text.append(f"{gutter} = {finding.help}\n")
    return text


def _marked(finding: Finding, line: str) -> int:
    """How many characters to mark: never past the end of the line."""
    return max(1, min(finding.width, len(line) - finding.place.column + 1))


def _line(finding: Finding) -> str | None:
    path = Path(finding.place.file)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    place = finding.place.line - 1
    return lines[place] if place < len(lines) and len(lines[place]) <= 400 else None
