"""Every type that something is read into is made ready before threads meet it."""

from __future__ import annotations

import re
from pathlib import Path

import greenroom
from greenroom.web.types_ready import MODULES, make_ready

ROOT = Path(greenroom.__file__).parent
ELSEWHERE = {
    "batch.lines", "guides.record", "practice.calibrate_file", "reading.timed_json", "rehearsal.session", "speech.sent",
}  # fmt: skip
"""Modules that read into types of others, or at import."""
READS = re.compile(r"msgspec\.(?:convert|json\.decode)\(|msgspec\.json\.Decoder\(")


def test_no_module_that_reads_values_is_missing() -> None:
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in ROOT.rglob("*.py")
        if READS.search(path.read_text(encoding="utf-8"))
    }
    found -= {name for name in found if name.startswith(("web.", "cli."))}
    assert found - ELSEWHERE - set(MODULES) == set()


def test_what_is_read_most_is_ready() -> None:
    names = {kind.__name__ for kind in make_ready()}
    assert {"Guide", "Review", "Answer", "Settings", "State", "Story", "Manifest"} <= names
