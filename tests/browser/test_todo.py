"""A planner confirms ten values from a mail without sign-in, and mends by the home page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from fss import create_app
from fss.accounts.models import User
from fss.accounts.queries import today
from fss.config import Config
from fss.db import db
from fss.permissions.rules import Role
from fss.sites.models import Fact, Site, SiteValue
from fss.timezone import utcnow
from fss.upkeep.services.links import make_link
from tests.browser.checks import problems_at_both_widths
from tests.browser.instance import Instance
from tests.browser.test_clicks import counted
from tests.browser.visitors import NARROW, Visitors

pytestmark = pytest.mark.browser

ASKED = 10


@pytest.fixture
def link(instance: Instance) -> str:
    """The path of a private link to ten old values of the sample planner's city."""
    app = create_app(Config.from_environment({"FSS_DATA": str(instance.folder)}))
    with app.app_context():
        planner = db.session.scalars(select(User).where(User.email.startswith("planner@"))).one()
        city = next(one for one in planner.holdings if one.role is Role.PLANNER)
        facts = db.session.scalars(
            select(SiteValue.fact_id)
            .join(Fact, Fact.id == SiteValue.fact_id)
            .join(Site, Site.id == Fact.site_id)
            .where(
                Site.organization_id == city.organization_id,
                SiteValue.site_id == Fact.site_id,
                SiteValue.planned.is_(False),
                Fact.retracted.is_(False),
                Fact.as_of < today() - timedelta(1),
            )
            .order_by(SiteValue.fact_id)
            .limit(ASKED)
        ).all()
        token = make_link(planner, facts, now=utcnow())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return f"/confirm/{token}"


def test_a_planner_confirms_ten_values_from_a_mail_in_at_most_twelve_clicks(
    people: Visitors, link: str
) -> None:
    page, count = counted(people.visit(None, link))
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these 10 values still right?")

    for number in range(ASKED):
        page.get_by_text("Still right", exact=True).nth(number).click()
    page.get_by_role("button", name="Save the answers").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you, nothing is left to confirm"
    )
    assert count.clicks <= 12


def test_a_changed_value_is_entered_in_words_and_told_afterwards(
    people: Visitors, link: str
) -> None:
    page = people.visit(None, link, viewport=NARROW)
    assert problems_at_both_widths(page) == []

    page.get_by_role("button", name="All still right").click()

    expect(page.get_by_role("row").nth(ASKED)).to_contain_text("Still right")


def test_one_click_on_the_home_page_confirms_and_keeps_the_place(people: Visitors) -> None:
    page: Page = people.visit("planner")
    assert problems_at_both_widths(page) == []
    section = page.get_by_role("region", name="Update next")
    buttons = section.get_by_role("button", name="Still right")

    if buttons.count():
        buttons.first.click()
        expect(section.get_by_role("status").first).to_contain_text("confirmed as of today")
    section.get_by_role("link", name="How complete our sites are").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("How complete the sites are")
