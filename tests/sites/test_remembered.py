"""What a process remembers of lists is what a new process would read."""

from __future__ import annotations

import random
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update

from fss.permissions.rules import SYSTEM
from fss.sites import queries
from fss.sites.models import Site
from fss.sites.queries import SiteFilters, order
from fss.sites.queries.remembered import forget, remembered
from fss.sites.rules import bits
from fss.sites.services import keep_facets
from tests.factories.accounts import make_organization
from tests.factories.sites import make_site

BLOCKS = 5
FILTERS = (
    SiteFilters(),
    SiteFilters(unlisted=True),
    SiteFilters(text="elm"),
    SiteFilters(choices={"rail_status": ("on_site",)}),
    SiteFilters(ranges={"acres": (20, None)}),
)


def sites_in_many_blocks() -> list[Site]:
    """Two sites in each of five blocks of numbers."""
    city = make_organization("Oak")
    made = []
    for place in range(2 * BLOCKS):
        site = make_site(
            f"{'Elm' if place % 3 else 'Ash'} {place}",
            organization=city,
            total_acres=str(10 + 5 * place),
            rail_status="On site" if place % 2 else "No",
        )
        site.number = place // 2 * bits.BLOCK + place + 1
        made.append(site)
    return made


def told() -> list[Any]:
    found = [queries.find_sites(filters, SYSTEM, counted=True) for filters in FILTERS]
    return [(one.numbers(), one.counts) for one in found]


def test_after_a_change_in_one_block_all_is_as_a_new_process_finds_it(db: SQLAlchemy) -> None:
    sites = sites_in_many_blocks()
    db.session.commit()
    chance = random.Random(3)
    forget()
    told()

    for step in range(12):
        site = chance.choice(sites)
        changes: list[dict[str, Any]] = [
            {"active": not site.active},
            {"rail_status": chance.choice(("on_site", "none", None))},
            {"name": f"Elm {step}", "name_key": f"elm {step}"},
            {"acres_low": 1.0 * step, "acres_high": 10.0 * step},
        ]
        db.session.execute(
            update(Site).where(Site.id == site.id).values(chance.choice(changes)),
        )
        keep_facets([site.id])
        db.session.commit()
        kept = told()
        forget()

        assert kept == told()


def test_a_change_that_is_undone_is_not_remembered(db: SQLAlchemy) -> None:
    sites = sites_in_many_blocks()
    db.session.commit()
    before = told()
    sites[3].active = False
    db.session.flush()
    seen_inside = told()

    db.session.rollback()

    assert seen_inside != before
    assert told() == before


@pytest.mark.parametrize("sort", ["name", "-name", "acres", "-acres", "city", "-screening"])
def test_a_remembered_order_is_that_of_the_rows(
    db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    sites_in_many_blocks()
    make_site("Elm without acres")
    db.session.commit()
    asked = [
        (filters, offset)
        for filters in (SiteFilters(), SiteFilters(text="elm"))
        for offset in (0, 1, 5, 50)
    ]

    def pages() -> list[Any]:
        return [
            list(order.ordered(queries.find_sites(filters, SYSTEM), sort, offset=offset, most=4))
            for filters, offset in asked
        ]

    by_rows = pages()
    monkeypatch.setattr(order, "FEW", -1)
    monkeypatch.setattr(order, "SPARE", 0)
    by_pieces = pages()
    was_known = remembered().has_order("name")
    monkeypatch.setattr(order, "WALKED", -1)
    by_order = pages()

    assert not was_known
    assert by_pieces == by_rows
    assert by_order == by_rows
    assert any(by_rows)
