"""The command line: parses arguments, calls a use case, renders; no logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line (``app.main``); Ctrl-C ends it quietly even while it is being imported."""
    try:
        from greenroom.cli.app import main as run

        return run(argv)
    except KeyboardInterrupt:
        sys.stderr.write("greenroom: interrupted\n")
        return 130
