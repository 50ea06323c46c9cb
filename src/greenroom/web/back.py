"""The way back from an address that only takes what a form sends, where a reload or the address bar leads there.

Such an address shows a page at times (a fault, a result), and its reload, or a bookmark of it, asks for it with GET.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute


def ways_back(routers: Iterable[APIRouter]) -> APIRouter:
    """Answers GET of every address of ``routers`` that has no page: it leads to the nearest one above that has.

    It must be asked before them: some of their pages take any word in a place where a form has one of its own.
    """
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    asked = {route.path: route for route in routes if "GET" in (route.methods or ())}
    pages = {path for path, route in asked.items() if route.response_model is None}  # what scripts ask for has one
    made = APIRouter(include_in_schema=False)
    for path in dict.fromkeys(route.path for route in routes if route.path not in asked):
        made.add_api_route(path, _to(_above(path, pages)), methods=["GET"])
    return made


def _above(path: str, pages: set[str]) -> str:
    """The longest beginning of ``path`` that is a page."""
    while path and path not in pages:
        path = path.rpartition("/")[0]
    return path


def _to(page: str) -> Callable[[Request], Response]:
    depth = page.count("/") + 1

    def lead(request: Request) -> Response:
        """Lead to the page; what stands in its address stays."""
        return RedirectResponse(quote("/".join(request.scope["path"].split("/")[:depth])) or "/", 303)

    return lead
