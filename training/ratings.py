"""How far two raters of the grown answers agree, blind; ``python -m training.ratings``."""

from __future__ import annotations

import json

from training.constants import DATA
from training.crossval import SHOWN, scorer
from training.data import load_grown, load_jsonl


def main() -> None:
    """Figures over all answers rated twice, and by writer."""
    folder = DATA / "grown" / "ratings"
    first, second = load_jsonl(folder / "first.jsonl"), load_jsonl(folder / "second.jsonl")
    answers = {g.id: g.answer for g in load_grown()}
    for writer in ("", *sorted({i.split("-")[0] for i in second})):
        mine = [i for i in second if i.startswith(writer)]
        found = scorer()(*({i: table[i] for i in mine} for table in (answers, first, second)))
        print(writer or "all", json.dumps({k: found[k] for k in ("answers", *SHOWN)}))


if __name__ == "__main__":
    main()
