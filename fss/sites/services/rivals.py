"""Values that contradict: both stay, side by side, until somebody picks one.

A rival is a fact like any other, marked as stated beside the current one. `SiteRival` has a row
for each as long as the conflict is open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from fss.audit.services import record
from fss.db import db
from fss.sites.models import Fact, Site, SiteRival
from fss.sites.queries.evidence import open_rivals
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.values import display

CHUNK = 500
SAID = ("retracted", "low", "high", "text", "qualifier", "unit", "plan_on", "plan_cost")
"""The columns in which two facts of one field differ when they contradict."""


def clashes(current: Fact | None, fact: Fact) -> bool:
    """Whether a fact of another source says something else than the current one."""
    if current is None or current.retracted or fact.retracted:
        return False
    return not says_same(current, fact) and _source(current) != _source(fact)


def says_same(one: Any, other: Any) -> bool:
    """Whether two facts of one field say the same, whoever says it."""
    return all(getattr(one, name) == getattr(other, name) for name in SAID)


def keep_beside(site: Site, facts: Sequence[Fact]) -> list[Fact]:
    """Keep facts beside the current ones; one that stands there already is not kept twice."""
    already = open_rivals(site.id)
    new = [
        fact
        for fact in facts
        if not any(
            says_same(other, fact) and _source(other) == _source(fact)
            for other in already.get((fact.field, fact.planned), ())
        )
    ]
    if not new:
        return []
    for fact in new:
        fact.rival = True
    db.session.add_all(new)
    db.session.flush()
    db.session.add_all(
        SiteRival(fact_id=fact.id, site_id=site.id, field=fact.field, planned=fact.planned)
        for fact in new
    )
    record(
        "site:rivals",
        subject=site,
        values={
            FIELDS[fact.field].label: display(FIELDS[fact.field], fact.value)[:200] for fact in new
        },
    )
    db.session.flush()
    return new


def add_rivals(rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep many facts beside the current ones of many sites, by a few statements.

    Each row has the columns of a fact, those left out at their default. The caller has compared:
    each differs from the current fact of its field and from the rivals that are open.
    """
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        ids = db.session.scalars(
            insert(Fact).returning(Fact.id, sort_by_parameter_order=True),
            [{"planned": False, "retracted": False, **row, "rival": True} for row in some],
        ).all()
        db.session.execute(
            insert(SiteRival),
            [
                {
                    "fact_id": fact_id,
                    "site_id": row["site_id"],
                    "field": row["field"],
                    "planned": row.get("planned", False),
                }
                for fact_id, row in zip(ids, some, strict=True)
            ],
        )


def close_rivals(fact_ids: Sequence[int]) -> None:
    """Let these facts contradict nothing any more; they stay in the history."""
    for start in range(0, len(fact_ids), CHUNK):
        some = fact_ids[start : start + CHUNK]
        db.session.execute(
            delete(SiteRival).where(SiteRival.fact_id.in_(some)),
            execution_options={"synchronize_session": False},
        )


def open_again(fact_ids: Sequence[int]) -> None:
    """Take back `close_rivals` of facts that contradict what is current again."""
    names = ["fact_id", "site_id", "field", "planned"]
    for start in range(0, len(fact_ids), CHUNK):
        some = select(Fact.id, Fact.site_id, Fact.field, Fact.planned).where(
            Fact.id.in_(fact_ids[start : start + CHUNK]),
            Fact.id.not_in(select(SiteRival.fact_id)),
        )
        db.session.execute(insert(SiteRival).from_select(names, some))


def end_conflicts(site_id: UUID, keys: Collection[tuple[str, bool]]) -> None:
    """Close the conflicts of these (field, planned); the facts stay in the history."""
    for field, planned in keys:
        db.session.execute(
            delete(SiteRival).where(
                SiteRival.site_id == site_id,
                SiteRival.field == field,
                SiteRival.planned.is_(planned),
            )
        )


def settle(site: Site, new: Sequence[Fact]) -> None:
    """End the conflicts in which what is current now is what the only rival says."""
    if not new:
        return
    rivals = open_rivals(site.id)
    agreed = [
        key
        for fact in new
        if (others := rivals.get(key := (fact.field, fact.planned)))
        and all(says_same(other, fact) for other in others)
    ]
    end_conflicts(site.id, agreed)


def _source(fact: Any) -> str:
    return " ".join(fact.source.split()).casefold()
