"""TLS by the settings and by what the policies promise of it."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

from troth.app.settings import Settings
from troth.controls.transport import demanded, server_side
from troth.errors import SettingsError
from troth.language import Policy


def server_context(settings: Settings, policies: Iterable[Policy] = ()) -> ssl.SSLContext | None:
    """The TLS that the server speaks; None without a certificate. SettingsError where it would fall short."""
    if not settings.tls_certificate:
        return None
    if not settings.tls_key:
        raise SettingsError("tls_certificate is set, and tls_key is not", help="set both")
    certificate, key = settings.path(settings.tls_certificate), settings.path(settings.tls_key)
    return server_side(certificate, key, demanded(policies))
