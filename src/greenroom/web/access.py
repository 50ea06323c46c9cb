"""Who may reach the server: the address it listens on, the names it answers to, and the token."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
import socket
from typing import NamedTuple

from greenroom.errors import UsageError

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
SHORTEST_TOKEN = 16
"""Characters of the shortest token that is accepted: 96 bits, where it was made at random."""
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9.-]+)(?::(\d{1,5}))?")
_TOKEN = re.compile(r"[A-Za-z0-9._~-]+")


class Access(NamedTuple):
    """The address that is listened on, its port (``None``: any, for tests), and the token that is asked for, if any."""

    host: str = LOOPBACK
    port: int | None = None
    token: str | None = None

    @property
    def address(self) -> str:
        """What to open in a browser, with the token."""
        wild = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 - where such a server is reached from here
        host = wild.get(self.host, self.host)
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.port}/" + (f"?token={self.token}" if self.token else "")

    @property
    def cookie(self) -> str:
        """Name of the cookie that stands for the token; browsers keep cookies of all ports in one jar."""
        return f"greenroom-token-{self.port or 0}"

    @property
    def proof(self) -> str:
        """What that cookie holds: proves that the token was known, and does not tell it."""
        return hmac.new((self.token or "").encode(), b"greenroom cookie", hashlib.sha256).hexdigest()

    def answers_to(self, header: str) -> bool:
        """Whether the Host header ``header`` is one of ours, so that no name that somebody else owns leads here."""
        found = _HOST.fullmatch(header)
        if found is None or (self.port is not None and int(found[2] or 80) != self.port):
            return False
        name = found[1].lower()
        if is_loopback(self.host):
            return name in LOOPBACK_NAMES or name.strip("[]") == self.host
        machine = socket.gethostname().lower()
        return name in LOOPBACK_NAMES | {self.host.lower(), machine, f"{machine}.local"} or _is_ip(name.strip("[]"))

    def is_token(self, given: str) -> bool:
        """Whether ``given`` is the token; takes as long for a near miss as for any other."""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())

    def is_proof(self, given: str) -> bool:
        """Whether ``given`` is what the cookie holds."""
        return hmac.compare_digest(given.encode(), self.proof.encode())


def access(host: str, port: int, token: str | None) -> Access:
    """Checked. Any address but the machine's own needs a token; without one given it gets a random one.

    Raises ``UsageError`` for a token that is too short or cannot stand in an address.
    """
    if token is not None and (len(token) < SHORTEST_TOKEN or not _TOKEN.fullmatch(token)):
        raise UsageError(
            "is no token that protects anything",
            where="--token",
            allowed=f"at least {SHORTEST_TOKEN} letters, digits or . _ ~ -",
            do="leave --token out: one is made where it is needed",
        )
    if token is None and not is_loopback(host):
        token = secrets.token_urlsafe(24)
    return Access(host, port, token)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``."""
    return host.lower() == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
