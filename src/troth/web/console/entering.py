"""What the forms share by which staff enter what came by mail, telephone, letter or fax."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, TypeVar

from starlette.exceptions import HTTPException

from troth.cases import Way
from troth.web.visit import Form

Word = TypeVar("Word", bound=str)
WAYS: Final[tuple[Way, ...]] = ("email", "phone", "letter", "fax")


def way_of(form: Form) -> Way:
    """How it came."""
    return one_of(form.get("via"), WAYS)


def day_of(text: str, at: datetime) -> datetime | None:
    """The beginning of the day on which it came in; None: now. HTTPException (422) for what is no day."""
    try:
        day = datetime.fromisoformat(text).date() if text else at.date()
    except ValueError:
        raise HTTPException(422) from None
    return None if day == at.date() else datetime(day.year, day.month, day.day, tzinfo=UTC)


def one_of(name: str, offered: Iterable[Word]) -> Word:
    """HTTPException (422) for what the form does not offer."""
    found = next((each for each in offered if each == name), None)
    if found is None:
        raise HTTPException(422)
    return found
