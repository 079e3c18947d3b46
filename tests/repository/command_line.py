"""docs/reference/command-line.md, made from the commands themselves: `python -m tests.repository.command_line`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import typer
from typer.core import TyperGroup

from troth.cli.main import app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"
HEAD = """# Command line

Made from the commands' own help by `python -m tests.repository.command_line`; a test keeps it complete.

| exit code | meaning |
|--:|---|
| 0 | all is well |
| 1 | something was found: an error in a policy, a request without an answer, a ledger that is not whole |
| 2 | the command was called wrongly |
| 3 | a file, the store, a proof or a setting could not be used |
| 130 | stopped by the keyboard |

`--json` prints one object a line, in the shapes of the [formats](answers.md).
"""


def page() -> str:
    """The page as it should be now."""
    root = typer.main.get_command(app)
    context = click.Context(root, info_name="troth", terminal_width=100, max_content_width=100)
    return HEAD + "".join(_section(c) for c in _contexts(context))


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    command = context.command
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            if (child := command.get_command(context, name)) is not None:
                yield from _contexts(click.Context(child, info_name=name, parent=context))


def _section(context: click.Context) -> str:
    context.terminal_width = context.max_content_width = 100
    return f"\n## {context.command_path}\n\n```text\n{context.get_help().rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
