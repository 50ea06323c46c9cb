"""What the person's own stories cover: the bank, the guides and the settings brought together."""

from __future__ import annotations

from datetime import datetime

from greenroom.guides.loader import competencies, guide_ids, load_guide
from greenroom.model import Company, TargetLevel
from greenroom.settings import Settings
from greenroom.store import Store
from greenroom.stories.coverage import Coverage, coverage, latest_level


def covered(
    store: Store, level: TargetLevel | None, company: Company | None, settings: Settings, at: datetime
) -> Coverage:
    """What the stories of the bank cover.

    Where no level is named it is the one reviewed for last, and before the first review that of the settings.
    """
    from greenroom.stories.bank import bank

    stories, supports = bank(store)
    return coverage(
        stories,
        supports,
        [load_guide(ident) for ident in guide_ids()],
        {one.id: one.name for one in competencies()},
        level=level or latest_level(supports) or settings.level,
        now=at,
        company=company,
        stale_days=settings.stale_days,
        story_uses=settings.story_uses,
    )
