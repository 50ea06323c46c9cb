"""A small file of pairs for the guide of docs/writing-a-guide.md, and the lines that score a pair."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from guide_pack import GUIDE, write_pack

from greenroom.cli import main

PAIRS = """pairs:
  - id: bread-and-bolts
    level: sde1
    question: Tell me about a mistake you made.
    reveals: That a smooth voice is no repair.
    candidates:
      - id: ada
        telling: fluent
        text: >-
          Mistakes are how I grow. Something went wrong with an order once, and it taught me a lot.
        key:
          disqualifiers: [{id: no-repair}]
          level: none
          verdict: strong-no-hire
          writes: Nothing is owned and nothing repaired.
      - id: ben
        telling: plain
        text: >-
          I sent out bolts of the wrong size. It was my mistake. I called every customer and replaced 40 boxes.
        key:
          signals:
            - id: admitted
              grade: 2
              shown: [It was my mistake.]
            - id: repaired
              grade: 2
              shown: [I called every customer and replaced 40 boxes.]
          level: sde1
          verdict: strong-hire
          writes: Owned in four words and put right.
"""


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def told(self) -> str:
        """Standard output on one line, whatever was wrapped where."""
        return " ".join(self.out.split())


class Run:
    """Runs ``greenroom`` in this process, with ``given`` piped in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *argv: str, given: str = "") -> Ran:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        self.capsys.readouterr()
        code = main(list(argv))
        out = self.capsys.readouterr()
        return Ran(code, out.out, out.err)


def pack_with_pairs(folder: Path, text: str = PAIRS) -> Path:
    """The pack ``my-team`` with ``pairs.yaml`` beside its guide; gives that file."""
    file = write_pack(folder) / GUIDE / "pairs.yaml"
    file.write_text(text, encoding="utf-8")
    return file
