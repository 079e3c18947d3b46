"""`troth sql`: a policy as SQL over a company's own table, for people who live in a warehouse."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from troth.engine import Engine, compile_policies
from troth.engine.select import Question
from troth.errors import RequestError, SettingsError
from troth.language import load_policies


def add_to(app: typer.Typer) -> None:
    app.command()(sql)


def sql(
    policy: Annotated[Path, typer.Argument(help="A policy folder: a policy.yaml, or a subfolder for each version.")],
    mapping: Annotated[Path, typer.Argument(help="A YAML file that says which column of your table tells what.")],
    purpose: Annotated[str | None, typer.Option("--for", help="A purpose; needed for a SELECT.")] = None,
    action: Annotated[str, typer.Option(help="collect, use, disclose, publish or link.")] = "use",
    data: Annotated[
        list[str] | None, typer.Option(help="A data term; else all that the mapping has columns of.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="A recipient term.")] = None,
    with_: Annotated[str | None, typer.Option("--with", help="The other data of a link.")] = None,
    channel: Annotated[str | None, typer.Option(help="The channel, such as email.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="A role in which you ask; may be given several times.")] = None,
    property_: Annotated[
        str | None, typer.Option("--in", help="The site or app; else the mapping's, else the policy's first.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="A fixed time; else the database's own, from now on.")] = None,
    bind: Annotated[str | None, typer.Option(help="Take the time from a parameter of that name.")] = None,
    dialect: Annotated[str, typer.Option(help="postgres, sqlite, duckdb, bigquery, spark or trino.")] = "postgres",
    row_security: Annotated[
        bool, typer.Option("--row-security", help="PostgreSQL row security for the table, a policy a clause.")
    ] = False,
) -> None:
    """Print the policy as SQL: who may be reached for a purpose, or row security for the whole table."""
    engine = compile_policies(load_policies([policy]))
    try:
        from troth.warehouse import row_security as securing
        from troth.warehouse import writing
        from troth.warehouse.reading import load_mapping
    except ImportError:
        raise SettingsError("policies as SQL need the extra `sql`", help="pip install 'troth[sql]'") from None
    mapped = load_mapping(mapping)
    place, moment = property_ or mapped.property or _first_property(engine), _moment(at)
    if row_security:
        sys.stdout.write(securing.row_security(engine, mapped, place, moment))
        return
    if purpose is None:
        raise RequestError("a SELECT is for a purpose", help="name one by --for, or ask for --row-security")
    question = Question(
        *(action, tuple(data or dict.fromkeys(mapped.columns.values())), purpose, place, moment),
        moving=at is None,
        to=to,
        other=with_,
        channel=channel,
        roles=tuple(role) if role else None,
    )
    sys.stdout.write(writing.select_sql(engine, mapped, question, writing.Asked(dialect, bind)) + ";\n")


def _moment(at: str | None) -> datetime:
    if at is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise RequestError("--at is no time", help="such as 2014-03-01 or 2014-03-01T10:00:00Z") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _first_property(engine: Engine) -> str:
    return engine.policies[0].versions[-1].properties[0]
