"""Forms of calendars: weekly hours, other hours on a day, years."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from fss.accounts.models import Organization
from fss.calendars.rules.calendars import WEEKDAYS, Hours
from fss.calendars.rules.hours import Week, hours_in_words, parse_hours
from fss.errors import RuleError
from fss.web.forms import DayField, Form, VersionField


def _day(number: int) -> StringField:
    return StringField(WEEKDAYS[number], [Length(max=100)])


class HoursForm(Form):
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(_day, range(7))
    version = VersionField()

    @property
    def days(self) -> list[StringField]:
        """The seven fields, Monday first."""
        return [self[name.lower()] for name in WEEKDAYS]

    def show_week(self, week: Week) -> None:
        """Start with these hours."""
        for number, field in enumerate(self.days):
            field.data = hours_in_words(week.get(number, ()))

    def week(self) -> dict[int, Hours]:
        """The hours entered; RuleError (at the day's field) for those that cannot be read."""
        found = {}
        for number, field in enumerate(self.days):
            try:
                found[number] = parse_hours(field.data or "", WEEKDAYS[number])
            except RuleError as error:
                raise RuleError(error.message, WEEKDAYS[number].lower()) from None
        return found


class ChangeHoursForm(HoursForm):
    valid_from = DayField("These hours hold from", [DataRequired("Enter a date.")])


class NewCalendarForm(HoursForm):
    organization = SelectField("Organization", validate_choice=False)
    first_year = SelectField("From the year", coerce=int)
    last_year = SelectField("To the year", coerce=int)
    shown = StringField(widget=HiddenInput())
    checked = BooleanField("I have checked these days")

    def offer(self, organizations: Iterable[Organization], today: date) -> None:
        """Show the organizations that have no calendar, and the years around today."""
        self.organization.choices = [SelectChoice(str(one.id), one.name) for one in organizations]
        years = [SelectChoice(year, str(year)) for year in range(today.year - 1, today.year + 6)]
        self.first_year.choices = self.last_year.choices = years

    @property
    def years(self) -> range:
        """The years chosen; empty when the last is before the first."""
        return range(self.first_year.data or 0, (self.last_year.data or 0) + 1)

    def show_days(self) -> None:
        """Remember for which years the closed days are shown; a tick counts for those only."""
        if self.shown.data != self._span:
            self.checked.data = False
        # What the browser sent would win over `data` when the field is drawn.
        self.shown.raw_data, self.shown.data = None, self._span

    def check_seen(self) -> None:
        """RuleError unless somebody has ticked the days of the years chosen."""
        if not self.years:
            raise RuleError("Choose a year that is not before the first.", "last_year")
        if not self.checked.data or self.shown.data != self._span:
            raise RuleError(
                "Look at the closed days of these years below, then tick that they are right.",
                "checked",
            )

    @property
    def _span(self) -> str:
        return f"{self.first_year.data}-{self.last_year.data}"


class ClosureForm(Form):
    day = DayField("Day", [DataRequired("Enter a date.")])
    reason = StringField("Reason", [DataRequired("Say why the day is different."), Length(max=200)])
    hours = StringField(
        "Open on that day",
        [Length(max=100)],
        description="Such as 8:00 AM to 12:00 PM. Leave empty when the office is closed all day.",
    )
    legal_holiday = BooleanField(
        "A holiday by law", description="A period that the law sets never ends on such a day."
    )
    version = VersionField()

    def stretches(self) -> Hours:
        """The hours entered, none for a closed day; RuleError for those that cannot be read."""
        return parse_hours(self.hours.data or "", "This day")
