"""Several processes at one store, and processes that are killed."""

from __future__ import annotations

import random
from pathlib import Path

from bench.kill import check, killed, writer


def test_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    """The next write has just begun when the awaited line is there; ``python -m bench.kill`` does it 200 times."""
    chance = random.Random(7)
    named: list[str] = []
    for _ in range(4):
        named += killed(writer(tmp_path), chance.randrange(1, 60))
        found = check(tmp_path, named)
        assert (found.lost, found.wrong) == ([], [])
    assert found.confirmed == len(named) > 4


def test_processes_that_make_the_database_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [writer(tmp_path, "--rows", "30") for _ in range(2)]
    told = [one.communicate()[0].split("\n") for one in writers]
    assert [one.returncode for one in writers] == [0, 0]
    named = [line for lines in told for line in lines if line]
    found = check(tmp_path, named)
    assert found == (2 * (1 + 30 * 4), [], [])
