"""Pieces of SQL, folded as they are put together: what is known to be true or false never reaches the text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from sqlglot import exp

Expression = exp.Expr
Sql = Expression | bool


def every(parts: Iterable[Sql]) -> Sql:
    """The parts joined by AND."""
    kept: list[Expression] = []
    for part in parts:
        if part is False:
            return False
        if not isinstance(part, bool) and part not in kept:
            kept.append(part)
    return _joined(exp.And, kept) if kept else True


def some(parts: Iterable[Sql]) -> Sql:
    """The parts joined by OR."""
    kept: list[Expression] = []
    for part in parts:
        if part is True:
            return True
        if not isinstance(part, bool) and part not in kept:
            kept.append(part)
    return _joined(exp.Or, kept) if kept else False


def _joined(kind: type[exp.Connector], parts: list[Expression]) -> Expression:
    if len(parts) == 1:
        return parts[0]
    return reduce(lambda left, right: kind(this=left, expression=right), [_bracketed(kind, part) for part in parts])


def _bracketed(kind: type[exp.Connector], part: Expression) -> Expression:
    return exp.Paren(this=part) if isinstance(part, exp.Connector) and not isinstance(part, kind) else part


def no(part: Sql) -> Sql:
    """NOT, by SQL's own three values: of NULL it is NULL."""
    if isinstance(part, bool):
        return not part
    return exp.Not(this=part if stands_alone(part) else exp.Paren(this=part))


def stands_alone(part: Expression) -> bool:
    """Whether it needs no brackets, whatever stands beside it."""
    closed = isinstance(part, exp.Column | exp.Func | exp.Literal | exp.Paren | exp.Subquery | exp.Placeholder)
    return closed and not isinstance(part, exp.Connector | exp.Binary)


def surely(part: Sql) -> Sql:
    """FALSE where the part is NULL. COALESCE, as not every database knows IS TRUE."""
    if isinstance(part, bool):
        return part
    return exp.Coalesce(this=part, expressions=[exp.false()])


def as_sql(part: Sql) -> Expression:
    """What was folded, written out."""
    return exp.Boolean(this=part) if isinstance(part, bool) else part


def text(value: str) -> Expression:
    return exp.Literal.string(value)


def name(value: str) -> exp.Identifier:
    return exp.to_identifier(value, quoted=True)


def column(value: str, table: str | None = None) -> exp.Column:
    return exp.Column(this=name(value), table=None if table is None else name(table))


def among(left: Expression, values: Iterable[str]) -> Sql:
    """`left IN (values)`, or `=` where there is one."""
    listed = sorted(values)
    if not listed:
        return False
    if len(listed) == 1:
        return exp.EQ(this=left.copy(), expression=text(listed[0]))
    return exp.In(this=left.copy(), expressions=[text(value) for value in listed])


def naming(left: Expression, words: Iterable[str], around: str = " ") -> Sql:
    """Whether a text of words, each with `around` between, has one of these. NULL where there is no text."""
    return some(_named(left, word, around) for word in sorted(words))


def _named(left: Expression, word: str, around: str) -> Expression:
    closed = left.copy() if around == '"' else _closed(left, around)
    place = exp.StrPosition(this=closed, substr=text(f"{around}{word}{around}"))
    return exp.GT(this=place, expression=exp.Literal.number(0))


def _closed(left: Expression, around: str) -> Expression:
    inner = left.copy() if stands_alone(left) else exp.Paren(this=left.copy())
    return exp.DPipe(this=exp.DPipe(this=text(around), expression=inner), expression=text(around))


def void(part: Expression) -> Expression:
    """IS NULL."""
    return exp.Is(this=part.copy(), expression=exp.Null())
