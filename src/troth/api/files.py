"""Files, in and out. A file's bytes leave by the gate only, as those of any value do."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from fastapi import Request, Response
from pydantic_core import from_json
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from troth.api.desk import Desk
from troth.api.wire import item_ref, parse_item_ref
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.errors import NotFound, RequestError
from troth.gate import Act, Held
from troth.vault import File, StoredFile

OCTETS_MEDIA = "application/octet-stream"
PARTS = 50


def wanted(request: Request, item: str | None) -> bool:
    """Whether one file's bytes are asked for."""
    octets = OCTETS_MEDIA in request.headers.get("accept", "")
    if (item is not None) and not octets:
        raise RequestError("`item` goes with `Accept: application/octet-stream`", help="leave one out, or give both")
    return item is not None


def shown(held: Held) -> Any:
    """A value as JSON has it; of a file what it is called and how long it is."""
    value = held.value
    if not isinstance(value, StoredFile):
        return value
    return {"item": item_ref(held.item), "name": value.name, "media-type": value.media_type, "size": value.size}


def one(desk: Desk, act: Act, item: str | None) -> Response:
    """The bytes of one file among the items that the act is about. NotFound when it is none of them, or no file."""
    number = parse_item_ref(item or "")

    def do(tx: Connection) -> Remembered:
        done = desk.troth.gate.perform(tx, desk.caller, act)
        return desk.outcome(done, act.person, lambda permitted: _bytes(permitted.held, number, act.person))

    return desk.act(do)


def _bytes(held: tuple[Held, ...], item: int, person: int) -> Remembered:
    found = next((each.value for each in held if each.item == item), None)
    if not isinstance(found, StoredFile):
        raise NotFound("no such file among these data", help="`items` of an earlier use names them")
    # Read to its end inside the transaction of the permit: what is sent is what was decided about.
    return Remembered(200, b"".join(found.chunks()), OCTETS_MEDIA, person)


@dataclass(frozen=True, slots=True)
class Form:
    """A form taken apart: its `request` part as read from JSON, its files by term, and a digest of it all."""

    request: Any
    files: dict[str, File]
    digest: bytes


class _InMemory(MultiPartParser):
    """A part is kept in memory whatever its size (the body's limit holds): on disk it would lie there in clear."""

    spool_max_size = 1 << 62


@asynccontextmanager
async def form_of(request: Request) -> AsyncIterator[Form]:
    """The form that was sent: a part `request` of JSON, and files named by their term. RequestError otherwise."""
    try:
        parts = await _InMemory(request.headers, request.stream(), max_files=PARTS, max_fields=1).parse()
    except (MultiPartException, KeyError, UnicodeError):
        raise RequestError("the form cannot be read", help="send one part `request` in JSON, then files") from None
    try:
        yield _taken_apart(parts)
    finally:
        await parts.close()


def _taken_apart(parts: FormData) -> Form:
    asked, files, digest = None, {}, hashlib.sha256()
    for name, part in parts.multi_items():
        if isinstance(part, UploadFile):
            if name in files:
                raise RequestError("a form has two files of one name", help="send each with an act of its own")
            files[name] = File(part.file, part.filename or name, part.content_type or OCTETS_MEDIA)
            content = _digest_of(part.file)
        elif name == "request":
            asked, content = _json(part), hashlib.sha256(part.encode()).digest()
        else:
            raise RequestError("the form has a field that is not `request`", help="put values into `request`")
        digest.update(hashlib.sha256(name.encode()).digest() + content)
    return Form(asked, files, digest.digest())


def _json(text: str) -> Any:
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        raise RequestError("the part `request` is not JSON") from None


def _digest_of(content: BinaryIO) -> bytes:
    made = hashlib.sha256()
    while piece := content.read(1 << 20):
        made.update(piece)
    content.seek(0)
    return made.digest()
