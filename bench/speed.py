"""How fast, how large: medians of alternated runs, each beside a reference timed in the same run.

``python -m bench.speed [--quick]`` prints a Markdown table. Absolute times depend on the
machine and on what else it does; the ratios are what is promised.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "src" / "greenroom" / "examples" / "evening-route.txt"
GOLD = (ROOT / "data" / "gold" / "dev.answers.jsonl", ROOT / "data" / "gold" / "plain.answers.jsonl")
REVIEW = ["--competency", "have-backbone", "--level", "sde2"]
RUNTIME = "import os; os.environ['ORT_DISABLE_TELEMETRY'] = '1'; import onnxruntime, numpy"
MIB = 1024 * 1024


class Row(NamedTuple):
    """A line of the table: what was measured, its figure, the reference's, and the aim."""

    what: str
    figure: str
    reference: str
    ratio: str
    aim: str


def alternated(times: int, *actions: Callable[[], object]) -> list[float]:
    """Median seconds of each action; the actions take turns, so that a busy moment hits all of them."""
    seconds: list[list[float]] = [[] for _ in actions]
    for _ in range(times):
        for taken, action in zip(seconds, actions, strict=True):
            began = time.perf_counter()
            action()
            taken.append(time.perf_counter() - began)
    return [median(taken) for taken in seconds]


def child(*arguments: str) -> int:
    """Run a Python child in an empty home; its peak resident memory in bytes."""
    environ = os.environ | {"HOME": tempfile.gettempdir(), "GREENROOM_CONFIG": os.devnull}
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environ, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"bench: {' '.join(arguments)} ended with {process.returncode}")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def bare_encoder() -> Callable[[str], object]:
    """The encoder alone over a text, as the reference: tokenise, run in windows of 510, nothing else."""
    import numpy as np

    from greenroom.language.encoder import CLS, SEP, WEIGHTS, WINDOW
    from greenroom.language.runtime import onnxruntime
    from greenroom.language.wordpiece import WordPiece

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(WEIGHTS / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = WordPiece.from_file(WEIGHTS / "tokenizer.json")

    def run(text: str) -> object:
        ids = tokenizer.encode(text).ids
        windows = [ids[at : at + WINDOW] for at in range(0, len(ids), WINDOW)]
        return [session.run(None, {"ids": np.array([CLS, *window, SEP], np.int64)}) for window in windows]

    return run


def cold(times: int) -> list[Row]:
    """A review by a new process beside a new interpreter that only imports the runtime."""
    command = ["-m", "greenroom", "review", str(EXAMPLE), *REVIEW]
    peaks: list[int] = []
    full, quick, bare = alternated(
        times,
        lambda: peaks.append(child(*command)),
        lambda: child(*command, "--no-fixes"),
        lambda: child("-c", RUNTIME),
    )
    runtime_peak = child("-c", RUNTIME)
    words = len(EXAMPLE.read_text(encoding="utf-8").split())
    name = f"cold `greenroom review` of {words} words"
    reference = f"{bare:.2f} s bare interpreter importing the runtime"
    return [
        Row(name, f"{full:.2f} s", reference, f"{full / bare:.2f}", "at most 1.2 s"),
        Row(f"{name}, `--no-fixes`", f"{quick:.2f} s", reference, f"{quick / bare:.2f}", ""),
        Row(
            "peak resident memory of it",
            f"{max(peaks) / MIB:.0f} MiB",
            f"{runtime_peak / MIB:.0f} MiB the same bare interpreter",
            f"{max(peaks) / runtime_peak:.2f}",
            "under 500 MB",
        ),
    ]


def warm(times: int) -> list[Row]:
    """A review in a process that has done one before, beside the encoder pass over the same text."""
    from greenroom.guides.loader import load_guide
    from greenroom.judges import get_judge
    from greenroom.model import Answer
    from greenroom.review import review
    from greenroom.settings import Settings

    settings = Settings()
    judge, guide = get_judge("local", settings), load_guide("have-backbone")
    answer = Answer(text=EXAMPLE.read_text(encoding="utf-8"))
    encode = bare_encoder()

    def one(fixes: bool) -> object:
        return review(answer, guide=guide, level="sde2", judge=judge, settings=settings, fixes=fixes)

    one(True)
    encode(answer.text)
    quick, full, bare = alternated(times, lambda: one(False), lambda: one(True), lambda: encode(answer.text))
    reference = f"{bare * 1000:.0f} ms bare encoder pass"
    return [
        Row("warm review, no fixes", f"{quick * 1000:.0f} ms", reference, f"{quick / bare:.2f}", "at most 1.3 times"),
        Row("warm review with fixes", f"{full * 1000:.0f} ms", reference, f"{full / bare:.2f}", ""),
    ]


def throughput(times: int, answers: int) -> list[Row]:
    """Words a second of a batch with one process, beside the encoder's over the same texts."""
    from greenroom.batch.run import run_batch
    from greenroom.judges import get_judge
    from greenroom.settings import Settings

    lines = [raw for file in GOLD for raw in islice(file.open(encoding="utf-8"), answers)]
    texts = [json.loads(raw)["text"] for raw in lines]
    words = sum(len(t.split()) for t in texts)
    settings = Settings()
    judge, encode = get_judge("local", settings), bare_encoder()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_text("".join(lines), encoding="utf-8")
        half = Path(folder) / "warm.jsonl"
        half.write_text("".join(lines[:2]), encoding="utf-8")
        run_batch(half, target, settings=settings, judge=judge, restart=True)
        encode(texts[0])
        batch, bare = alternated(
            times,
            lambda: run_batch(source, target, settings=settings, judge=judge, restart=True),
            lambda: [encode(t) for t in texts],
        )
    return [
        Row(
            f"`greenroom batch`, one process, {len(texts)} answers",
            f"{words / batch:,.0f} words/s",
            f"{words / bare:,.0f} words/s bare encoder",
            f"{bare / batch:.2f}",
            "at least 0.85",
        )
    ]


def installed() -> list[Row]:
    """Size on disk of the package and all that its base install brings along."""
    sizes = {name: _size(dist) for name, dist in _closure("greenroom").items() if name != "greenroom"}
    own = sum(f.stat().st_size for f in (ROOT / "src" / "greenroom").rglob("*") if _ships(f))
    largest = ", ".join(f"{n} {sizes[n] / 1e6:.0f}" for n in sorted(sizes, key=lambda n: -sizes[n])[:6])
    total = own + sum(sizes.values())
    return [
        Row("base install", f"{total / 1e6:.0f} MB", f"of it greenroom {own / 1e6:.0f}; {largest}", "", "under 250 MB")
    ]


def _closure(root: str) -> dict[str, Distribution]:
    """Every distribution that ``root`` needs without extras, as installed here."""
    from packaging.requirements import Requirement

    found: dict[str, Distribution] = {}
    left = [root]
    while left:
        name = re.sub(r"[-_.]+", "-", left.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"bench: {name} is not installed; try ./go setup") from None
        wanted = map(Requirement, found[name].requires or ())
        left += [r.name for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


def _size(dist: Distribution) -> int:
    paths = (Path(str(dist.locate_file(file))) for file in dist.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


def _ships(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    head = ("what", "figure", "reference in the same run", "ratio", "aim")
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, tuple(islice(cycle(["---"]), len(head))), *rows))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, for a look")
    quick = parser.parse_args().quick
    rows = [*cold(3 if quick else 9), *warm(5 if quick else 21), *throughput(1 if quick else 5, 5 if quick else 30)]
    print(table([*rows, *installed()]))
    print(f"\nMedians; {os.cpu_count()} cores, Python {sys.version.split()[0]}, one thread for the encoder.")


if __name__ == "__main__":
    main()
