"""What the judge says of answers that are held in memory: a batch over a file of one's own."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from greenroom.batch.resume import RESTART
from greenroom.batch.run import BadLine, Progress, run_batch
from greenroom.errors import InputError, OutputError
from greenroom.evaluation.rating import Subject
from greenroom.settings import Settings


@contextlib.contextmanager
def judged(
    subjects: Iterable[Subject],
    *,
    settings: Settings,
    processes: int = 1,
    keep: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Iterator[Path]:
    """The file of predictions for ``subjects`` by the judge of ``settings``.

    It is ``keep``, where a later call for the same answers goes on, or one that is gone afterwards. Raises
    ``InputError`` for an answer that cannot be reviewed, and what ``run_batch`` raises.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        source, target = Path(folder) / "answers.jsonl", keep or Path(folder) / "predictions.jsonl"
        taken = list(subjects)
        with source.open("w", encoding="utf-8") as file:
            for s in taken:
                line = {"id": s.id, "competency": s.competency, "question": s.question, "target_level": s.target_level}
                file.write(json.dumps(line | {"text": s.text, "sentences": s.sentences}) + "\n")
        bad: list[BadLine] = []
        try:
            run_batch(
                source, target, settings=settings, processes=processes, on_bad=bad.append, on_progress=on_progress
            )
        except OutputError as fault:
            do = "remove it, or name another file" if fault.do == RESTART else fault.do
            raise OutputError(fault.what, where=fault.where, allowed=fault.allowed, do=do) from None
        if bad:
            what = bad[0].reason.replace("\n", "; ")
            raise InputError(f"answer '{taken[bad[0].number - 1].id}' could not be judged: {what}")
        yield target
