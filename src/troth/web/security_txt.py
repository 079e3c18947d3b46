"""`/.well-known/security.txt` (RFC 9116): where to tell us of a weak spot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from troth.web.house import House
from troth.web.tongues import tongues
from troth.web.visit import Visit

PATH: Final = ".well-known/security.txt"  # RFC 9116, 3
GOOD_FOR: Final = timedelta(days=90)  # made anew for who asks; RFC 9116, 2.5.5: less than a year
_GLOBAL = re.compile(r"\+[\d\s().-]+")


def show(house: House, _visit: Visit) -> Response:
    """By the policy in force. HTTPException (404) where it names no way: Contact must be there (RFC 9116, 2.5.3)."""
    version = house.troth.version()
    contacts = list(_contacts(version.controller)) if version else []
    if not contacts:
        raise HTTPException(404)
    ends = (house.troth.clock() + GOOD_FOR).astimezone(UTC)
    fields = [*(("Contact", each) for each in contacts), *_rest(house.troth.address, ends)]
    return PlainTextResponse("".join(f"{name}: {value}\n" for name, value in fields))


def _contacts(controller: Mapping[str, str]) -> Iterator[str]:
    """As URIs, in the order in which we prefer them (RFC 9116, 2.5.3)."""
    if email := controller.get("email"):
        yield f"mailto:{quote(email, safe='@!$*+')}"  # RFC 6068, 2
    phone = controller.get("phone", "").strip().replace("(0)", "")
    if _GLOBAL.fullmatch(phone) and (digits := re.findall(r"\d+", phone)):
        yield "tel:+" + "-".join(digits)  # RFC 3966, 3: a number that can be dialled from nowhere but there is left out


def _rest(address: str | None, ends: datetime) -> Iterator[tuple[str, str]]:
    yield "Expires", f"{ends:%Y-%m-%dT%H:%M:%SZ}"  # RFC 3339
    yield "Preferred-Languages", ", ".join(each.tag for each in tongues())
    if address and address.startswith("https://"):  # RFC 9116, 2.5.2 and 2.5.7: addresses of the web are https
        if urlsplit(address).path == "/":  # else it is not we who answer at the root of that place
            yield "Canonical", f"{address}{PATH}"
        yield "Policy", address
