"""The calls themselves: one key, one idempotency key an act, and tries that are safe to repeat."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import Field, fields
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from troth.client.errors import Unreachable, problem_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

M = TypeVar("M", bound="DataclassInstance")
LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
_NOTHING: Mapping[str, str] = {}


class Wire:
    """`url`: where the server is; https, or loopback. `key`: `troth_…`. `tries`: how often an act is tried at most.

    `hooks` see every answer. What got no answer, or a 503, is tried again with the same idempotency key: it happens
    once all the same.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 30.0,
        tries: int = 4,
        transport: httpx.BaseTransport | None = None,
        hooks: Iterable[Callable[[httpx.Response], object]] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("a key and people's data go over https, or over http to this machine only")
        headers = {"authorization": f"Bearer {key}", "accept": "application/json"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)
        self._http.event_hooks = {"response": list(hooks)}
        self._tries, self._sleep = max(1, tries), sleep
        self._url = f"{parts.scheme}://{parts.netloc}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    @staticmethod
    def fresh_key() -> str:
        """An idempotency key for one act."""
        return str(uuid.uuid4())

    # -- what the verbs are made of --

    def _get(self, path: str, **query: Any) -> Any:
        return self._sent("GET", path, params={n: v for n, v in query.items() if v is not None}).json()

    def _text(self, path: str, **query: Any) -> str:
        return self._sent("GET", path, params=query).text

    def _act(self, method: str, path: str, body: Any = None, once: str | None = None) -> Any:
        """A call that changes something. What is None in the body is left out."""
        sent: dict[str, Any] = (
            {} if body is None else {"content": in_json(body), "headers": {"content-type": "application/json"}}
        )
        answer = self._sent(method, path, once=once or self.fresh_key(), **sent)
        return answer.json() if answer.content else None

    def _listed(self, path: str, **query: Any) -> Iterator[Any]:
        """All of a list, page by page."""
        after = None
        while True:
            page = self._get(path, after=after, **query)
            yield from page["items"]
            if (after := page["next"]) is None:
                return

    def _lines(self, path: str, body: Any) -> Iterator[str]:
        """The lines of an answer, as they come."""
        headers = {"accept": "application/x-ndjson", "content-type": "application/json"}
        with self._http.stream("POST", f"/v1{path}", content=in_json(body), headers=headers) as answer:
            if not answer.is_success:
                answer.read()
                raise problem_of(answer.status_code, _read(answer))
            yield from answer.iter_lines()

    def _sent(
        self, method: str, path: str, *, once: str | None = None, headers: Mapping[str, str] = _NOTHING, **more: Any
    ) -> httpx.Response:
        """The answer; Problem or Refused when it is none of success, Unreachable when there is none."""
        told = {**headers, "idempotency-key": f'"{once}"'} if once else dict(headers)
        request = self._http.build_request(method, f"/v1{path}", headers=told, **more)
        request.read()  # a form's boundary and files stay the same at every try
        answer = self._tried(request)
        if answer.is_success:
            return answer
        raise problem_of(answer.status_code, _read(answer))

    def _tried(self, request: httpx.Request) -> httpx.Response:
        for again in range(self._tries):
            if again:
                self._sleep(0.1 * 2**again)
            try:
                answer = self._http.send(request)
            except httpx.TransportError:
                continue
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or again == self._tries - 1:
                return answer
        raise Unreachable(f"{self._url} did not answer in {self._tries} tries")


def segment(text: str) -> str:
    """One segment of a path."""
    return quote(text, safe="")


def given(**about: Any) -> dict[str, Any]:
    """The fields that are given, with the names of the wire: `for_` is `for`, `own_recipient` is `own-recipient`."""
    return {_wired(name): value for name, value in about.items() if value is not None}


def made(kind: type[M], told: Mapping[str, Any]) -> M:
    """What a dataclass makes of an answer: names as of `given`, lists as tuples, times read; what it lacks is left."""
    return kind(**{each.name: _as(each, told[name]) for each in fields(kind) if (name := _wired(each.name)) in told})


def _as(about: Field[Any], value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    times = isinstance(value, str) and str(about.type).startswith("datetime")
    return datetime.fromisoformat(value) if times else value


def _wired(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def in_json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a time needs its zone")
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _read(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
