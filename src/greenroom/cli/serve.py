"""``greenroom serve``: the app in the browser."""

from __future__ import annotations

import importlib.util

import click

from greenroom.cli.params import Filled, settings_with
from greenroom.errors import UsageError

NEEDS = ("fastapi", "uvicorn", "python_multipart")
EPILOG = """\b
Examples:
  greenroom serve
  greenroom serve --port 8765 --no-open
  greenroom serve --host 0.0.0.0"""


@click.command(epilog=EPILOG, short_help="Open Greenroom in your browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port to listen on. [a free one]")
@click.option(
    "--host",
    type=Filled(),
    metavar="ADDRESS",
    help="Address to listen on; others can reach any but the default, with the token. [127.0.0.1]",
)
@click.option("--token", type=Filled(), metavar="TEXT", help="Ask for this token. [a random one, with --host]")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
def serve(port: int, host: str | None, token: str | None, no_open: bool) -> None:
    """Open Greenroom in your browser: the same reviews, guides and stories as on the command line.

    It listens on this machine only and asks nothing of any other. With --host others in your
    network can reach it; they need the token, and what they send is not encrypted.
    """
    missing = [name for name in NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError("greenroom serve needs the extra 'web'", do="pip install 'greenroom[web]'")
    from greenroom.web.access import LOOPBACK, access, is_loopback
    from greenroom.web.serve import listening, serve as run

    settings = settings_with(None)
    sock = listening(host or LOOPBACK, port)
    try:
        reached = access(host or LOOPBACK, sock.getsockname()[1], token)
        if not is_loopback(reached.host):
            click.echo("greenroom: others in your network can reach this, and what is sent is not encrypted", err=True)
        run(settings, reached, sock=sock, ready=_tell, show=not no_open)
    finally:
        sock.close()


def _tell(address: str) -> None:
    click.echo(f"Greenroom is open at {address}\nCtrl-C ends it.")
