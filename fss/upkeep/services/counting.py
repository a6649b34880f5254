"""Counting how many pursuits hung on a fact that nobody ever stated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select

from fss.db import db
from fss.matching.models import SiteDecision
from fss.pursuits.models import PursuitCriterion
from fss.sites.models import Fact, Site
from fss.sites.rules.criteria import Importance
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.upkeep.models import MissingFact
from fss.upkeep.rules import LOOKED_BACK


def count_missing_facts(*, now: datetime) -> int:
    """Count anew, for every site and field: pursuits of the last two years, open or closed, in
    which the site was tried, failed no must, and a must could not be judged because of the field.

    A fact that was once stated is not missing, also when it was taken back. Returns how many
    facts are missing so. One statement for land and one for buildings.
    """
    db.session.execute(delete(MissingFact))
    counted = 0
    for kind in PropertyKind:
        fields = [key for key, field in FIELDS.items() if kind in field.applies_to]
        done: Any = db.session.execute(
            insert(MissingFact).from_select(
                ["site_id", "field", "pursuits"],
                select(
                    SiteDecision.site_id,
                    PursuitCriterion.field,
                    func.count(SiteDecision.pursuit_id.distinct()),
                )
                .join(PursuitCriterion, PursuitCriterion.pursuit_id == SiteDecision.pursuit_id)
                .join(Site, Site.id == SiteDecision.site_id)
                .where(
                    Site.kind == kind,
                    SiteDecision.by_rule.is_(False),
                    SiteDecision.decided_at >= now - LOOKED_BACK,
                    PursuitCriterion.importance == Importance.MUST,
                    PursuitCriterion.field.in_(fields),
                    ~exists().where(
                        Fact.site_id == SiteDecision.site_id,
                        Fact.field == PursuitCriterion.field,
                        Fact.planned.is_(False),
                    ),
                )
                .group_by(SiteDecision.site_id, PursuitCriterion.field),
            )
        )
        counted += done.rowcount
    db.session.flush()
    return counted
