"""The fixtures of the API's tests: a real server to talk to."""

from tests.api.conftest import client, document, http, on_each, person, served

__all__ = ["client", "document", "http", "on_each", "person", "served"]
