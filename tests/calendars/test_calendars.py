"""Calendars: seeding, confirming, closing, and hours as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from fss.accounts.models import User
from fss.accounts.queries import get_county_organization
from fss.accounts.rules.places import countries
from fss.accounts.services import create_county
from fss.calendars import queries as calendars
from fss.calendars import services as calendar_services
from fss.calendars.rules.closures import proposed_closures
from fss.calendars.rules.hours import (
    hours_in_words,
    office_week,
    parse_hours,
    week_as_data,
    week_from_data,
)
from fss.errors import ConflictError, RuleError
from fss.process import queries as process
from fss.process import services as processes
from fss.work import queries as work
from fss.work import services as running
from fss.work.models import ProcessInstance
from tests.calendars.rules.examples import opening_hours
from tests.factories.process import local, make_office
from tests.work.running import finish, start


def the_process(db: SQLAlchemy) -> ProcessInstance:
    """The one process that runs."""
    return db.session.scalars(select(ProcessInstance)).one()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8:00 AM to 4:30 PM", ((time(8), time(16, 30)),)),
        ("8 am - 12 noon, 1pm-5pm", ((time(8), time(12)), (time(13), time(17)))),
        ("08:00-16:30", ((time(8), time(16, 30)),)),
        ("", ()),
        ("Closed", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: tuple[object, ...]) -> None:
    assert parse_hours(text, "Monday") == expected


@pytest.mark.parametrize("text", ["8 to 4:30", "25:00-26:00", "morning", "8:00-12:00, 11:00-15:00"])
def test_hours_that_cannot_be_are_refused_with_the_day(text: str) -> None:
    with pytest.raises(RuleError, match="Monday") as refused:
        parse_hours(text, "Monday")

    assert refused.value.field == "hours"


@given(hours=opening_hours())
def test_hours_come_back_from_words_and_from_storage(
    hours: tuple[tuple[time, time], ...],
) -> None:
    assert parse_hours(hours_in_words(hours), "Monday") == hours
    assert week_from_data(week_as_data({3: hours})) == {3: hours}


def test_a_new_calendar_holds_the_holidays_and_marks_those_in_doubt(db: SQLAlchemy) -> None:
    office = make_office(years=(2026,))
    assert office.calendar is not None

    doubtful = [item.reason for item in office.calendar.closures if not item.confirmed]

    assert doubtful == ["Indigenous Peoples' Day", "Day after Thanksgiving"]
    assert date(2026, 6, 19) in {item.day for item in office.calendar.closures}
    assert office.calendar.covers_until == date(2026, 12, 31)


def test_confirming_a_year_leaves_other_years_in_doubt(db: SQLAlchemy) -> None:
    office = make_office(years=(2026, 2027))
    assert office.calendar is not None

    calendar_services.confirm_closures(office.calendar, year=2026, version=office.calendar.version)

    assert {item.day.year for item in office.calendar.closures if not item.confirmed} == {2027}


def test_a_removed_closure_counts_as_open_again(db: SQLAlchemy) -> None:
    office = make_office()
    assert office.calendar is not None
    friday = next(
        item for item in office.calendar.closures if item.reason == "Day after Thanksgiving"
    )

    seen = office.calendar.version

    calendar_services.remove_closure(office.calendar, friday, version=seen)

    with pytest.raises(ConflictError):
        calendar_services.remove_closure(office.calendar, office.calendar.closures[0], version=seen)
    assert calendars.county_calendar().hours_on(friday.day) == ((time(8), time(16, 30)),)


def test_two_who_change_a_calendar_at_once_do_not_overwrite_each_other(db: SQLAlchemy) -> None:
    office = make_office()
    assert office.calendar is not None
    seen = office.calendar.version
    calendar_services.add_closure(
        office.calendar, day=date(2026, 12, 1), reason="Snow", version=seen
    )

    with pytest.raises(ConflictError):
        calendar_services.add_closure(
            office.calendar, day=date(2026, 12, 2), reason="Ice", version=seen
        )


def test_a_day_is_closed_only_once_and_not_before_1900(db: SQLAlchemy) -> None:
    office = make_office()
    assert office.calendar is not None

    for day in (date(2026, 11, 26), date(1899, 1, 1)):
        with pytest.raises(RuleError) as refused:
            calendar_services.add_closure(
                office.calendar, day=day, reason="Again", version=office.calendar.version
            )
        assert refused.value.field == "day"


def test_an_organization_has_one_calendar_and_at_least_one_open_day(db: SQLAlchemy) -> None:
    office = make_office()

    with pytest.raises(RuleError, match="already"):
        calendar_services.create_calendar(
            organization=office.county, hours=office_week(), years=[2026]
        )
    with pytest.raises(RuleError, match="at least one day"):
        calendar_services.create_calendar(organization=office.cities[0], hours={}, years=[2026])


def test_a_calendar_that_ends_within_ninety_days_is_told(db: SQLAlchemy) -> None:
    office = make_office(years=(2026,))

    assert calendars.ending_calendars(local(10, 1)) == []
    assert [item.organization_id for item in calendars.ending_calendars(local(10, 5))] == [
        office.county.id
    ]


def test_default_processes_are_installed_once_and_keep_their_fingerprint(db: SQLAlchemy) -> None:
    make_office()

    again = processes.install_default_templates(now=local(3, 3))

    assert again == []
    assert [item.code for item in process.approved_templates()] == ["D1", "D2", "D3"]
    assert all(len(item.content_hash) == 64 for item in process.approved_templates())


def test_a_proposed_year_covers_nothing_until_somebody_confirms_it(db: SQLAlchemy) -> None:
    office = make_office(years=(2026,))
    calendar = office.calendar
    assert calendar is not None
    start(office, at=local(12, 31, 16))
    step = work.steps_of(the_process(db))[0]

    year = calendar_services.add_year(calendar, version=calendar.version)

    assert (year, calendar.covers_until, step.due_at) == (2027, date(2026, 12, 31), None)
    assert calendar_services.proposed_year(calendar) == 2027
    with pytest.raises(RuleError, match="in the list already"):
        calendar_services.add_year(calendar, version=calendar.version)
    calendar_services.confirm_closures(calendar, year=2027, version=calendar.version)
    assert calendar.covers_until == date(2027, 12, 31)
    assert step.due_at == local(1, 4, 11, 30, year=2027)


def test_i11_a_due_time_beyond_the_confirmed_days_says_so_in_words(db: SQLAlchemy) -> None:
    office = make_office(years=(2026,))
    start(office, at=local(12, 31, 16))

    step = work.steps_of(the_process(db))[0]

    assert step.due_at is None
    assert "confirmed until December 31, 2026" in " ".join(step.trace)


def test_years_are_confirmed_one_after_the_other(db: SQLAlchemy) -> None:
    office = make_office(years=(2026,))
    assert office.calendar is not None

    with pytest.raises(RuleError, match="Confirm 2027 first"):
        calendar_services.confirm_closures(
            office.calendar, year=2028, version=office.calendar.version
        )

    assert office.calendar.covers_until == date(2026, 12, 31)


def test_a_day_with_other_hours_counts_only_those_and_is_named_in_the_trace(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    assert office.calendar is not None
    calendar_services.add_closure(
        office.calendar,
        day=date(2026, 12, 3),
        reason="Staff training",
        hours=((time(8), time(10)),),
        version=office.calendar.version,
    )

    start(office, at=local(12, 3, 8))

    step = work.steps_of(the_process(db))[0]
    assert step.due_at == local(12, 4, 10)
    assert any("8:00 AM to 10:00 AM" in row and "Staff training" in row for row in step.trace)


@pytest.mark.parametrize(
    ("country", "region", "day"),
    [
        ("US", "MN", date(2026, 11, 27)),
        ("US", "TX", date(2026, 4, 21)),
        ("CA", "ON", date(2026, 7, 1)),
    ],
)
def test_a_calendar_begins_with_the_holidays_of_the_countys_own_place(
    db: SQLAlchemy, country: str, region: str, day: date
) -> None:
    county = create_county(name="County", state="Somewhere", country=country, subdivision=region)
    organization = get_county_organization()
    assert organization is not None

    calendar = calendar_services.create_calendar(
        organization=organization, hours=office_week(), years=[2026]
    )

    days = {item.day for item in calendar.closures}
    assert day in days
    assert (date(2026, 10, 12) in days) is (region in ("MN", "ON"))
    assert county.country == country


def test_the_state_of_a_new_county_says_whose_holidays_hold(db: SQLAlchemy) -> None:
    county = create_county(name="County", state="wisconsin")

    assert (county.country, county.subdivision) == ("US", "WI")


def test_a_place_without_known_holidays_is_refused_with_what_to_do(db: SQLAlchemy) -> None:
    with pytest.raises(RuleError, match="county's page"):
        proposed_closures("XX", "", 2027)
    with pytest.raises(RuleError) as refused:
        create_county(name="County", state="Bavaria", country="DE", subdivision="MN")

    assert refused.value.field == "subdivision"


# The package warns of years for which a country has not yet told all of its days.
@pytest.mark.filterwarnings("ignore")
@given(place=st.sampled_from(sorted(countries())), year=st.integers(2000, 2060))
def test_every_country_of_the_list_has_closures_in_order_within_the_year(
    place: str, year: int
) -> None:
    days = [closure.date for closure in proposed_closures(place, "", year)]

    assert days == sorted(set(days))
    assert all(day.year == year for day in days)


def test_i17_a_changed_calendar_moves_open_due_times_only_when_asked(db: SQLAlchemy) -> None:
    office = make_office()
    calendar = office.calendar
    assert calendar is not None
    staff = office.identity(office.coordinator)
    instance = start(office)
    finish(office, instance, "P1", local(11, 23, 10))
    calendar_services.add_closure(
        calendar,
        day=date(2026, 11, 23),
        reason="Snow",
        hours=((time(8), time(12)),),
        version=calendar.version,
    )
    now = local(11, 23, 11)
    done, open_step = work.steps_of(instance)[:2]
    finished_due, open_due = done.due_at, open_step.due_at

    (moved,) = running.moved_dues(calendar, now=now)

    assert (moved.step.key, moved.before, moved.after) == (
        "P2",
        local(11, 24, 9, 30),
        local(11, 24, 14),
    )
    assert open_step.due_at == open_due
    running.reckon_anew(calendar, version=calendar.version, actor=staff, now=now)
    assert open_step.due_at == local(11, 24, 14)
    assert done.due_at == finished_due == local(11, 23, 13)
    assert running.moved_dues(calendar, now=now) == []
    with pytest.raises(RuleError, match="agrees"):
        running.reckon_anew(calendar, version=calendar.version, actor=staff, now=now)


def test_due_times_are_not_changed_by_a_page_that_is_out_of_date(db: SQLAlchemy) -> None:
    office = make_office()
    assert office.calendar is not None
    start(office)
    seen = office.calendar.version
    calendar_services.add_closure(
        office.calendar, day=date(2026, 11, 23), reason="Snow", version=seen
    )

    with pytest.raises(ConflictError):
        running.reckon_anew(
            office.calendar,
            version=seen,
            actor=office.identity(office.coordinator),
            now=local(11, 23, 10),
        )


def test_those_who_keep_calendars_are_told_of_an_end_once_at_each_stage(db: SQLAlchemy) -> None:
    make_office(years=(2026,))

    told = [
        calendar_services.tell_ending_calendars(now=local(month, day))
        for month, day in ((10, 1), (10, 5), (10, 6), (12, 2), (12, 3), (12, 26), (12, 27))
    ]

    # The coordinator and the director.
    assert told == [0, 2, 0, 2, 0, 2, 0]


def test_the_calendar_page_takes_other_hours_on_a_day_and_shows_what_would_move(
    db: SQLAlchemy, client: FlaskClient, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    office = make_office()
    calendar = office.calendar
    assert calendar is not None
    start(office)
    db.session.commit()
    page = f"/process/calendars/{calendar.id}"
    values = {"version": calendar.version, "day": "2026-11-23", "reason": "Snow"}
    with time_machine.travel(local(11, 23, 10), tick=False):
        sign_in(client, office.coordinator)
        refused = client.post(f"{page}/closures", data={**values, "hours": "noonish"})
        added = client.post(f"{page}/closures", data={**values, "hours": "8 am to 12 noon"})
        shown = client.get(page).get_data(as_text=True)
        would = client.get(f"{page}/dues").get_data(as_text=True)
        db.session.expire_all()
        moved = client.post(f"{page}/dues", data={"version": calendar.version})
        after = client.get(f"{page}/dues").get_data(as_text=True)
        sign_in(client, office.planners[0])
        forbidden = client.get(f"{page}/dues").status_code

    assert (refused.status_code, added.status_code, moved.status_code) == (422, 302, 302)
    assert "write hours like" in refused.get_data(as_text=True)
    assert "8:00 AM to 12:00 PM" in shown
    assert "Tue, Nov 24, 2026, 9:00 AM" in would
    assert "Nothing would change" in after
    assert forbidden == 403
