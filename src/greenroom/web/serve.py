"""The server: listens, says where, opens the browser, ends with Ctrl-C."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from greenroom.errors import UsageError
from greenroom.settings import Settings
from greenroom.web.access import Access
from greenroom.web.app import create_app

GRACE_S = 3
"""Seconds that requests in progress may take when the server ends."""


class _Server(uvicorn.Server):
    """Calls ``ready`` once it accepts connections."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def listening(host: str, port: int) -> socket.socket:
    """A socket on ``host`` and ``port`` (0: any free one). Raises ``UsageError`` where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except (OSError, OverflowError) as fault:
        found.close()
        said = getattr(fault, "strerror", None) or str(fault)
        raise UsageError(
            f"cannot listen on {host}, port {port} ({said[:1].lower()}{said[1:]})",
            do="name another with --port, or leave --port out for a free one",
        ) from None
    return found


def serve(settings: Settings, access: Access, *, sock: socket.socket, ready: Callable[[str], None], show: bool) -> None:
    """Serve on ``sock`` until interrupted. ``ready`` is told the address; ``show``: open it in the browser too."""
    app = create_app(settings, access=access)
    app.state.shared.warm()

    def begun() -> None:
        ready(access.address)
        if show:
            threading.Thread(target=webbrowser.open, args=(access.address,), daemon=True).start()

    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,  # an address may hold the token
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
        ws="none",
    )
    _Server(config, begun).run(sockets=[sock])
