"""A pack of guides that somebody else has written, with something of theirs in every free text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from greenroom.guides.loader import SHIPPED

PACK, GUIDE, OF = "of-somebody", "from-elsewhere", "highest-standards"
FREE = frozenset(
    {
        "name",
        "about",
        "definition",
        "principle",
        "question",
        "tagline",
        "core_test",
        "core_signal",
        "company_framing",
        "is_not",
        "text",
        "listens_for",
        "cues",
        "why",
        "common_miss",
        "miss_why",
        "absent",
        "said",
        "why_it_fails",
        "self_check",
        "advice",
        "title",
        "coaching",
        "mistake",
        "reveals",
        "writes",
        "waits_for",
        "headline",
        "recognise",
        "triggers",
        "direct",
        "indirect",
        "anti_pattern",
        "shows",
        "strong",
        "weak",
        "difference",
        "example",
        "summary",
        "lead",
        "notes",
    }
)
"""Keys of a guide whose value is free text, or a list of it."""


def written(folder: Path, say: Callable[[str], str]) -> Path:
    """The pack below ``folder``; every free text of it is what ``say`` makes of a shipped one."""
    pack = folder / PACK
    (pack / GUIDE).mkdir(parents=True)
    source = SHIPPED / "amazon" / OF
    about = {
        "id": GUIDE,
        "name": say("From elsewhere"),
        "definition": say("You do it as others do."),
        "triggers": [say("Tell me about a time you did it as others do.")],
    }
    _dump(
        pack / "pack.yaml", {"id": PACK, "name": say("Of somebody"), "about": say("A pack."), "competencies": [about]}
    )
    for file in source.glob("*.yaml"):
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
        if file.name == "guide.yaml":
            held["id"] = GUIDE
        _dump(pack / GUIDE / file.name, _over(held, "", say))
    return pack


def _over(value: Any, key: str, say: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _over(one, name, say) for name, one in value.items()}
    if isinstance(value, list):
        return [_over(one, key, say) for one in value]
    return say(value) if isinstance(value, str) and key in FREE else value


def _dump(file: Path, held: Any) -> None:
    file.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")
