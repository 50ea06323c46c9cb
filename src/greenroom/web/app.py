"""The app: its rules, its pages, its JSON interface."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from fastapi import APIRouter, Depends, FastAPI

from greenroom import __version__
from greenroom.judges import Judge
from greenroom.settings import Settings
from greenroom.web import pages, static_files
from greenroom.web.access import Access
from greenroom.web.back import ways_back
from greenroom.web.faults import REFUSALS, add_faults
from greenroom.web.safety import Safety, own_form
from greenroom.web.shared import Shared
from greenroom.web.types_ready import make_ready


def create_app(settings: Settings, *, access: Access | None = None, judge: Judge | None = None) -> FastAPI:
    """The app with every page of ``pages.PAGES`` that is there.

    ``access``: who may come in (by default whoever is on this machine, over any port); ``judge``: another than the
    settings name, for tests. A module of a page has a ``router``, and may have an ``api`` (a router under ``/api``),
    ``BODIES`` (most bytes of a body by the beginning of its path, where it is more than ``safety.MOST_BYTES``) and
    ``SCHEMAS`` (values of ours that its ``api`` answers with, which its ``responses`` refer to).
    """
    make_ready()
    held = Shared(settings, judge)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        held.jobs.close()

    app = FastAPI(
        title="Greenroom",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,  # those pages load scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(own_form)],
        lifespan=lifespan,
        # The framework can send traces, with what a person wrote in them, to an address in an environment variable.
        telemetry={
            "auto_configure": False,
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
        },
    )
    app.state.shared = held
    add_faults(app)
    app.include_router(static_files.router)
    bodies: dict[str, int] = {}
    values: list[type] = []
    modules = [importlib.import_module(name) for name in pages.modules()]
    app.include_router(ways_back(module.router for module in modules))
    for module in modules:
        app.include_router(module.router, include_in_schema=False)
        api: APIRouter | None = getattr(module, "api", None)
        if api is not None:
            app.include_router(api, prefix="/api", responses=REFUSALS)
        bodies |= getattr(module, "BODIES", {})
        values += getattr(module, "SCHEMAS", ())
    _describe(app, values)
    app.add_middleware(Safety, access=access or Access(), bodies=bodies)
    return app


def _describe(app: FastAPI, values: Sequence[type]) -> None:
    """Add the schemas of ``values`` to the OpenAPI document, which the framework makes of its own models alone."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        _, schemas = msgspec.json.schema_components(values, ref_template="#/components/schemas/{name}")
        document["components"]["schemas"] |= schemas
        return document

    app.openapi = openapi  # type: ignore[method-assign]
