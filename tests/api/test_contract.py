"""The running server against its own OpenAPI document, by many HTTP requests that the document permits or does not."""

from __future__ import annotations

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.house import Served

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="session")
def described(served: Served) -> schemathesis.BaseSchema:
    """The document as the server gives it out."""
    found = schemathesis.openapi.from_dict(httpx.get(f"{served.url}/openapi.json").json())
    found.config.update(base_url=served.url)
    return found


@pytest.fixture(scope="session")
def somebody(served: Served) -> str:
    """A person with data, whom the requests are about."""
    with served.client() as client:
        person = client.person()
        client.collect(person, {"name": "Ada Quill", "email": "ada@quill.example"}, purpose="support")
        client.consent(person, actions=["use"], data=["email"], purposes=["support"], explicit=True)
    return person


LIMITS = settings(
    max_examples=6, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_answer_is_undocumented(
    described: schemathesis.BaseSchema, served: Served, somebody: str, mode: GenerationMode
) -> None:
    for found in described.get_all_operations():
        operation = found.ok()
        if not operation.body and not list(operation.iter_parameters()):
            continue  # nothing to vary

        @LIMITS
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: schemathesis.Case) -> None:
            _about(somebody, case)
            case.call_and_validate(headers={"Authorization": f"Bearer {served.key()}"}, checks=CHECKS)

        holds()


def _about(person: str, case: schemathesis.Case) -> None:
    """Puts a person who is there in the place of those drawn, so that most requests get further."""
    if case.method != "DELETE" and "person" in (case.path_parameters or {}):
        case.path_parameters["person"] = person
    if isinstance(case.body, dict) and isinstance(case.body.get("person"), str):
        case.body["person"] = person


def test_every_route_is_in_the_document_with_its_problems(served: Served) -> None:
    document = httpx.get(f"{served.url}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path == "/v1/health":
                continue
            assert {"401", "403", "404", "409", "413", "422", "429", "503"} <= set(operation["responses"])
            problem = operation["responses"]["422"]["content"]
            assert list(problem) == ["application/problem+json"]
