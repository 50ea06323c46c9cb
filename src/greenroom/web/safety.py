"""Rules that every request meets before a page does: whose it is, where it comes from, how large it is.

``Safety`` wraps the whole app. ``own_form`` is a dependency of every route: it reads the token of a form.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from greenroom.web.access import Access
from greenroom.web.faults import RequestError, answer, in_our_form, report

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Not no-referrer: with it browsers send the forms of our own pages with "Origin: null". Nothing leaves either way.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "x-frame-options": "DENY",
}
"""On every answer. Nothing is loaded from elsewhere, and no script or style stands inside a page."""

MOST_BYTES = 1024 * 1024
"""Bytes of a body that names no limit of its own: the longest answer has a tenth of it."""
MOST_FIELDS = 10_000
"""Fields of a form: notes of hundreds of stories are brought in with five each."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ("/static/",)
"""Paths that need no token: they hold nothing of the person's."""
CSRF_COOKIE, CSRF_FIELD, CSRF_HEADER = "greenroom-csrf", "csrf", "x-csrf-token"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_DO_OPEN = "open Greenroom at the address that greenroom serve printed"


class Safety:
    """ASGI middleware: every rule of this module, and the headers on every answer.

    ``bodies``: most bytes of a body by the beginning of its path, for those that may be larger than ``MOST_BYTES``.
    """

    def __init__(self, app: ASGIApp, access: Access, bodies: Mapping[str, int] | None = None) -> None:
        """``access``: who may come in."""
        self._app, self._access, self._bodies = app, access, dict(bodies or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        cookie = cookies.get(CSRF_COOKIE, "")
        scope["greenroom.csrf"] = cookie or secrets.token_urlsafe(24)
        try:
            self._check(scope, cookies)
        except RequestError as fault:
            await self._refuse(scope, receive, self._dressed(scope, send, ""), fault)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        set_csrf = "" if cookie else scope["greenroom.csrf"]
        dressed = self._dressed(scope, send, set_csrf)
        if (entered := self._entered(scope)) is not None:
            await entered(scope, receive, dressed)
            return
        await self._guarded(scope, receive, dressed)

    def _check(self, scope: Scope, cookies: Mapping[str, str]) -> None:
        """Raises ``RequestError`` where a rule is broken."""
        headers = Headers(scope=scope)
        self._check_host(headers)
        check_origin(scope, headers)
        self._check_token(scope, headers, cookies)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most(scope):
            raise self._too_large(scope)

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._access.answers_to(hosts[0]):
            raise RequestError(421, "this name does not belong to this Greenroom", where="Host", do=_DO_OPEN)

    def _check_token(self, scope: Scope, headers: Headers, cookies: Mapping[str, str]) -> None:
        if self._access.token is None or scope["path"].startswith(OPEN):
            return
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._access.is_token(given.strip()):
            return
        if not (self._access.is_proof(cookies.get(self._access.cookie, "")) or self._brought(scope)):
            raise RequestError(401, "this Greenroom asks for a token", do=_DO_OPEN + ", with its token")

    def _brought(self, scope: Scope) -> bool:
        """Whether the address itself holds the token, as at the first visit."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        return self._access.is_token(Request(scope).query_params.get("token", ""))

    def _entered(self, scope: Scope) -> Response | None:
        """At the first visit: keep the proof in a cookie and go on without the token in the address."""
        if self._access.token is None or not self._brought(scope):
            return None
        rest = [(k, v) for k, v in Request(scope).query_params.multi_items() if k != "token"]
        path = "/" + scope["path"].lstrip("/\\")  # never //somewhere, which would be another site
        response = RedirectResponse(path + (f"?{urlencode(rest)}" if rest else ""), 303)
        # Lax, so that a link that somebody sends to the token's owner works; what changes anything asks for more.
        response.set_cookie(self._access.cookie, self._access.proof, httponly=True, samesite="lax", path="/")
        return response

    def _most(self, scope: Scope) -> int:
        fitting = [beginning for beginning in self._bodies if scope["path"].startswith(beginning)]
        return self._bodies[max(fitting, key=len)] if fitting else MOST_BYTES

    def _too_large(self, scope: Scope) -> RequestError:
        most = self._most(scope)
        shown = f"{most // 1024:,} kB" if most < 1024 * 1024 else f"{most // (1024 * 1024):,} MB"
        return RequestError(413, "what was sent is too large", allowed=f"at most {shown}", do="send less")

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, fault: RequestError) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": fault.what})
            return
        await answer(Request(scope), fault)(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The app, with a body that ends at its limit and no fault that gets out."""
        taken, began = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most(scope):
                raise self._too_large(scope)
            return message

        async def noted(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except Exception as fault:  # the last net: a person must never see a traceback
            told = in_our_form(fault)
            if not isinstance(told, RequestError):
                report(fault)
            if not began:
                await answer(Request(scope), told)(scope, receive, send)

    def _dressed(self, scope: Scope, send: Send, csrf: str) -> Send:
        """``send`` with the headers of every answer, and the cookie of a first visit."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
                if csrf and not scope["path"].startswith(OPEN):
                    # Kept for a year, so that a page that was left open over night can still be sent.
                    cookie = f"{CSRF_COOKIE}={csrf}; HttpOnly; Max-Age=31536000; Path=/; SameSite=Strict"
                    headers.append("set-cookie", cookie)
            await send(message)

        return dressed


def check_origin(scope: Scope, headers: Headers) -> None:
    """Refuse what another site makes a browser send. Programs that are no browser say nothing of an origin.

    Raises ``RequestError``.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    changes = scope["type"] == "websocket" or scope["method"] not in READS
    foreign = RequestError(403, "this request comes from another site", where="Origin", do=_DO_OPEN)
    if changes:
        own = {f"{scheme}://{headers.get('host', '')}" for scheme in ("http", "https")}
        if site not in (None, "same-origin") or (origin is not None and origin.lower() not in _lower(own)):
            raise foreign
    elif site == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
        raise foreign


def _lower(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}


async def own_form(connection: HTTPConnection) -> None:
    """Whatever changes something brings the token of its page: in the header, or in the field ``csrf`` of its form.

    JSON needs none: a browser asks us before it sends JSON from another site, and we never agree. Raises
    ``RequestError``.
    """
    if not isinstance(connection, Request) or connection.method in READS:
        return
    kind = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return
    given = connection.headers.get(CSRF_HEADER)
    if given is None and kind in _FORMS:
        field = (await connection.form(max_fields=MOST_FIELDS)).get(CSRF_FIELD)
        given = field if isinstance(field, str) else None
    cookie = connection.cookies.get(CSRF_COOKIE, "")
    if not cookie or given is None or not hmac.compare_digest(given.encode(), cookie.encode()):
        raise RequestError(
            403,
            "this page has no valid token any more",
            do="copy what you wrote, reload the page, and send it again",
        )
