"""What goes over the wire: strict JSON in, with the names of the policy language; JSON out, made here and nowhere else.

Every text that comes in has a form or a length, so that an error never has to repeat it.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt
from pydantic_core import PydanticCustomError, to_json

from troth.errors import RequestError
from troth.people.ref import parse_ref, ref

SEQ_LIMIT = 2**31 - 1  # events are numbered in 32 bits


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class Strict(BaseModel):
    """What comes in. A field that is not known is an error (SPEC 10)."""

    model_config = ConfigDict(extra="forbid", alias_generator=_dashed, populate_by_name=False)


class Out(BaseModel):
    """What goes out, for the documentation: answers are written as they are, and the tests hold them against this."""

    model_config = ConfigDict(extra="forbid", alias_generator=_dashed)


def _text_only(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("moment", "must be a time such as 2014-03-01T10:00:00Z")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment", "must be a time such as 2014-03-01T10:00:00Z") from None


Moment = Annotated[
    datetime, BeforeValidator(_text_only), AfterValidator(_in_utc), Field(examples=["2014-03-01T10:00:00Z"])
]
Word = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^\w[\w.:/-]*$")]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9.:/_-]*$")]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Words = Annotated[list[Word], Field(max_length=100)]
AnyWords = Annotated[list[Word], Field(max_length=100, default_factory=list)]
SomeWords = Annotated[list[Word], Field(min_length=1, max_length=100)]
PersonRef = Annotated[str, Field(pattern=r"^p[0-9a-z]{13}$", examples=["p0123456789abc"])]
GroundRef = Annotated[str, Field(pattern=r"^g[0-9a-z]{13}$", examples=["g0123456789abc"])]
ItemRef = Annotated[str, Field(pattern=r"^i[0-9a-z]{13}$", examples=["i0123456789abc"])]
Flag = StrictBool
Count = Annotated[StrictInt, Field(ge=0, le=SEQ_LIMIT)]


def item_ref(item: int) -> str:
    return ref("i", item)


def parse_item_ref(text: str) -> int:
    return parse_ref("i", text)


def disclosure_ref(disclosure: int) -> str:
    return ref("d", disclosure)


def written(answer: Any) -> bytes:
    """The JSON of an answer."""
    return to_json(answer, inf_nan_mode="null")


def cursor(*place: int | str) -> str:
    """An opaque place in a list, to go on from."""
    return base64.urlsafe_b64encode(to_json(place)).decode().rstrip("=")


def place_of(text: str | None, kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """The place that a cursor stands for; RequestError for one that no answer gave."""
    if text is None:
        return None
    try:
        place = _list_of(text)
    except (binascii.Error, ValueError):
        place = []
    if [type(part) for part in place] != list(kinds) or any(isinstance(p, int) and abs(p) >= 1 << 63 for p in place):
        raise RequestError("the cursor is none that an answer gave", help="take `next` of the answer before")
    return tuple(place)


def _list_of(text: str) -> list[Any]:
    from pydantic_core import from_json

    found = from_json(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    return found if isinstance(found, list) else []


def page(items: list[Any], following: str | None) -> dict[str, Any]:
    return {"items": items, "next": following}
