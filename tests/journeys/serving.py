"""A deployment served over real HTTP, every exchange of which is watched for planted values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.api.house import Served, serving
from tests.gate.house import House
from tests.journeys.planted import Watch
from troth.app import accounts
from troth.client import Client

GIVING = ("/v1/use", "/v1/disclose", "/v1/publish", "/v1/link")  # what these permit is what was asked for


@contextmanager
def watched(troth: House, watch: Watch, *scopes: accounts.Scope) -> Iterator[Client]:
    """A client over HTTP; what the server answers must hold no value, but where a permit gives it out."""
    with serving(troth) as served, Client(served.url, _key(served, scopes), hooks=[lambda a: told(watch, a)]) as client:
        yield client


def told(watch: Watch, answer: httpx.Response) -> None:
    answer.read()
    path = answer.request.url.path
    watch.saw("headers", repr(answer.headers.raw))
    watch.saw("addresses", str(answer.request.url))
    if not (answer.is_success and path in GIVING):
        watch.saw(f"{answer.request.method} {answer.status_code}", answer.content)


def _key(served: Served, scopes: tuple[accounts.Scope, ...]) -> str:
    return served.key(*scopes)
