"""A recipient's endpoint must prove who it is before anything is sent there (TLS 1.2 or newer, RFC 9325).

Whoever sends to an endpoint calls `check_endpoint` first, or sends over the very connection that `connected` gives.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from troth.errors import EndpointUnsafe

_SECONDS: Final = 10.0


def check_endpoint(url: str, context: ssl.SSLContext | None = None, *, seconds: float = _SECONDS) -> str:
    """Shakes hands with the endpoint, and sends nothing; gives the version of TLS that it speaks.

    `context`: whom to trust; else the system's authorities. EndpointUnsafe when the URL is not https, nobody answers,
    or the certificate is untrusted, expired or another's.
    """
    with connected(url, context, seconds=seconds) as connection:
        return connection.version() or ""


@contextmanager
def connected(url: str, context: ssl.SSLContext | None = None, *, seconds: float = _SECONDS) -> Iterator[ssl.SSLSocket]:
    """A verified connection to the endpoint, over which nothing has been sent. Raises as `check_endpoint`."""
    host, port = _place(url)
    context = _strict(context)
    try:
        with (
            socket.create_connection((host, port), timeout=seconds) as bare,
            context.wrap_socket(bare, server_hostname=host) as verified,
        ):
            yield verified
    except ssl.SSLCertVerificationError as error:
        raise EndpointUnsafe(
            f"the endpoint's certificate is not accepted: {error.verify_message}",
            help="nothing was sent; ask the recipient for a certificate of a known authority, for that name, in date",
        ) from None
    except OSError as error:
        raise EndpointUnsafe(
            f"the endpoint cannot be reached over TLS: {type(error).__name__}", help="nothing was sent"
        ) from None


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise EndpointUnsafe("the endpoint is not an https URL", help="nothing is sent in the clear")
    return parts.hostname, parts.port or 443


def _strict(context: ssl.SSLContext | None) -> ssl.SSLContext:
    """The context, if it verifies: one that does not is never used."""
    context = context or ssl.create_default_context()
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise EndpointUnsafe("the context does not verify whom it talks to", help="use one that does")
    if context.minimum_version < ssl.TLSVersion.TLSv1_2:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
