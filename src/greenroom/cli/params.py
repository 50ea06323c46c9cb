"""Parameter types and the options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import click
import msgspec

from greenroom.errors import UsageError, unknown
from greenroom.model import TARGET_LEVELS, TargetLevel
from greenroom.settings import Settings, load_settings


class OneOf(click.ParamType[str]):
    """One of a few words; a wrong one is answered with the nearest."""

    def __init__(self, kind: str, words: Sequence[str]) -> None:
        """``kind`` names the words in messages."""
        self.name, self.words = kind, tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The words, for the help."""
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, lower-cased; raises ``UsageError`` with the nearest for an unknown one."""
        word = str(value).strip().lower()
        if word not in self.words:
            raise unknown(self.name, str(value), self.words)
        return word

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """The words that begin so."""
        return [click.shell_completion.CompletionItem(w) for w in self.words if w.startswith(incomplete)]


class Between(click.ParamType[float]):
    """A number in a range, both ends included; whole where the ends are."""

    name = "number"

    def __init__(self, least: float, most: float) -> None:
        """``least`` and ``most`` are both ``int`` for a whole number."""
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; raises ``UsageError`` for anything else, "nan" included."""
        whole = isinstance(self.least, int)
        try:
            number = int(value) if whole else float(value)
        except (ValueError, OverflowError):
            number = math.nan
        if not self.least <= number <= self.most:
            allowed = f"a {'whole ' if whole else ''}number from {self.least:g} to {self.most:g}"
            raise UsageError(f"'{value}' does not fit", where=_where(param), allowed=allowed)
        return number


class Filled(click.ParamType[str]):
    """Text that is not empty."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; raises ``UsageError`` where there is none."""
        if not str(value).strip():
            raise UsageError("is empty", where=_where(param), do="fill it in, or leave the option out")
        return str(value)


def _where(param: click.Parameter | None) -> str:
    return max(param.opts, key=len) if param else ""


def settings_with(words_per_minute: float | None = None) -> Settings:
    """The person's settings, with what the options override."""
    settings = load_settings()
    if words_per_minute is None:
        return settings
    return msgspec.structs.replace(settings, words_per_minute=words_per_minute)


def _set_level(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    return value or settings_with().level


level_option = click.option(
    "-l",
    "--level",
    type=OneOf("level", TARGET_LEVELS),
    callback=_set_level,
    help="Level interviewed for. [setting level]",
)
"""The level; where none is named, the one of the settings."""


def as_level(word: str) -> TargetLevel:
    """A word that ``OneOf`` has checked, as a level."""
    return cast("TargetLevel", word)
