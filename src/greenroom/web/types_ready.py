"""Types made ready before threads meet them.

msgspec makes what it needs of a type at its first use. Where two threads do so at once, one of them sees the half-made
type and the program ends (segmentation fault in msgspec 0.22; bench/web_types.py shows it).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import msgspec

MODULES = (
    "evaluation.files", "guides.loader", "guides.pack", "guides.examples", "guides.pairs", "guides.schema",
    "guides.walkthroughs", "language.encoder", "language.pooled", "language.segment_spoken", "language.wordpiece",
    "model",
    "practice.calibrate", "practice.calibrate_scores", "practice.schedule", "practice.walkthrough",
    "questions.classifier", "reading.examples", "rehearsal.fitted", "rehearsal.listener", "rehearsal.state",
    "rehearsal.values", "settings", "store.exchange", "store.sittings", "store.values", "stories.bank",
    "stories.importing", "stories.loop", "stories.mining", "stories.model", "stories.progress", "stories.rows",
)  # fmt: skip
"""Modules with types that something is read into; tests/web/test_web_types.py finds one that is missing."""


def make_ready() -> tuple[type, ...]:
    """Let msgspec finish every type of ``MODULES`` in this thread; those that it finished. Costs some milliseconds."""
    for name in MODULES:
        importlib.import_module(f"greenroom.{name}")
    done = []
    for kind in sorted(set(_below(msgspec.Struct)), key=lambda k: (k.__module__, k.__qualname__)):
        if kind.__module__.startswith("greenroom."):
            try:
                msgspec.json.Decoder(kind)
            except (TypeError, NameError):  # one that is only ever written, never read
                continue
            done.append(kind)
    return tuple(done)


def _below(kind: type) -> Iterator[type]:
    below: list[type] = type.__subclasses__(kind)
    for one in below:
        yield one
        yield from _below(one)
