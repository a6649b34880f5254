"""Sets of sites answer what SQL over the rows answers; they are kept in step and hide nothing."""

from __future__ import annotations

import random
import threading
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import Organization
from fss.db import db as database
from fss.permissions.guard import acting
from fss.permissions.rules import NOBODY, SYSTEM, Role
from fss.sites import queries
from fss.sites.models import FacetBits, Site, SiteWords
from fss.sites.queries import Near, SiteFilters
from fss.sites.rules.classes import DataClass
from fss.sites.rules.distances import miles_between
from fss.sites.rules.facets import RANGES, VERSION, facets
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.wording import asked_words, words_in
from fss.sites.services import Statement, rebuild_facets, retract_fact, set_listed
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.sites import make_site

AMOUNTS = ("5", "20", "about 20", "40", "30 to 60", "200+", "up to 50", "41.7", "100", "")
STATUSES = ("On site", "At the boundary", "Not available", "")
WORDS = (
    "Prairie Ålesund",
    "rail-served, 50%",
    "İstanbul x",
    "a_b",
    "Straße 12",
    "ﬁber ready",
    "1e5",
)


def some_sites(count: int, chance: random.Random) -> None:
    """Sites of two cities with values of every kind, known and unknown."""
    cities = [make_organization("Elm"), make_organization("Oak")]
    for number in range(count):
        building = chance.random() < 0.4
        size = "building_sq_ft" if building else "total_acres"
        amount = chance.choice(AMOUNTS)
        words = {
            size: f"{amount} thousand sq ft" if building and amount.isdigit() else amount,
            "rail_status": chance.choice(("On site", "Possible", "No", "")),
            "water_status": chance.choice(STATUSES),
            "zoning_class": chance.choice(("Light industrial", "Commercial", "")),
            "electric_capacity_mw": chance.choice(("2", "10", "about 3", "")),
            "price_total": chance.choice(("$1,000,000", "negotiable", "")),
            "park_name": chance.choice(WORDS),
            "latitude": chance.choice(("44.6", "44.7", "")),
            "longitude": "-93.5",
        }
        site = make_site(
            f"{chance.choice(WORDS)} {number}",
            organization=chance.choice(cities),
            kind=PropertyKind.BUILDING if building else PropertyKind.LAND,
            **{key: said for key, said in words.items() if said and size_reads(key, said)},
        )
        if chance.random() < 0.15:
            set_listed(site, listed=False, reason="Sold", now=utcnow())


def size_reads(key: str, said: str) -> bool:
    return key != "building_sq_ft" or said.endswith("sq ft")


def some_filters(chance: random.Random) -> SiteFilters:
    members = [
        (one.id.hex, one.name) for one in queries.organizations_to_list(SYSTEM) if one.is_member
    ]
    choices = {}
    for facet in facets(members):
        if facet.key != "readiness" and chance.random() < 0.25:
            keys = [key for key, _ in facet.choices]
            choices[facet.key] = tuple(chance.sample(keys, k=min(len(keys), chance.randint(1, 3))))
    ranges = {}
    for key in ("acres", "electric_capacity_mw", "price_total"):
        if chance.random() < 0.4:
            ends = [chance.choice((None, 0, 3, 19.2, 20, 41.7, 45, 50, 60, 1e6)) for _ in "ab"]
            ranges[key] = (ends[0], ends[1])
    near = Near(44.6, -93.5, chance.choice((1, 7, 50)), "there") if chance.random() < 0.2 else None
    text = chance.choice(("", "", "", "50", "alesund", "STRASSE 1", "fiber", "s-000", "park"))
    return SiteFilters(
        text=text, choices=choices, ranges=ranges, near=near, unlisted=chance.random() < 0.1
    )


def by_rows(filters: SiteFilters) -> set[int]:
    return set(database.session.scalars(select(Site.number).where(*filters.conditions())))


def test_the_sets_answer_what_the_rows_answer(db: SQLAlchemy) -> None:
    chance = random.Random(11)
    some_sites(40, chance)

    for _ in range(80):
        filters = some_filters(chance)
        found = queries.find_sites(filters, SYSTEM, counted=True)
        assert set(found.numbers()) == by_rows(filters), filters
        facet, counted = chance.choice(list(found.counts.values()))
        if facet.key != "readiness":
            one = chance.choice(counted)
            alone = {**filters.choices, facet.key: (one.key,)}
            other = SiteFilters(
                text=filters.text, ranges=filters.ranges, near=filters.near,
                unlisted=filters.unlisted, choices=alone,
            )  # fmt: skip
            assert one.count == len(by_rows(other)), (facet.key, one)


def test_every_change_keeps_the_sets_as_a_rebuild_makes_them(db: SQLAlchemy) -> None:
    some_sites(12, random.Random(5))
    changed = make_site("Changed", total_acres="40", rail_status="On site", address="1 Elm Road")
    retract_fact(changed, "rail_status", reason="Wrong", actor=SYSTEM, now=utcnow())
    db.session.commit()
    kept = everything(db)

    rebuild_facets()

    assert everything(db) == kept
    assert all(kept)


def everything(db: SQLAlchemy) -> tuple[Any, Any]:
    table, words = FacetBits.__table__, SiteWords.__table__
    held = db.session.execute(
        select(table)
        .where(table.c.facet != VERSION)
        .order_by(table.c.facet, table.c.choice, table.c.block)
    ).all()
    said = db.session.execute(
        select(words.c.number, words.c.shared, words.c.inside).order_by(words.c.number)
    )
    return [tuple(row) for row in held], [tuple(row) for row in said]


@pytest.mark.parametrize(
    "asked", ["elm", "ROAD elm", "ålesund", "stras", "%", "50%", '"', "a*", "1"]
)
def test_a_search_finds_words_that_begin_so_and_takes_nothing_for_syntax(
    db: SQLAlchemy, asked: str
) -> None:
    texts = ["Elm Road", "Ålesund", "Straße 50% OR *", "a_b \\ ' & | !", "NEAR(elm) 1e5 -12"]
    for text in texts:
        make_site(text)

    found, _ = queries.sites(SiteFilters(text=asked), identity=SYSTEM)

    wanted = asked_words(asked)
    # Every site has its number and city among its words.
    said = {
        row.name: {*words_in(row.name), *words_in(row.reference), *words_in(row.city)}
        for row in queries.sites(SiteFilters(), identity=SYSTEM)[0]
    }
    fits = {
        name
        for name, words in said.items()
        if wanted and all(any(one.startswith(word) for one in words) for word in wanted)
    }
    assert {row.name for row in found} == fits


def test_text_for_the_own_city_is_found_by_nobody_else(db: SQLAlchemy) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    secret = Statement(field="park_name", value="Nightingale", data_class=DataClass.COUNTY)
    make_site("Field", organization=elm, facts=[secret], shared=True)
    own, other = (identity_of(make_user(Role.PLANNER, city)) for city in (elm, oak))
    asked = SiteFilters(text="nighting")

    totals = [queries.sites(asked, identity=one)[1] for one in (SYSTEM, own, other, NOBODY)]

    assert totals == [1, 1, 0, 0]
    assert queries.sites(SiteFilters(text="field"), identity=other)[1] == 1


def test_a_withheld_value_counts_as_not_provided_for_other_members(db: SQLAlchemy) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    secret = Statement(field="total_acres", value="40", data_class=DataClass.COUNTY)
    make_site("Field", organization=elm, facts=[secret], shared=True)
    own, other = (identity_of(make_user(Role.PLANNER, city)) for city in (elm, oak))
    big = SiteFilters(ranges={"acres": (30, None)})
    unknown = SiteFilters(choices={"acres": ("-",)})

    assert [queries.sites(big, identity=one)[1] for one in (own, other)] == [1, 0]
    assert [queries.sites(unknown, identity=one)[1] for one in (own, other)] == [0, 1]
    shown = [queries.sites(SiteFilters(), identity=one)[0][0].acres for one in (own, other)]
    assert shown == ["40", "Not provided"]


def test_sites_near_a_place_come_nearest_first(db: SQLAlchemy) -> None:
    for name, latitude in (("far", "44.9"), ("near", "44.61"), ("here", "44.6"), ("none", "")):
        place = {"latitude": latitude, "longitude": "-93.5"} if latitude else {}
        make_site(name, **place)
    near = SiteFilters(near=Near(44.6, -93.5, 10, "here"))

    found, total = queries.sites(near, sort="distance", identity=SYSTEM)

    assert ([row.name for row in found], total) == (["here", "near"], 2)
    assert found[1].miles == pytest.approx(miles_between(44.6, -93.5, 44.61, -93.5))


def test_the_best_fitting_names_come_first(db: SQLAlchemy) -> None:
    make_site("Big field", address="7 Rail Road")
    make_site("Railway yard")
    make_site("Rail yard")

    found, _ = queries.sites(SiteFilters(text="rail"), sort="best", identity=SYSTEM)

    assert [row.name for row in found] == ["Rail yard", "Railway yard", "Big field"]


def test_an_address_says_every_filter_and_what_cannot_be_read(db: SQLAlchemy) -> None:
    city = make_organization("Elm")
    make_site("Home", organization=city, latitude="44.6", longitude="-93.5")
    arguments = {
        "text": ["rail\x00"], "city": [str(city.id), "nonsense"], "kind": ["land", "spaceship"],
        "acres_min": ["1,000"], "acres_max": ["nan"], "near": ["S-0001"], "within": ["2"],
    }  # fmt: skip

    filters, problems = queries.asked_filters(arguments, SYSTEM)

    assert filters.text == "rail"
    assert filters.choices == {"city": (city.id.hex,), "kind": ("land",)}
    assert filters.ranges == {"acres": (1000.0, None)}
    assert filters.near == Near(44.6, -93.5, 2.0, "Home")
    assert set(problems) == {"acres_max", "city", "kind"}


@pytest.mark.parametrize("place", ["91, 0", "44.6", "S-0099", "elm; drop", "1e400, 2"])
def test_a_place_that_is_none_is_told(db: SQLAlchemy, place: str) -> None:
    filters, problems = queries.asked_filters({"near": [place]}, SYSTEM)

    assert filters.near is None
    assert "near" in problems


def test_all_ranges_can_be_asked_for(db: SQLAlchemy) -> None:
    for key in RANGES:
        found = queries.find_sites(SiteFilters(ranges={key: (1.3, 7.7)}), SYSTEM)
        assert found.total == 0


def test_people_who_write_at_the_same_time_lose_nothing(app: Flask, db: SQLAlchemy) -> None:
    cities = [make_organization(name) for name in ("Elm", "Oak", "Ash")]
    ids = [city.id for city in cities]
    db.session.commit()
    failed: list[BaseException] = []

    def write(city_id: UUID) -> None:
        try:
            with app.app_context(), acting(SYSTEM):
                city = database.session.get_one(Organization, city_id)
                for number in range(4):
                    make_site(f"Field {number}", organization=city, total_acres="40")
                    database.session.commit()
                database.session.remove()
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(one,)) for one in ids]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)

    assert failed == []
    found = queries.find_sites(SiteFilters(ranges={"acres": (40, 40)}), SYSTEM, counted=True)
    assert found.total == 12
    assert {one.count for one in found.counts["city"][1]} == {4}
    kept = everything(db)
    rebuild_facets()
    assert everything(db) == kept
