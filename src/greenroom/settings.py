"""One settings object: speaking rate, target length, where data live, which judge."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from greenroom.errors import UsageError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may set, in ``greenroom.toml`` or by options of the command.

    ``words_per_minute``: speaking rate for estimated times (people speak 130-160, see
    docs/verdict.md); ``shortest_s`` / ``longest_s``: spoken length outside which the time
    budget says nothing; ``judge``: name of the judge; ``threads``: of the encoder (one is
    deterministic and scales best over processes).
    """

    words_per_minute: Annotated[float, Meta(ge=60, le=300)] = 145.0
    shortest_s: Annotated[float, Meta(gt=0)] = 45.0
    longest_s: Annotated[float, Meta(gt=0)] = 360.0
    judge: str = "local"
    threads: Annotated[int, Meta(ge=1, le=64)] = 1


def config_path() -> Path:
    """``$GREENROOM_CONFIG``, else ``greenroom/greenroom.toml`` in the platform's config folder."""
    if given := os.environ.get("GREENROOM_CONFIG"):
        return Path(given)
    base = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if os.name == "nt" else None)
    return (Path(base) if base else Path.home() / ".config") / "greenroom" / "greenroom.toml"


def load_settings(path: Path | None = None) -> Settings:
    """The settings of the file, or the defaults where there is none.

    Raises ``UsageError`` naming the file for an unreadable or faulty one.
    """
    path = path or config_path()
    try:
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"cannot be read ({fault})", where=str(path), do="fix or remove the file") from None
    try:
        return msgspec.convert(tomllib.loads(raw), Settings)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        names = ", ".join(Settings.__struct_fields__)
        raise UsageError(str(fault), where=str(path), allowed=names, do="fix or remove the file") from None
