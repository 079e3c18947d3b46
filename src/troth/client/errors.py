"""What a call can raise: a problem that the server told, a refusal by the policy, or no server at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that refused: its anchors in the published text, links to them, its sentence, and the rule in words."""

    id: str
    anchors: tuple[str, ...]
    links: tuple[str, ...]
    sentence: str
    rule: str


class Problem(Exception):
    """The server said no (RFC 9457). `code` is stable; `help` says what to do; `body` is all it told."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("detail") or f"HTTP status {status}"))
        self.status = status
        self.code = str(body.get("code", "http"))
        self.detail = str(body.get("detail", ""))
        self.help = str(body.get("help", ""))
        self.body = dict(body)


class Refused(Problem):
    """The policy does not permit it: nothing happened but an entry in the ledger.

    `reason` is that of SPEC 5, or None where the register or the notice refused (then `code` says which);
    `failed` and `unknown` name conditions by clause.
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(status, body)
        self.reason: str | None = body.get("reason")
        self.clauses = tuple(_clause(clause) for clause in body.get("clauses", ()))
        self.failed: dict[str, list[str]] = body.get("failed", {})
        self.unknown: dict[str, list[str]] = body.get("unknown", {})
        self.refused: dict[str, str] = body.get("refused", {})
        self.version: str | None = body.get("version")
        self.entry = str(body["entry"])


class Unreachable(Exception):
    """No answer came, however often it was tried. Whether the act happened is not known: try again with `once`."""


def problem_of(status: int, body: Any) -> Problem:
    """The error for an answer that is none of success."""
    told: Mapping[str, Any] = body if isinstance(body, dict) else {}
    return Refused(status, told) if "entry" in told else Problem(status, told)


def _clause(raw: Mapping[str, Any]) -> Clause:
    return Clause(raw["id"], tuple(raw["anchors"]), tuple(raw["links"]), raw["sentence"], raw["rule"])
