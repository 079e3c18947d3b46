"""What a sign-in provider says over HTTP: JSON, soon, from where it said, over TLS."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from troth.errors import Unavailable

PATIENCE: Final = 10.0  # seconds


def safe_place(url: Any) -> str:
    """The URL, if it is https, or http on loopback. Unavailable otherwise."""
    if not isinstance(url, str) or not is_safe(url):
        raise Unavailable("the sign-in provider names a place that is not safe", help="it must be an https URL")
    return url


def is_safe(url: str) -> bool:
    """Whether nobody between us and the place can listen."""
    try:
        place = urlsplit(url)
        if place.scheme == "https":
            return bool(place.hostname)
        return place.scheme == "http" and ipaddress.ip_address(place.hostname or "").is_loopback
    except ValueError:
        return False


def fetched(url: str, form: Mapping[str, str] | None = None, pair: tuple[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at a place, or what answers a form sent there. Unavailable when there is none."""
    import httpx  # here, so that a server starts without it

    try:
        with httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False, auth=pair) as http:
            answer = http.get(url) if form is None else http.post(url, data=dict(form))
        told = answer.json() if answer.status_code == 200 else None
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(f"the sign-in provider could not be asked ({type(error).__name__})") from None
    if not isinstance(told, dict):
        if form is not None and 400 <= answer.status_code < 500:
            return {}  # it refuses what the browser brought
        raise Unavailable("the sign-in provider gives no answer that can be read")
    return told
