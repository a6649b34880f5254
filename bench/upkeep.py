"""The to-do list of a planner who keeps 500 sites with 60 facts each, of every age."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask, render_template
from sqlalchemy import insert, select

from bench.county import coordinator
from bench.timing import Table, measure
from fss.accounts.models import Organization, OrganizationKind
from fss.accounts.queries import today
from fss.db import db
from fss.matching.models import Decision, SiteDecision
from fss.permissions.guard import acting, set_identity
from fss.permissions.rules import Identity, Role
from fss.pursuits.models import Pursuit, PursuitCriterion
from fss.sample.requests import BLUESTEM
from fss.sample.services.pursuits import receive
from fss.sites.models import Fact, Site, SiteValue
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.lots import lot_of
from fss.sites.services.confirming import confirm_facts
from fss.sites.services.freshness import keep_check_dates
from fss.timezone import utcnow
from fss.upkeep.queries.tasks import overdue_facts, tasks
from fss.upkeep.routes.todo import home_values
from fss.upkeep.services.counting import count_missing_facts

SITES, FACTS, PURSUITS = 500, 60, 40
TIMES = 25
CONFIRMED = 1_000
AIM = 50.0


def time_todo(app: Flask, table: Table) -> None:
    """The part of the home page: ranking, words and HTML; and confirming all that is old."""
    with app.test_request_context("/"):
        planner = _fill()
        set_identity(planner)
        day = today()
        old = overdue_facts(planner, today=day)
        count = sum(len(own) for own in tasks(planner, today=day))
        table.note(f"to-do: {SITES} sites, {SITES * FACTS:,} facts", f"{len(old):,} old")

        def panel() -> None:
            render_template("upkeep/_home.html", values=home_values())

        table.cpu(f"to-do list of a planner, {count:,} tasks", measure(panel, TIMES), most=AIM)
        rank = measure(lambda: tasks(planner, today=day), TIMES)
        table.cpu("  of this counting and ranking", rank)
        counting = measure(lambda: count_missing_facts(now=utcnow()), 3, warm=1)
        table.cpu("what missing facts cost, whole county", counting, seconds=True)

        def confirm() -> None:
            with db.session.begin_nested() as savepoint, acting(planner):
                confirm_facts(
                    old[:CONFIRMED], source="Bench", as_of=day, actor=planner, now=utcnow()
                )
                savepoint.rollback()

        all_old = measure(confirm, 3, warm=0)
        table.cpu(f"{CONFIRMED:,} values still right at once", all_old, seconds=True)
        db.session.rollback()
        db.session.remove()


def _fill() -> Identity:
    chance = random.Random(5)
    city = Organization(kind=OrganizationKind.CITY, name="Bench City", code="BENCH")
    db.session.add(city)
    db.session.flush()
    templates = {row["field"]: dict(row) for row in _rows(select(Fact.__table__))}
    kept = [row for row in templates.values() if not row["planned"] and not row["retracted"]]
    pattern = dict(
        next(iter(_rows(select(Site.__table__).where(Site.kind == PropertyKind.LAND).limit(1))))
    )
    last = max(_rows(select(Site.number)), key=lambda row: row["number"])["number"]
    last_fact = max(row["id"] for row in _rows(select(Fact.id)))
    sites, facts, values = [], [], []
    for number in range(1, SITES + 1):
        site_id = uuid.UUID(int=chance.getrandbits(128), version=4)
        sites.append(
            {
                **pattern, "id": site_id, "number": last + number, "organization_id": city.id,
                "name": f"Bench {number}", "name_key": f"bench {number}", "own_id": None,
                "lot": lot_of(site_id), "land_id": None, "screening_known": chance.randint(5, 15),
            }
        )  # fmt: skip
        for template in chance.sample(kept, FACTS):
            last_fact += 1
            as_of = today() - timedelta(chance.randint(0, 700))
            facts.append({**template, "id": last_fact, "site_id": site_id, "as_of": as_of})
            values.append(
                {
                    "site_id": site_id, "field": template["field"], "planned": False,
                    "fact_id": last_fact,
                }
            )  # fmt: skip
    db.session.execute(insert(Site.__table__), sites)  # type: ignore[arg-type]
    db.session.execute(insert(Fact.__table__), facts)  # type: ignore[arg-type]
    db.session.execute(insert(SiteValue.__table__), values)  # type: ignore[arg-type]
    ids = [site["id"] for site in sites]
    keep_check_dates(ids)
    _decide(ids, chance)
    count_missing_facts(now=utcnow())
    return Identity(coordinator().user_id, "Bench planner", frozenset({(Role.PLANNER, city.id)}))


def _decide(site_ids: list[uuid.UUID], chance: random.Random) -> None:
    """Forty pursuits in which a fifth of the sites failed no must."""
    actor = coordinator()
    request = replace(BLUESTEM, code_name="Bench pattern of decisions")
    first: Pursuit = receive(request, at=utcnow(), actor=actor, now=utcnow())
    db.session.flush()
    mine = Pursuit.__table__.c.id == first.id
    pattern = dict(_rows(select(Pursuit.__table__).where(mine))[0])
    asked = PursuitCriterion.__table__.c.pursuit_id == first.id
    criteria = [dict(row) for row in _rows(select(PursuitCriterion.__table__).where(asked))]
    pursuits: list[dict[str, Any]] = []
    copies: list[dict[str, Any]] = []
    decisions: list[dict[str, Any]] = []
    for number in range(PURSUITS):
        pursuit_id, name = uuid.uuid4(), f"Bench {number}"
        keys = {"code_name": name, "code_key": name.lower(), "tracking_code": name}
        pursuits.append({**pattern, "id": pursuit_id, **keys})
        copies += [{**row, "id": uuid.uuid4(), "pursuit_id": pursuit_id} for row in criteria]
        decisions += [
            {
                "id": uuid.uuid4(), "pursuit_id": pursuit_id, "site_id": site_id,
                "decision": Decision.LEFT_OUT, "position": None, "reason": "Bench",
                "by_rule": chance.random() > 0.2, "verdicts": {}, "decided_at": utcnow(),
                "decided_by": None,
            }
            for site_id in site_ids
        ]  # fmt: skip
    db.session.execute(insert(Pursuit.__table__), pursuits)  # type: ignore[arg-type]
    db.session.execute(insert(PursuitCriterion.__table__), copies)  # type: ignore[arg-type]
    db.session.execute(insert(SiteDecision.__table__), decisions)  # type: ignore[arg-type]


def _rows(query: Any) -> Any:
    return db.session.execute(query).mappings().all()
