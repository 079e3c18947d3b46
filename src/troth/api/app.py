"""The HTTP API as one ASGI application: routes, problems, the doorkeeper and the edge."""

from __future__ import annotations

from functools import cache, partial

from fastapi import APIRouter, FastAPI, Response
from starlette.routing import BaseRoute

from troth import __version__
from troth.api import (
    acting,
    acts,
    agent,
    app_keys,
    asking,
    attestations,
    audience,
    cases,
    collecting,
    deciding,
    edge,
    elsewhere,
    events,
    grounds,
    held,
    holds,
    keys,
    ledger,
    mailings,
    notices,
    packages,
    people,
    policies,
    problems,
    proof,
    published,
    quick,
    recipient_notices,
    recipients,
    stop_links,
    suspicion,
    visibility,
)
from troth.api.documented import INTRODUCTION, document, known_names
from troth.api.wire import Out, written
from troth.app import Troth

# The busiest routes first: the list is searched from its start.
MODULES = (
    acts,
    collecting,
    asking,
    deciding,
    people,
    held,
    events,
    visibility,
    published,
    stop_links,
    audience,
    grounds,
    holds,
    cases,
    packages,
    recipients,
    recipient_notices,
    acting,
    suspicion,
    app_keys,
    elsewhere,
    agent,
    notices,
    mailings,
    attestations,
    policies,
    proof,
    ledger,
)


class Health(Out):
    ok: bool


open_routes = APIRouter()


@open_routes.get("/v1/health", response_model=Health, tags=["health"], openapi_extra={"security": []})
async def health() -> Response:
    """That the server answers; nothing else."""
    return Response(b'{"ok":true}', media_type="application/json")


def create_app(troth: Troth) -> FastAPI:
    """The API over an open deployment: everything under /v1, and /openapi.json. Pages may be added beside it."""
    app = described()
    app.state.troth = troth
    _publish(app)
    problems.install(app, cache(lambda: known_names(app.openapi())))
    quick.install(app, troth, acts.SHORTS | collecting.SHORTS | deciding.SHORTS, _routes())
    keys.install(app, troth)
    edge.install(app, troth.settings.body_limit)
    return app


def described() -> FastAPI:
    """The routes and their document, with no deployment behind them."""
    app = FastAPI(
        title="troth",
        version=__version__,
        description=INTRODUCTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # it would tell addresses and errors elsewhere
    )
    for module in MODULES:
        app.include_router(module.router)
    app.include_router(open_routes)
    # Made when it is first asked for, as it takes a quarter of a second; of these routes, without what is added later.
    made = partial(document, app, tuple(app.routes), _routes())
    app.openapi = cache(made)  # type: ignore[method-assign]
    return app


def _routes() -> list[BaseRoute]:
    return [route for module in MODULES for route in module.router.routes]


def _publish(app: FastAPI) -> None:
    content = cache(lambda: written(app.openapi()))

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return Response(content(), media_type="application/json")
