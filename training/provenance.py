"""What a training read, as one hash; it stands in the manifest of the weights."""

from __future__ import annotations

import hashlib

from training.constants import ROOT
from training.guide_examples import guide_cases

FOLDERS = ("gold", "grown", "silver")


def data_hash() -> str:
    """sha256 over every file of answers and labels, and over the guides' examples.

    The examples are hashed by what they say, in any order: recording one as a known failure
    changes nothing that is trained on.
    """
    digest = hashlib.sha256()
    for path in sorted(p for folder in FOLDERS for p in (ROOT / "data" / folder).glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for case in sorted((c.competency, c.label, c.found, c.grade, c.text, c.spans) for c in guide_cases()):
        digest.update(repr(case).encode())
    return digest.hexdigest()
