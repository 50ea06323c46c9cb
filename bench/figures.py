"""The committed figures of the suites: ``bench/figures.json``, one key a suite."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import sqrt
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).resolve().parent / "figures.json"
FLOORS = Path(__file__).resolve().parent / "suite_floors.json"


def write(key: str, value: Mapping[str, Any], path: Path = FIGURES) -> None:
    """Put ``value`` under ``key``; the other keys stay as they are."""
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    held[key] = value
    made = path.with_suffix(".new")
    made.write_text(json.dumps(held, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    made.replace(path)


def share(good: int, total: int) -> dict[str, Any]:
    """Counts, the share, and its 95 % interval (Wilson); share and interval are ``None`` for nothing counted."""
    if not total:
        return {"good": 0, "of": 0, "share": None, "low": None, "high": None}
    p, z = good / total, 1.96
    middle = p + z * z / (2 * total)
    half = z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    below = 1 + z * z / total
    ends = [round(min(1.0, max(0.0, (middle + side * half) / below)), 3) for side in (-1, 1)]
    return {"good": good, "of": total, "share": round(p, 3), "low": ends[0], "high": ends[1]}


def percent(value: Mapping[str, Any]) -> str:
    """``97 %`` of a :func:`share`, an empty text for nothing counted."""
    return "" if value["share"] is None else f"{100 * value['share']:.1f} %"


def below(figures: Mapping[str, Any], floors: Mapping[str, float]) -> list[str]:
    """Floors (``"a/b/c": least share``) that the figures do not reach, in words."""
    out = []
    for path, floor in floors.items():
        found: Any = figures
        for step in path.split("/"):
            found = found[step]
        value = found["share"] if isinstance(found, Mapping) else found
        if value is None or value < floor:
            out.append(f"{path}: {value} is below the floor {floor}")
    return out
