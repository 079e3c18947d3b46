"""The same request to the engine and to the reference evaluator."""

from __future__ import annotations

from typing import Any

import spec
from tests.agreement.policy_documents import Document
from troth.engine import RequestError, compile_policies
from troth.language import from_documents

TERMS = spec.builtin_terms()
ERROR = {"answer": "error"}  # both refuse to answer; what they say of it may differ


class Both:
    """One set of policies, as each side reads it."""

    def __init__(self, documents: list[Document]) -> None:
        self.policies = spec.policies(documents, TERMS)
        self.engine = compile_policies(from_documents(documents))

    def answers(self, request: Document) -> tuple[Document, Document]:
        """The reference's answer and the engine's, or ERROR in its place."""
        return self.by_spec(request), self.by_engine(request)

    def by_spec(self, request: Document) -> dict[str, Any]:
        """What SPEC.md says."""
        try:
            return spec.ask(self.policies, request)
        except spec.RequestError:
            return ERROR

    def by_engine(self, request: Document) -> dict[str, Any]:
        """What the engine says."""
        try:
            return dict(self.engine.ask_json(request))
        except RequestError:
            return ERROR
