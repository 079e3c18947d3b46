"""Commands that read policies and touch no data: check, ask, diff, init, schema."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from troth.cli.show import as_json, console, errors, explanation, findings
from troth.controls import known_controls
from troth.engine import Engine, compile_policies, read_request
from troth.errors import RequestError
from troth.language import Version, load_policies, new_policy_folder, policy_schema
from troth.review import Report, check_folder, compare

Folder = Annotated[Path, typer.Argument(help="A policy folder: a policy.yaml, or a subfolder for each version.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def add_to(app: typer.Typer) -> None:
    for command in (check, ask, diff, init, schema):
        app.command()(command)


def check(
    policy: Folder,
    json_: Json = False,
    all_: Annotated[bool, typer.Option("--all", help="Print each unproven clause, not their number alone.")] = False,
) -> None:
    """Read a policy critically: what is wrong, and what deserves a look. Exit 1 on an error."""
    reports = check_folder(policy, known_controls())
    for report in reports:
        as_json(report.to_json()) if json_ else _print_report(report, every=all_)
    raise typer.Exit(1 if any(report.failed for report in reports) else 0)


def _print_report(report: Report, *, every: bool) -> None:
    unproven = [f for f in report.findings if f.code == "unproven"]
    findings(report.findings if every else [f for f in report.findings if f.code != "unproven"])
    if report.version is None:
        return
    shape = report.to_json()
    text, counts = shape["text"], Counter(f.level for f in report.findings)
    console.print(
        f"{report.version.ref}: {text['bound']} of {text['sentences']} sentences bound by {shape['clauses']} clauses; "
        f"{counts['error']} errors, {counts['warning'] - len(unproven)} warnings"
        + (f", {len(unproven)} duties unproven (--all lists them)" if unproven else "")
    )


def ask(
    policies: Annotated[list[Path], typer.Argument(metavar="POLICY...", help="Policy folders.")],
    requests: Annotated[
        Path | None, typer.Option(help="A file of requests, one JSON object a line (- is standard input).")
    ] = None,
    request: Annotated[str | None, typer.Option(help="One request as JSON; the options below fill in.")] = None,
    action: Annotated[str | None, typer.Option(help="collect, use, disclose, publish or link.")] = None,
    data: Annotated[list[str] | None, typer.Option(help="A data term; may be given several times.")] = None,
    purpose: Annotated[str | None, typer.Option("--for", help="A purpose.")] = None,
    to: Annotated[str | None, typer.Option(help="A recipient term.")] = None,
    property_: Annotated[str | None, typer.Option("--in", help="The site or app; else the policy's first.")] = None,
    at: Annotated[str | None, typer.Option(help="The time; else now.")] = None,
    json_: Json = False,
) -> None:
    """Would this be permitted, and why? Requests come as a file, as JSON, or as options."""
    engine = compile_policies(load_policies(policies))
    if requests is not None:
        raise typer.Exit(_ask_file(engine, requests))
    raw: dict[str, Any] = _json(request) if request else {}
    given = {"action": action, "data": data, "for": purpose, "to": to, "in": property_, "at": at}
    raw |= {name: value for name, value in given.items() if value}
    raw.setdefault("in", engine.policies[0].versions[-1].properties[0])
    raw.setdefault("at", datetime.now(UTC).isoformat())
    if json_:
        as_json(engine.ask_json(raw))
        return
    asked = read_request(raw)
    explanation(engine.explain(asked, engine.ask(asked)))


def _ask_file(engine: Engine, path: Path) -> int:
    """An answer a line; a request that gets none leaves a line with its error, so that the lines stay in step."""
    failed = False
    for line in _lines(path):
        try:
            as_json(engine.ask_json(_json(line)))
        except RequestError as error:
            as_json({"error": error.message, "code": error.code})
            failed = True
    return 1 if failed else 0


def _lines(path: Path) -> Iterator[str]:
    if str(path) == "-":
        yield from (line for line in sys.stdin if line.strip())
        return
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if line.strip())


def _json(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise RequestError(
            f"the request is not JSON: {error.msg} at column {error.colno}", help="one JSON object a line"
        ) from None
    if not isinstance(raw, dict):
        raise RequestError("a request is a JSON object", help="see docs/reference/answers.md for its fields")
    return raw


def diff(
    old: Annotated[Path, typer.Argument(help="The folder of the older version.")],
    new: Annotated[Path | None, typer.Argument(help="The newer; left out, the two newest versions of OLD.")] = None,
    json_: Json = False,
) -> None:
    """What changed between two versions, by what they permit and oblige to, each with a request that shows it."""
    before, after = _two(old, new)
    difference = compare(before, after)
    if json_:
        as_json(difference.to_json())
        return
    console.print(f"{before.ref} → {after.ref}: {'a material change' if difference.material else 'no material change'}")
    for word, changes in (
        ("now permitted", difference.widened),
        ("no longer permitted", difference.narrowed),
    ):
        for change in changes:
            console.print(f"\n{word} by {change.clause}, for example:\n  {json.dumps(change.witness)}")
    for duty in difference.duties:
        detail = f" ({duty.detail})" if duty.detail else ""
        console.print(f"\nthe duty {duty.duty} of {duty.clause} is {duty.change}{detail}")


def _two(old: Path, new: Path | None) -> tuple[Version, Version]:
    versions = load_policies([old])[0].versions
    if new is not None:
        return versions[-1], load_policies([new])[0].versions[-1]
    if len(versions) < 2:
        errors.print("this policy has one version; name the folder of another to compare it with")
        raise typer.Exit(2)
    return versions[-2], versions[-1]


def init(
    text: Annotated[Path, typer.Argument(help="The published policy: plain text, Markdown or HTML.")],
    into: Annotated[Path, typer.Argument(help="The new folder.")],
    effective: Annotated[str | None, typer.Option(help="The day it takes effect; else today.")] = None,
    property_: Annotated[list[str] | None, typer.Option("--in", help="A site or app it covers.")] = None,
) -> None:
    """Make a policy folder from a text: every sentence listed as a clause to fill in."""
    day = date.fromisoformat(effective) if effective else datetime.now(UTC).date()
    path = new_policy_folder(text, into, day, properties=property_ or ())
    console.print(f"made {path}\nnext: fill in its clauses, then  troth check {into}")


def schema() -> None:
    """Print the JSON Schema of policy.yaml, for editors."""
    sys.stdout.write(json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n")
