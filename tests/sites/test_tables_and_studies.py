"""Fields that are tables and the table of studies: entered, shown, read again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.documents.blocks import ComparisonTable, FactTable, Paragraph, walk
from fss.permissions.rules import Role
from fss.sites import queries
from fss.sites.documents import Sources, fact_lines, site_report
from fss.sites.models import Site
from fss.sites.services.reporting import report_data
from fss.timezone import utcnow
from tests.factories.accounts import make_user
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]
EVIDENCE = {"source": "City", "as_of": "2026-06-01", "confidence": "documented", "seen": "0"}
STEPS = ["Site plan", "Council", "45", "500", "Building permit", "", "about 14", ""]


@pytest.fixture
def staff(client: FlaskClient, db: SQLAlchemy, sign_in: SignIn) -> FlaskClient:
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)
    return client


@pytest.fixture
def site(db: SQLAlchemy) -> Site:
    made = make_site()
    db.session.commit()
    return made


def entered(staff: FlaskClient, url: str, **given: str | list[str]) -> dict[str, str | list[str]]:
    """What a browser sends: an answer for each select, the evidence, and what was typed."""
    page = staff.get(url).text
    selects = re.findall(r'<select[^>]*name="(v_\w+|p_\w+)"', page)
    return {**dict.fromkeys(selects, ""), **EVIDENCE, **given}


def cells(page: str, name: str) -> list[str]:
    inputs = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page, re.DOTALL)
    return [re.search(r'value="([^"]*)"', one)[1] for one in inputs]  # type: ignore[index]


def test_permit_steps_are_entered_in_a_grid_and_shown_as_a_table(
    staff: FlaskClient, site: Site
) -> None:
    url = f"/sites/{site.id}/edit/zoning"

    answer = staff.post(url, data=entered(staff, url, v_permit_steps=[*STEPS, *[""] * 4]))

    assert answer.status_code == 302
    value = queries.current_value(site, "permit_steps")
    assert value is not None
    assert value.text == "Site plan | Council | 45 days | $500\nBuilding permit | | about 14 days"
    page = staff.get(f"/sites/{site.id}").text
    assert '<th scope="row">Building permit</th>' in page
    assert "<td>about 14 days</td>" in page
    shown = cells(staff.get(url).text, "v_permit_steps")
    assert shown[:8] == [
        *("Site plan", "Council", "45 days", "$500"),
        *("Building permit", "", "about 14 days", ""),
    ]


def test_a_table_sent_again_as_it_was_shown_states_nothing_new(
    staff: FlaskClient, site: Site
) -> None:
    url = f"/sites/{site.id}/edit/zoning"
    staff.post(url, data=entered(staff, url, v_permit_steps=STEPS))
    page = staff.get(url).text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert seen

    shown = cells(page, "v_permit_steps")
    again = entered(staff, url, seen=seen[1], v_permit_steps=shown)
    answer = staff.post(url, data=again, follow_redirects=True)

    assert "Nothing was changed." in answer.text


def test_more_rows_come_without_script_and_keep_what_was_typed(
    staff: FlaskClient, site: Site
) -> None:
    url = f"/sites/{site.id}/edit/zoning"
    sent = {**EVIDENCE, "v_permit_steps": STEPS, "v_zoning_code": "I-1", "more": "v_permit_steps"}

    page = staff.post(url, data=sent).text

    shown = cells(page, "v_permit_steps")
    assert len(shown) >= len(STEPS) + 8
    assert shown[:4] == STEPS[:4]
    assert 'value="I-1"' in page
    assert queries.current_value(site, "permit_steps") is None


def test_a_cell_that_cannot_be_read_is_named_with_its_row(staff: FlaskClient, site: Site) -> None:
    url = f"/sites/{site.id}/edit/zoning"

    sent = entered(staff, url, v_permit_steps=["Site plan", "Council", "soon", ""])
    page = staff.post(url, data=sent).text

    assert "Row 1, days:" in page
    assert cells(page, "v_permit_steps")[2] == "soon"


def test_studies_stand_in_one_table_with_status_date_and_firm(
    staff: FlaskClient, site: Site
) -> None:
    url = f"/sites/{site.id}/edit/environment"
    sent = entered(
        staff,
        url,
        v_phase_1_esa="done_clean",
        v_phase_1_esa_on="May 4, 2026",
        v_phase_1_esa_firm="Wren Environmental",
    )

    staff.post(url, data=sent)
    page = staff.get(f"/sites/{site.id}").text

    table = page[page.index('id="studies-table"') :]
    row = table[: table.index("</tbody>")]
    words = re.sub(r"<[^>]+>|\s+", " ", row)
    assert "Phase I environmental assessment" in words
    assert "Done, nothing found" in words
    assert "May 4, 2026" in words
    assert "Wren Environmental" in words
    assert page.count("Phase I environmental assessment, firm") == 0


def test_the_page_says_which_tier_the_land_has_reached_and_what_is_missing(
    staff: FlaskClient, site: Site, db: SQLAlchemy
) -> None:
    url = f"/sites/{site.id}/edit/availability"

    staff.post(url, data=entered(staff, url, v_availability="available", v_owner_type="public"))
    page = staff.get(f"/sites/{site.id}").text

    db.session.refresh(site)
    assert site.readiness == 1
    assert "Tier 1 of 5: Raw land with an interested seller" in page
    assert "A price is stated: nobody has stated it" in page


def test_the_report_prints_studies_and_permit_steps_as_tables(app: Flask, db: SQLAlchemy) -> None:
    site = make_site(
        phase_1_esa="Done, nothing found",
        phase_1_esa_on="5/4/2026",
        permit_steps="Site plan | Council | 45 | 500",
        colleges="Prairie College | 14",
        availability="Available",
    )

    blocks = list(walk(site_report(report_data(site, now=utcnow())).blocks))

    tables = {one.caption: one for one in blocks if isinstance(one, ComparisonTable)}
    assert tables["Studies"].rows[0][:3] == (
        *("Phase I environmental assessment", "Done, nothing found", "May 4, 2026"),
    )
    assert tables["Permit steps [1]"].rows == (("Site plan", "Council", "45 days", "$500"),)
    facts = "\n".join(
        str(row.value) for one in blocks if isinstance(one, FactTable) for row in one.rows
    )
    assert "Colleges: Prairie College (14 miles) [1]" in facts
    assert "Phase I" not in facts
    words = [str(one.text) for one in blocks if isinstance(one, Paragraph)]
    assert any("Tier 1 of 5" in one for one in words)


def test_in_a_list_of_facts_a_study_is_one_line_with_date_and_firm(
    app: Flask, db: SQLAlchemy
) -> None:
    site = make_site(
        geotechnical="Done, nothing found",
        geotechnical_on="5/4/2026",
        geotechnical_firm="Soil and Stone",
    )
    held = [one for _, _, members in report_data(site, now=utcnow()).groups for one in members]

    lines = fact_lines(held, Sources(), only={"geotechnical", "geotechnical_firm"})

    assert lines == ["Geotechnical study: Done, nothing found, May 4, 2026, Soil and Stone [1]"]
