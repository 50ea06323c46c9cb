"""One settings object: speaking rate, target length, where data live, which judge."""

from __future__ import annotations

import json
import math
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from greenroom.errors import OutputError, UsageError, unknown
from greenroom.model import COMPANIES, TARGET_LEVELS, Company, TargetLevel

Recogniser = Literal["auto", "tiny", "base"]
Speaker = Literal["off", "espeak-ng", "piper"]
RECOGNISERS: tuple[Recogniser, ...] = get_args(Recogniser)
SPEAKERS: tuple[Speaker, ...] = get_args(Speaker)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may set, in ``greenroom.toml`` or by options of the command.

    ``words_per_minute``: speaking rate for estimated times (people speak 130-160, see
    docs/verdict.md); ``shortest_s`` / ``longest_s``: spoken length outside which the time
    budget says nothing; ``judge``: name of the judge; ``threads``: of the encoder (one is
    deterministic and scales best over processes); ``new_cards_a_day``: most cards that
    ``greenroom revise`` begins in one day; ``stale_days``: days after which a story that was
    not told aloud counts as stale; ``story_uses``: competencies that one story may be the best
    for before it counts as overused; ``story_tellings``: how often one story may be told to
    people who compare notes; ``spare_slots``: slots that one spare may stand by for;
    ``hours_a_day``: hours that ``greenroom plan`` fills each day; ``recogniser``: which speech
    model hears recordings (``auto``: the best that is installed); ``turn_silence_s``: seconds
    of silence that end a turn; ``speaker``: the program that reads aloud, and
    ``speaker_voice`` its voice (empty: its usual one); ``level``: interviewed for where no other is
    named; ``company`` (empty: none): what the pages in the browser begin with; ``interview``: the
    day of the loop (empty: not set).
    """

    words_per_minute: Annotated[float, Meta(ge=60, le=300)] = 145.0
    shortest_s: Annotated[float, Meta(gt=0)] = 45.0
    longest_s: Annotated[float, Meta(gt=0)] = 360.0
    judge: str = "local"
    threads: Annotated[int, Meta(ge=1, le=64)] = 1
    new_cards_a_day: Annotated[int, Meta(ge=0, le=1000)] = 10
    stale_days: Annotated[int, Meta(ge=1, le=365)] = 21
    story_uses: Annotated[int, Meta(ge=1, le=100)] = 3
    story_tellings: Annotated[int, Meta(ge=1, le=20)] = 1
    spare_slots: Annotated[int, Meta(ge=1, le=200)] = 3
    hours_a_day: Annotated[float, Meta(ge=0.5, le=12)] = 1.0
    recogniser: Recogniser = "auto"
    turn_silence_s: Annotated[float, Meta(ge=0.5, le=60)] = 3.0
    speaker: Speaker = "off"
    speaker_voice: str = ""
    level: TargetLevel = "sde2"
    company: Company | Literal[""] = ""
    interview: str = ""

    @property
    def interview_day(self) -> date | None:
        """``interview`` as a day, where it is set."""
        return date.fromisoformat(self.interview) if self.interview else None


ALLOWED = {
    "words_per_minute": "a number from 60 to 300",
    "shortest_s": "seconds above 0, at most longest_s",
    "longest_s": "seconds above 0, at least shortest_s",
    "judge": "the name of a judge, such as local",
    "threads": "a whole number from 1 to 64",
    "new_cards_a_day": "a whole number from 0 to 1000",
    "stale_days": "a whole number from 1 to 365",
    "story_uses": "a whole number from 1 to 100",
    "story_tellings": "a whole number from 1 to 20",
    "spare_slots": "a whole number from 1 to 200",
    "hours_a_day": "a number from 0.5 to 12",
    "recogniser": ", ".join(RECOGNISERS),
    "turn_silence_s": "seconds from 0.5 to 60",
    "speaker": ", ".join(SPEAKERS),
    "speaker_voice": "a name of espeak-ng --voices=en, or for piper the path of an .onnx voice",
    "level": ", ".join(TARGET_LEVELS),
    "company": ", ".join(COMPANIES),
    "interview": 'a day such as "2027-01-20"',
}
"""What each setting may be, in words."""

MOST_BYTES = 1024 * 1024
"""Bytes above which a file of settings is refused."""

_MEND = "correct the line, or remove it"


def config_path() -> Path:
    """``$GREENROOM_CONFIG``, else ``greenroom/greenroom.toml`` in the platform's config folder."""
    if given := os.environ.get("GREENROOM_CONFIG"):
        return Path(given)
    base = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if os.name == "nt" else None)
    # Without a home folder "~" stays as it is, and there is no such file.
    return Path(base or os.path.expanduser("~/.config")) / "greenroom" / "greenroom.toml"  # noqa: PTH111


def data_folder() -> Path:
    """``$GREENROOM_DATA``, else the platform's folder for the data of programs; nothing is created.

    Raises ``UsageError`` where the person has no home folder.
    """
    if given := os.environ.get("GREENROOM_DATA"):
        return Path(given).absolute()
    import platformdirs

    folder = platformdirs.user_data_path("greenroom", appauthor=False)
    if not folder.is_absolute():
        raise UsageError("you have no home folder to keep data in", do="name a folder in GREENROOM_DATA")
    return folder


def load_settings(path: Path | None = None) -> Settings:
    """The settings of the file; the defaults where nobody named one and the usual place holds none.

    Raises ``UsageError`` naming the file, and in it the setting, for a faulty one, one that
    cannot be read, or one that was named and does not exist.
    """
    named = path is not None or bool(os.environ.get("GREENROOM_CONFIG"))
    path = path or config_path()
    if not named and not _exists(path):
        return Settings()
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as fault:
        what, do = f"cannot be read ({fault.strerror})", "change its permissions, or name another in GREENROOM_CONFIG"
        if isinstance(fault, FileNotFoundError):
            what, do = "no such file", "correct GREENROOM_CONFIG, or unset it"
        raise UsageError(what, where=str(path), do=do) from None
    if len(raw) > MOST_BYTES:
        raise UsageError(
            "is too large for a file of settings", where=str(path), allowed=f"at most {MOST_BYTES:,} bytes"
        )
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        example = "lines such as words_per_minute = 145, in UTF-8"
        raise UsageError(f"is no TOML ({fault})", where=str(path), allowed=example, do="correct the file") from None
    return _settings(table, str(path))


def _exists(path: Path) -> bool:
    """Whether the file is there; in a folder of somebody else's, closed to us, it is not ours."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True


def _settings(table: dict[str, Any], where: str) -> Settings:
    """The checked settings; raises ``UsageError`` naming the first one that is wrong."""
    for key, value in table.items():
        if key not in ALLOWED:
            fault = unknown("setting", key, ALLOWED)
            raise UsageError(fault.what, where=where, allowed=fault.allowed, do=fault.do or _MEND)
        try:
            msgspec.convert({key: value}, Settings)
            fits = not isinstance(value, float) or math.isfinite(value)
            if key == "interview" and value:
                date.fromisoformat(value)
        except (msgspec.ValidationError, OverflowError, ValueError):
            fits = False
        if not fits:
            raise UsageError(f"{key} is {value!r:.40}", where=where, allowed=ALLOWED[key], do=_MEND)
    made = msgspec.convert(table, Settings)
    if made.shortest_s > made.longest_s:
        what = f"shortest_s is {made.shortest_s:g}, longest_s only {made.longest_s:g}"
        raise UsageError(
            what, where=where, allowed=f"shortest_s: {ALLOWED['shortest_s']}", do="lower one or raise the other"
        )
    return made


def save_settings(changes: Mapping[str, Any], path: Path | None = None) -> Settings:
    """Write ``changes`` (setting -> value) into the file of settings; gives all settings as they are then.

    Every other line and remark of the file stays; a fault means that nothing was written. Raises ``UsageError`` for a
    value that is not allowed and for a file that says it in a way that is not understood here, ``OutputError`` where
    the file cannot be written.
    """
    path = path or config_path()
    there = _exists(path)
    if there:
        load_settings(path)
    text = path.read_text(encoding="utf-8") if there else ""
    before = tomllib.loads(text)
    given = {key: value for key, value in changes.items() if key in before or value != getattr(Settings(), key)}
    wanted = before | given
    made = _settings(wanted, str(path))
    for key, value in given.items():
        text = _with_line(text, key, json.dumps(value, ensure_ascii=False))
    try:
        understood = tomllib.loads(text) == wanted
    except ValueError:
        understood = False
    if not understood:
        raise UsageError("cannot be changed from here as it is written", where=str(path), do="change it by hand")
    _replace(path, text)
    return made


def _with_line(text: str, key: str, value: str) -> str:
    """``text`` with ``key = value``, in its place or, where it is new, at the end."""
    line = re.compile(rf"(?m)^(\s*{key}\s*=[ \t]*)[^#\n]*?([ \t]*(?:#.*)?)$")
    made, count = line.subn(lambda found: f"{found[1]}{value}{found[2]}", text)
    return made if count else f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{key} = {value}\n"


def _replace(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in one step."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".greenroom", delete=False
        ) as file:
            file.write(text)
        os.replace(file.name, path)  # noqa: PTH105 - in one step on every platform
    except OSError as fault:
        raise OutputError(
            f"cannot be written ({fault.strerror})", where=str(path), do="change the permissions of its folder"
        ) from None
