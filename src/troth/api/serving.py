"""The server: uvicorn, with what it would tell and log by itself switched off."""

from __future__ import annotations

import ipaddress
import ssl

import uvicorn
from starlette.types import ASGIApp

from troth.app import Settings
from troth.errors import SettingsError


def server(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    """A server for the app, by the settings; `run()` serves. SettingsError for an open address without TLS."""
    if not settings.tls_certificate and not _loopback(settings.host):
        raise SettingsError(
            "without a certificate only loopback is served",
            help="set tls_certificate and tls_key, or host = '127.0.0.1' behind a proxy that has one",
        )
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,  # the edge writes one without paths and addresses
        server_header=False,
        log_config=None,
        h11_max_incomplete_event_size=65_536,
        ssl_certfile=str(settings.path(settings.tls_certificate)) if settings.tls_certificate else None,
        ssl_keyfile=str(settings.path(settings.tls_key)) if settings.tls_key else None,
    )
    config.load()
    if isinstance(config.ssl, ssl.SSLContext):
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return uvicorn.Server(config)


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
