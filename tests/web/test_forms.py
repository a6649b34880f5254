"""What people type, and where they are sent afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import NumberRange, Optional

from fss.errors import RuleError
from fss.web.forms import CountField, DayField, Form, LocalTimeField, is_local_path


class Sample(Form):
    name = StringField("Name")
    day = DayField("Day")
    at = LocalTimeField("At")
    count = CountField("Count", [Optional(), NumberRange(1, 180, "Enter 1 to 180.")])


@pytest.fixture
def filled(app):
    def fill(**values):
        with app.test_request_context("/", method="POST"):
            form = Sample(formdata=MultiDict(values))
            form.validate()
            return form

    return fill


def test_text_is_trimmed_and_loses_what_no_database_takes(filled):
    assert filled(name="  North\x00 Park ").name.data == "North Park"


@pytest.mark.parametrize("typed", ["1899-12-31T23:59", "9999-12-31T23:59", "tomorrow"])
def test_a_time_with_which_nothing_can_be_reckoned_is_refused(filled, typed):
    assert filled(at=typed).at.errors


@pytest.mark.parametrize("typed", ["2026-12-01", "12/01/2026"])
def test_a_day_is_read_as_browsers_and_people_write_it(filled, typed):
    assert filled(day=typed).day.data == date(2026, 12, 1)


@pytest.mark.parametrize("typed", ["1899-12-31", "12/01/0026", "tomorrow", "2026-02-30"])
def test_a_day_that_cannot_be_is_refused(filled, typed):
    assert filled(day=typed).day.errors


def test_a_local_time_becomes_an_instant_of_the_zone(filled):
    instant = filled(at="2026-12-01T12:00").at.instant("America/Chicago")

    assert instant.isoformat() == "2026-12-01T12:00:00-06:00"


@pytest.mark.parametrize("typed", ["soon", "0026-12-01T12:00"])
def test_a_time_that_cannot_be_is_refused(filled, typed):
    assert filled(at=typed).at.errors


def test_a_refusal_lands_at_its_field_or_at_the_top(filled):
    form = filled(name="x")

    form.refuse(RuleError("Taken.", field="name"))
    form.refuse(RuleError("Not now."))

    assert form.name.errors == ["Taken."]
    assert form.form_errors == ["Not now."]


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "/a\nb",
        "/\t/evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(path):
    assert not is_local_path(path)


@given(st.text(max_size=20))
def test_a_local_path_never_names_a_host(text):
    from urllib.parse import urljoin, urlsplit

    if is_local_path(text):
        assert urlsplit(urljoin("https://here.example/", text)).netloc == "here.example"


@pytest.mark.parametrize("given", ["9" * 400, "0", "181", "-1", "NaN"])
def test_a_count_beyond_measure_is_told_at_its_field(filled, given):
    assert filled(count=given).count.errors
