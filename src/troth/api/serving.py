"""The server: uvicorn, with what it would tell and log by itself switched off."""

from __future__ import annotations

from collections.abc import Iterable

import uvicorn
from starlette.types import ASGIApp

from troth.api.heads import Bounded
from troth.app import Settings
from troth.app.transport import server_context
from troth.controls.transport import listener
from troth.language import Policy


def server(app: ASGIApp, settings: Settings, policies: Iterable[Policy] = ()) -> uvicorn.Server:
    """A server for the app, by the settings; `run()` serves. `policies`: those whose promises of TLS it keeps.

    SettingsError for an open address without TLS, or a certificate that falls short of what is promised.
    """
    return listener(app, settings.host, settings.port, server_context(settings, policies), Bounded)
