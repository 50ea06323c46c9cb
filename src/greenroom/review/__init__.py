"""The main use case: an answer, a guide, a level and a lens become a review."""

from __future__ import annotations

from collections.abc import Mapping

from greenroom import __version__
from greenroom.guides.loader import fingerprint
from greenroom.guides.schema import Guide
from greenroom.judges import ABOUT, Judge
from greenroom.model import SCHEMA_VERSION, Answer, Company, Judgement, Provenance, Review, TargetLevel
from greenroom.review.fixes import fixes_of
from greenroom.review.timing import timing_of
from greenroom.review.views import lens_view, level_view, next_probes
from greenroom.scoring import decide, grades
from greenroom.settings import Settings
from greenroom.speech.delivery import delivery_of, flag_of


def review(
    answer: Answer,
    *,
    guide: Guide,
    level: TargetLevel,
    judge: Judge,
    settings: Settings | None = None,
    lens: Company | None = None,
    fixes: bool = True,
    notes: tuple[str, ...] = (),
) -> Review:
    """Review ``answer`` against ``guide`` at ``level``, through ``lens``.

    ``fixes=False`` leaves out the fixes, each of which costs a second reading. ``notes``
    are assumptions of the caller to be told beside the review's own. Raises ``ModelError``
    where the judge's weights are missing or damaged.
    """
    settings = settings or Settings()
    judgement = judge.read(answer, guide)
    if judgement.unscored:
        return _unscored(answer, guide, level, judgement, notes)
    decision = decide(judgement.findings, judgement.level, guide, level)
    timing = timing_of(answer, judgement.parts, guide.depth_tip, settings)
    delivery = delivery_of(answer, settings.shortest_s)
    flag = flag_of(delivery, settings.shortest_s)
    made = fixes_of(answer, judgement, decision, guide, level, lambda a: judge.read(a, guide)) if fixes else ()
    return Review(
        schema_version=SCHEMA_VERSION,
        id=answer.id,
        competency=guide.id,
        question=answer.question or guide.question,
        target_level=level,
        verdict=decision.verdict,
        score=decision.score,
        derivation=decision.derivation,
        level=judgement.level,
        level_view=level_view(judgement, guide, level),
        findings=(*judgement.findings, flag) if flag else judgement.findings,
        star=judgement.parts,
        timing=timing,
        delivery=delivery,
        metrics=judgement.metrics,
        lens=lens_view(answer.text, judgement.findings, guide, lens),
        fixes=made,
        probes=next_probes(judgement.findings, guide),
        notes=(*answer.notes, *notes, *judgement.notes),
        unscored=None,
        provenance=_provenance(guide, judgement),
        text=answer.text,
    )


def likeliest_guide(answer: Answer, guides: Mapping[str, Guide], judge: Judge) -> Guide:
    """The guide under which the answer shows most; for answers that name neither question nor competency."""

    def shown(guide: Guide) -> tuple[int, str]:
        return sum(grades(judge.read(answer, guide).findings).values()), guide.id

    return max(guides.values(), key=shown)


def _provenance(guide: Guide, judgement: Judgement) -> Provenance:
    return Provenance(
        program="greenroom",
        program_version=__version__,
        guide=guide.id,
        guide_version=fingerprint(guide),
        judge=judgement.judge,
        judge_version=judgement.judge_version,
        about_judge=ABOUT.get(judgement.judge, ""),
    )


def _unscored(answer: Answer, guide: Guide, level: TargetLevel, judgement: Judgement, notes: tuple[str, ...]) -> Review:
    return Review(
        schema_version=SCHEMA_VERSION,
        id=answer.id,
        competency=guide.id,
        question=answer.question or guide.question,
        target_level=level,
        verdict=None,
        score=None,
        derivation=(),
        level="none",
        level_view=None,
        findings=(),
        star=(),
        timing=None,
        metrics=(),
        lens=None,
        fixes=(),
        probes=(),
        notes=(*answer.notes, *notes, *judgement.notes),
        unscored=judgement.unscored,
        provenance=_provenance(guide, judgement),
        text=answer.text,
    )
