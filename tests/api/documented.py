"""Holds an answer against the OpenAPI document: the status is documented, and the body is as its schema says."""

from __future__ import annotations

import re
from typing import Any

import httpx
from jsonschema_rs import Draft202012Validator


class Document:
    """`check` is a hook for httpx: it fails on an answer that the document does not describe."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._raw = raw
        self._paths = [(re.compile(re.sub(r"{[^}]+}", "[^/]+", path)), each) for path, each in raw["paths"].items()]

    def check(self, answer: httpx.Response) -> None:
        answer.read()
        operation = self._operation(answer.request)
        if operation is None:
            assert answer.status_code in (401, 404, 405)
            return
        described = operation["responses"][str(answer.status_code)]
        media = answer.headers.get("content-type", "").partition(";")[0]
        if not media:
            assert "content" not in described
            return
        schema = described["content"][media].get("schema", {})
        if media.endswith(("/json", "+json")):
            Draft202012Validator({**schema, "components": self._raw["components"]}).validate(answer.json())

    def _operation(self, request: httpx.Request) -> dict[str, Any] | None:
        found = [each for pattern, each in self._paths if pattern.fullmatch(request.url.path)]
        exact = [each for each in found if request.method.lower() in each]
        return exact[0][request.method.lower()] if exact else None
