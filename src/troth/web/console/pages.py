"""Which page of the console answers which address."""

from collections.abc import Callable
from typing import Final

from starlette.responses import Response

from troth.web.console import case_page, cases_page, choosing, letters_page, new_case
from troth.web.house import House
from troth.web.visit import Visit

Show = Callable[[House, Visit], Response]

PAGES: Final[tuple[tuple[str, str, Show], ...]] = (
    ("GET", "/cases", cases_page.show),
    ("GET", "/cases/new", new_case.begin),
    ("POST", "/cases/new/find", new_case.find),
    ("POST", "/cases/new", new_case.enter),
    ("POST", "/cases/new/choice", choosing.enter),
    ("GET", "/cases/{case}", case_page.show),
    ("POST", "/cases/{case}/{step}", case_page.act),
    ("GET", "/letters", letters_page.show),
    ("POST", "/letters/{letter}/again", letters_page.again),
)

__all__ = ["PAGES", "Show"]
