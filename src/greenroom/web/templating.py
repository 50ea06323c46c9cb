"""Pages and parts of pages from templates; whatever a person wrote is escaped on its way out."""

from __future__ import annotations

import functools
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from greenroom.reports.runs import plain
from greenroom.reports.wording import COMPANY_WORDS, LEVEL_WORDS, percent, seconds_words
from greenroom.web.wording import told


@functools.cache
def environment() -> Environment:
    """The templates of ``web/templates``, with autoescape on and undefined names refused."""
    from greenroom.web import static_files

    env = Environment(
        loader=PackageLoader("greenroom.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        # As in reports: nothing that a person or a guide wrote can steer the display.
        finalize=lambda value: plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    env.filters["for_page"] = told
    env.globals.update(
        static=static_files.address, companies=COMPANY_WORDS, levels=LEVEL_WORDS, percent=percent, seconds=seconds_words
    )
    return env


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page (and not for the whole page while going back)."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page. Its template extends ``layout.html``; ``values`` are its names."""
    from greenroom.web.pages import there

    shell = {"pages": there(), "path": request.url.path, "csrf": request.scope.get("greenroom.csrf", "")}
    return HTMLResponse(environment().get_template(template).render(shell, **values), status)


def fragment(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A part of a page, for htmx to put in place."""
    shell = {"csrf": request.scope.get("greenroom.csrf", "")}
    return HTMLResponse(environment().get_template(template).render(shell, **values), status)
