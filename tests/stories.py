"""The example story of docs/walkthrough.md, written out for tests: what the page teaches is what they run."""

from __future__ import annotations

import re
from pathlib import Path

from guide_pack import GUIDE, write_pack

PAGE = Path(__file__).parents[1] / "docs" / "walkthrough.md"


def write_stories(folder: Path) -> Path:
    """The pack of the tutorial below ``folder``, with the page's story beside its guide; gives the pack."""
    pack = write_pack(folder)
    block = re.search(r"^```yaml (\S+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert block is not None
    assert block[1] == f"{pack.name}/{GUIDE}/walkthroughs.yaml"
    (pack / GUIDE / "walkthroughs.yaml").write_text(block[2], encoding="utf-8")
    return pack
