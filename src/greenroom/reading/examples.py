"""The example answers that come along, and what each is best reviewed for."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An example answer: its file and what to review it for."""

    name: str
    file: str
    competency: str
    level: str
    about: str

    def text(self) -> str:
        """The answer."""
        return text_of(self.file)


class Notes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of notes: what it is for, and the command that reads it."""

    name: str
    file: str
    about: str
    command: str

    def text(self) -> str:
        """The notes."""
        return text_of(self.file)


def examples() -> tuple[Example, ...]:
    """The shipped examples, in the order in which they are best read."""
    return tuple(msgspec.convert(_index()["example"], list[Example]))


def notes() -> tuple[Notes, ...]:
    """The shipped files of notes."""
    return tuple(msgspec.convert(_index()["notes"], list[Notes]))


def text_of(file: str) -> str:
    """What the shipped ``file`` holds."""
    return (_folder() / file).read_text(encoding="utf-8")


def _index() -> dict[str, Any]:
    return tomllib.loads(text_of("index.toml"))


def _folder() -> Traversable:
    return files("greenroom") / "examples"
