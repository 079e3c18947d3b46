"""What is published, as a viewer sees it: decided anew each time."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from troth.api import files
from troth.api.desk import Sees, found
from troth.api.documented import answers
from troth.api.wire import ItemRef, Moment, Out, PersonRef, item_ref, parse_item_ref
from troth.errors import RequestError
from troth.gate.viewing import nothing
from troth.people import parse_person_ref
from troth.vault import StoredFile

router = APIRouter(prefix="/v1", tags=["visibility"])
Audience = Annotated[Literal["public", "contacts"], Query(description="as whom the viewer looks")]
Viewer = Annotated[PersonRef | None, Query(description="who looks, where that is a contact")]


class PublishedOut(Out):
    """`to`: whom it is shown to; `published`: since when; `entry`: of this view, in the ledger."""

    item: ItemRef
    category: str
    to: Literal["public", "contacts"]
    published: Moment
    entry: str
    value: Any


@router.get("/published/{item}", response_model=None, responses=answers(PublishedOut, octets=True))
def published(desk: Sees, item: ItemRef, request: Request, to: Audience = "public", viewer: Viewer = None) -> Response:
    """A published item, as anybody sees it, or a contact of its person.

    Who may not see it gets the answer of an item that does not exist. Of a file the bytes come with
    `Accept: application/octet-stream`.
    """
    if (to == "contacts") is (viewer is None):
        raise RequestError("`viewer` goes with `to=contacts`", help="leave both out, or give both")
    person = None if viewer is None else parse_person_ref(viewer)
    seen = desk.troth.gate.view(desk.caller, parse_item_ref(item), person)
    shown, value = seen.publication, seen.held.value
    if files.OCTETS_MEDIA in request.headers.get("accept", ""):
        if not isinstance(value, StoredFile):
            raise nothing()
        return Response(b"".join(value.chunks()), media_type=files.OCTETS_MEDIA)
    told = {"item": item_ref(shown.item), "category": shown.category, "to": shown.audience, "published": shown.at}
    return found(told | {"entry": seen.entry, "value": files.shown(seen.held)})
