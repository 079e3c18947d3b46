"""Style sheets, scripts and pictures. Their address holds a digest of them all, so they may be kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.responses import Response

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@cache
def contents() -> Mapping[str, bytes]:
    """The files by name, in the order of their names."""
    found = sorted(files("troth.web").joinpath("assets").iterdir(), key=lambda file: file.name)
    return MappingProxyType({file.name: file.read_bytes() for file in found if _kind(file.name)})


@cache
def digest() -> str:
    return hashlib.sha256(b"".join(name.encode() + held for name, held in contents().items())).hexdigest()[:16]


def address(name: str) -> str:
    """Where the pages find the file. KeyError if there is none of that name."""
    if name not in contents():
        raise KeyError(name)
    return f"/assets/{digest()}/{name}"


def serve(stamp: str, name: str) -> Response:
    """The file, to be kept for ever. HTTPException (404) for another name, or the digest of another release."""
    held = contents().get(name)
    if held is None or stamp != digest():
        raise HTTPException(404)
    return Response(held, media_type=_kind(name), headers={"cache-control": FOREVER})


def _kind(name: str) -> str | None:
    return KINDS.get("." + name.rpartition(".")[2])
