"""The HTTP API: `create_app` builds it over an open deployment, `server` serves it."""

from troth.api.app import create_app
from troth.api.serving import server

__all__ = ["create_app", "server"]
