"""The pages, one module each; the table below is all there are."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from typing import NamedTuple


class Page(NamedTuple):
    """A page of the navigation: its module in ``web/pages``, its name for people, its address."""

    module: str
    name: str
    path: str


PAGES = (
    Page("start", "Start", "/"),
    Page("review", "Review", "/review"),
    Page("rehearse", "Rehearse", "/rehearse"),
    Page("stories", "Stories", "/stories"),
    Page("guides", "Guides", "/guides"),
    Page("revise", "Revise", "/revise"),
    Page("progress", "Progress", "/progress"),
    Page("settings", "Settings", "/settings"),
)
"""In the order of the navigation. One that has no module yet is left out of it."""

OTHERS = (
    "design",
    "hear",
    "jobs",
    "rehearse_room",
    "tellings",
    "stories_tell",
    "stories_import",
    "stories_mine",
    "stories_ask",
    "stories_coverage",
    "stories_loop",
    "walkthrough",
    "calibrate",
    "quiz",
    "data",
    "judge",
)
"""Modules with pages that are not in the navigation."""


@functools.cache
def there() -> tuple[Page, ...]:
    """The pages that exist."""
    return tuple(one for one in PAGES if find_spec(f"{__name__}.{one.module}") is not None)


def modules() -> tuple[str, ...]:
    """Full names of the modules that exist; each has a ``router``, and an ``api`` where it answers JSON too."""
    return tuple(f"{__name__}.{name}" for name in (*(one.module for one in there()), *OTHERS))
