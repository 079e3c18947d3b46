"""A small policy to vary: what the tests of review change one thing of."""

from __future__ import annotations

from typing import Any

from troth.language import Version, from_documents


def document(
    *clauses: dict[str, Any], version: str = "1", effective: str = "2020-01-01", **more: Any
) -> dict[str, Any]:
    """One version of the policy `p`, with those clauses."""
    head = {"policy": "p", "version": version, "effective": effective, "properties": ["shop.example"]}
    return {**head, "clauses": list(clauses), **more}


def version(*clauses: dict[str, Any], **more: Any) -> Version:
    return from_documents([document(*clauses, **more)])[0].versions[0]


MAY = {"id": "M", "may": "use", "data": "email", "for": "delivery"}
NEVER = {"id": "N", "never": "use", "data": "contact"}


def duty(id: str, name: str, **params: Any) -> dict[str, Any]:  # noqa: A002
    return {"id": id, "must": {name: params}}
