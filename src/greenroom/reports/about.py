"""The reliability card of the local judge: how far to trust it, with what was measured and on what.

``judge.txt``, ``judge.md`` and ``judge.html`` are made by ``docs/build.py`` from ``bench/figures.json`` and shipped.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable

from greenroom.errors import ModelError

FORMS = {"text": "judge.txt", "md": "judge.md", "html": "judge.html"}


def folder() -> Traversable:
    """Where the card lies."""
    return files("greenroom.reports") / "card"


def card(form: str) -> str:
    """The card as ``text``, ``md`` or ``html``; raises ``ModelError`` where it is missing."""
    file = folder() / FORMS[form]
    if not file.is_file():
        raise ModelError("the reliability card is missing", where=str(file), do="install greenroom anew")
    return file.read_text(encoding="utf-8")


def measured_version() -> str:
    """Version of the judge that the card is about."""
    file = folder() / "judge.json"
    return str(json.loads(file.read_text(encoding="utf-8"))["judge_version"]) if file.is_file() else ""


def about_judge() -> str:
    """The card as text, and where the same lies as a page.

    Says so first where the card is about other weights than those that are installed.
    """
    weights = files("greenroom") / "language" / "weights"
    manifest = weights / "manifest.json"
    installed = str(json.loads(manifest.read_text(encoding="utf-8"))["version"]) if manifest.is_file() else "none"
    told = [card("text").rstrip()]
    if installed != measured_version():
        told.insert(0, f"NOTE: this card is about version {measured_version()}; version {installed} is installed.\n")
    told.append(f"\nAs a page:     {folder() / FORMS['html']}\nAs Markdown:   {folder() / FORMS['md']}")
    told.append(f"How it is made: {weights / 'MODEL_CARD.md'}\n")
    return "\n".join(told)
