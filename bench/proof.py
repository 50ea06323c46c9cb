"""How much proof a signal should need: agreement with the raters against findings that fall with their evidence.

usage: python -m bench.proof [--sample N]

For several values of the two lines of ``greenroom/judges/proof.py`` (evidence that a partial and a clear signal need):
figures out of fold on both parts, and the share of findings that go or fall when their evidence is deleted (over N
gold answers, in sample; 0 leaves that out). To choose the lines anew after a training.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from bench import agreement, deletion
from bench.pool import Reader, Reading, Told, pool
from greenroom.judges import proof
from greenroom.judges.local import judged
from greenroom.language.parsed import Parsed
from greenroom.model import Answer
from greenroom.scoring import decide

FIGURES = ("verdict_qwk", "hire_line_accuracy", "signal_grade_qwk", "signal_f1_macro")
LINES = ((0.0, 0.0), (0.0, 0.4), (0.0, 0.5), (0.0, 0.6), (0.2, 0.5), (0.3, 0.5), (0.3, 0.6), (0.4, 0.6), (0.5, 0.7))


class Parses(Reader):
    """Reads every text once, however often it is judged."""

    def __init__(self) -> None:
        super().__init__()
        self.parses: dict[tuple[str, str], Parsed] = {}

    def answer(self, told: Told, answer: Answer) -> Reading:
        """Judged anew from the parse of its text."""
        key = (told.competency, answer.text)
        if key not in self.parses:
            self.parses[key] = self.judge.parse(answer, told.guide)
        made = judged(self.parses[key], told.guide, self.judge.name, self.judge.version)
        return Reading(made, decide(made.findings, made.level, told.guide, told.target, made.doubt))


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sample", type=int, default=40)
    chosen = asked.parse_args(argv)
    parts = agreement.SETTINGS["cv"]
    print("| partial | clear | " + " | ".join(f"{n}: {p}" for n in FIGURES for p in parts) + " | deletion | control |")
    print("| --- " * (4 + len(FIGURES) * len(parts)) + "|")
    reader, answers = Parses(), pool(["gold"])
    shipped = proof.TOLD, proof.CLEAR
    try:
        for told, clear in LINES:
            proof.TOLD, proof.CLEAR = told, clear
            agreement.predictions.cache_clear()
            made = agreement.measure("cv")
            cells = [f"{made[p][n]:.3f}" for n in FIGURES for p in parts]
            reader.forget()
            out = deletion.measured(reader, answers, chosen.sample)["overall"]
            cells += [str(out["held"]["share"]), str(out["control"]["share"])]
            print(f"| {told} | {clear} | " + " | ".join(cells) + " |", flush=True)
    finally:
        proof.TOLD, proof.CLEAR = shipped


if __name__ == "__main__":
    main()
