"""The pack of docs/writing-a-guide.md, written out for tests: what the page teaches is what they run."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "writing-a-guide.md"
GUIDE = "owns-mistakes"


def write_pack(folder: Path) -> Path:
    """The pack ``my-team`` below ``folder``; the blocks of one file follow one another on the page."""
    files: dict[str, list[str]] = defaultdict(list)
    for name, block in re.findall(r"^```yaml (\S+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S):
        files[name].append(block)
    for name, blocks in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("".join(blocks), encoding="utf-8")
    return folder / "my-team"


def edit(file: Path, *changes: tuple[str, str]) -> None:
    """Replace each text, which must stand there exactly once."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
