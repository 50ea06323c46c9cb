"""The clock in the last line: where it is drawn, and that it leaves the terminal as it was."""

from __future__ import annotations

import io
import re

import click
import pytest

from greenroom.cli import live
from greenroom.cli.live import LiveClock, live_clock


def drawn(monkeypatch: pytest.MonkeyPatch, lines: int = 24, columns: int = 80) -> io.StringIO:
    monkeypatch.setattr(live, "_size", lambda: (columns, lines))
    return io.StringIO()


def test_it_writes_into_the_last_line_and_goes_back_to_where_the_typing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = drawn(monkeypatch)
    clock = LiveClock(screen, lambda s: f"{s:.0f} s")
    clock.begin()
    screen.truncate(0)
    clock.draw(3.0)
    assert re.fullmatch("\0*\x1b7\x1b\\[24;1H\x1b\\[2K\x1b\\[2m3 s\x1b\\[0m\x1b8", screen.getvalue())


def test_what_scrolls_is_all_but_the_last_line_and_in_the_end_all(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = drawn(monkeypatch)
    clock = LiveClock(screen, str)
    clock.begin()
    assert "\x1b[1;23r" in screen.getvalue()
    clock.end()
    assert "\x1b[r" in screen.getvalue().partition("\x1b[1;23r")[2]


def test_a_terminal_of_another_size_is_taken_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = drawn(monkeypatch)
    clock = LiveClock(screen, str)
    clock.begin()
    monkeypatch.setattr(live, "_size", lambda: (40, 12))
    clock.draw(1.0)
    assert "\x1b[1;11r" in screen.getvalue()
    assert "\x1b[12;1H" in screen.getvalue()


def test_a_long_line_is_cut_to_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = drawn(monkeypatch, columns=10)
    LiveClock(screen, lambda _: "x" * 50).draw(0.0)
    assert screen.getvalue().count("x") == 9


def test_nothing_is_drawn_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with live_clock(str, wanted=True):
        click.echo("typed")
    assert capsys.readouterr().out == "typed\n"
