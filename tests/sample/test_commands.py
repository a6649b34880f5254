"""The operators' commands: one's own county instead of the sample."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from fss.accounts.models import County, Organization, OrganizationKind
from fss.accounts.queries import today
from fss.calendars.models import Calendar
from fss.process.models import ProcessTemplate

CREATE = ("county", "create", "--name", "Prairie County", "--admin-name", "Pat Berg",
          "--admin-email", "pat@example.org")  # fmt: skip


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()

    def command(*words: str):
        return runner.invoke(args=words)

    return command


@pytest.fixture
def areas(tmp_path: Path):
    def write(*names: str) -> str:
        features = [
            {
                "type": "Feature",
                "properties": {"NAME": name},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[-94.5, 43.7], [-94.4, 43.7], [-94.4, 43.8], [-94.5, 43.7]]],
                },
            }
            for name in names
        ]
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return str(path)

    return write


def test_a_county_is_made_and_the_link_lets_its_administrator_set_a_password(run, app, db):
    result = run(*CREATE)

    assert result.exit_code == 0, result.output
    path = re.search(r"/invitation/\S+", result.output)[0]
    assert app.test_client().get(path).status_code == 200
    county = db.session.scalars(select(County)).one()
    assert (county.name, county.is_sample) == ("Prairie County", False)
    assert len(db.session.scalars(select(ProcessTemplate)).all()) == 3


def test_a_second_county_is_refused_and_the_error_says_what_to_do(run):
    run(*CREATE)

    result = run(*CREATE)

    assert result.exit_code == 1
    assert "Prairie County" in result.output
    assert "FSS_DATA=" in result.output
    assert "FSS_SAMPLE=0" in result.output


def test_a_bad_address_makes_nothing(run, db):
    result = run(*CREATE[:-1], "nobody")

    assert result.exit_code == 1
    assert "e-mail address" in result.output
    assert db.session.scalars(select(County)).all() == []


@pytest.mark.parametrize("words", [("calendar", "seed"), ("audit", "verify")])
def test_without_a_county_the_error_names_the_first_command(run, words):
    result = run(*words)

    assert result.exit_code == 1
    assert "county create" in result.output


def test_members_come_from_a_file_of_outlines_and_are_drawn_anew_the_second_time(run, db, areas):
    run(*CREATE)

    first = run("members", "import", areas("Elk Landing", "Rose Hill"), "--name-property", "NAME")
    second = run("members", "import", areas("City of Rose Hill"), "--name-property", "NAME")

    assert "2 added: Elk Landing, Rose Hill" in first.output
    assert "1 drawn anew: Rose Hill" in second.output
    cities = db.session.scalars(
        select(Organization).where(Organization.kind == OrganizationKind.CITY)
    ).all()
    assert {(city.name, city.code) for city in cities} == {
        ("Elk Landing", "ELKLANDIN"),
        ("Rose Hill", "ROSEHILL"),
    }
    assert all(city.outline["type"] == "Polygon" for city in cities)


def test_an_area_without_a_name_adds_no_member_at_all(run, db, areas):
    run(*CREATE)

    result = run("members", "import", areas("Elk Landing", ""), "--name-property", "NAME")

    assert result.exit_code == 1
    assert "Area 2" in result.output
    kinds = db.session.scalars(select(Organization.kind)).all()
    assert kinds == [OrganizationKind.COUNTY]


def test_a_wrong_property_is_answered_with_those_that_are_there(run, areas):
    run(*CREATE)

    result = run("members", "import", areas("Elk Landing"), "--name-property", "TITLE")

    assert result.exit_code == 1
    assert "NAME" in result.output


def test_the_calendar_is_seeded_and_then_extended(run, db):
    run(*CREATE)
    year = today().year

    first = run("calendar", "seed", "--years", "1")
    run("calendar", "seed", "--years", "3")

    assert str(year) in first.output
    calendar = db.session.scalars(select(Calendar)).one()
    assert calendar.covers_until == date(year + 2, 12, 31)
    assert len({closure.day.year for closure in calendar.closures}) == 3


def test_the_record_is_verified_and_a_change_behind_its_back_is_found(run, db):
    run(*CREATE)

    before = run("audit", "verify")
    db.session.execute(text("DELETE FROM audit_head"))
    db.session.commit()
    after = run("audit", "verify")

    assert before.exit_code == 0, before.output
    assert after.exit_code == 1
    assert "does not hold" in after.output
