"""What keeps encrypt-in-transit: how the server listens, and with what TLS (RFC 8446, RFC 9325).

A policy may ask for more than TLS 1.2 and RSA keys of 2048 bits, never for less.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from troth.errors import SettingsError
from troth.language import Policy

if TYPE_CHECKING:
    import asyncio

    import uvicorn

_VERSIONS: Final = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2 (RFC 9325 4.2); those of 1.3 are all in order


@dataclass(frozen=True, slots=True)
class Demand:
    """The oldest version of TLS that is spoken, and the least bits of an RSA key."""

    tls: str = "1.2"
    rsa: int = 2048

    def with_(self, tls: str, rsa: int) -> Demand:
        """The stricter of each."""
        return Demand(max(self.tls, tls), max(self.rsa, rsa))


def demanded(policies: Iterable[Policy]) -> Demand:
    """The strictest of what the policies' duties ask for."""
    demand = Demand()
    for policy in policies:
        for version in policy.versions:
            for params in (c.duty.params for c in version.duties("encrypt-in-transit") if c.duty is not None):
                demand = demand.with_(str(params.get("tls") or demand.tls), int(params.get("rsa") or demand.rsa))
    return demand


def server_side(certificate: Path, key: Path, demand: Demand) -> ssl.SSLContext:
    """The TLS of a server. SettingsError for files that do not fit, or a key that is too short."""
    _check_key(certificate, demand)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _VERSIONS[demand.tls]
    context.set_ciphers(_CIPHERS)
    try:
        context.load_cert_chain(certificate, key, password="")  # else it would be asked for on the terminal
    except (OSError, ssl.SSLError):
        raise SettingsError(
            f"{certificate.name} and {key.name} are no certificate and its key",
            help="tls_certificate and tls_key name PEM files that belong together; the key has no password",
        ) from None
    return context


def _check_key(certificate: Path, demand: Demand) -> None:
    try:
        public = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    except (OSError, ValueError):
        raise SettingsError(f"{certificate.name} cannot be read as a certificate", help="give a PEM file") from None
    if isinstance(public, RSAPublicKey) and public.key_size < demand.rsa:
        raise SettingsError(
            f"the RSA key of {certificate.name} has {public.key_size} bits, and {demand.rsa} are promised",
            help="get a certificate over a longer key, or over an elliptic curve",
        )
    if not isinstance(public, RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey):
        raise SettingsError(f"the key of {certificate.name} is of a kind that is not used any more")


def listener(
    app: Any, host: str, port: int, context: ssl.SSLContext | None, http: type[asyncio.Protocol] | None = None
) -> uvicorn.Server:
    """The server for an ASGI app; `run()` serves. SettingsError for an open address without TLS.

    `http`: what reads HTTP; h11 without it, whose heads have a bound.
    """
    import uvicorn  # here, so that what serves nothing starts at once

    if context is None and not _loopback(host):
        raise SettingsError(
            "without a certificate only loopback is served",
            help="set tls_certificate and tls_key, or host = '127.0.0.1' behind a proxy that has one",
        )
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=http or "h11",
        ws="none",
        access_log=False,  # the edge writes one without paths and addresses
        server_header=False,
        log_config=None,
        h11_max_incomplete_event_size=65_536,
    )
    config.load()
    config.ssl = context
    return uvicorn.Server(config)


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
