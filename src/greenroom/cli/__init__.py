"""The command line: parses arguments, calls a use case, renders; no logic of its own."""

from greenroom.cli.app import main

__all__ = ["main"]
