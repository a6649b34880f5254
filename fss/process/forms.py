"""Forms of steps and calendars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from fss.accounts.models import Organization
from fss.errors import RuleError
from fss.process.models import StepInstance
from fss.process.rules.calendars import WEEKDAYS, Hours
from fss.process.rules.hours import Week, hours_in_words, parse_hours
from fss.web.forms import DayField, Form, VersionField

LONGEST = Length(max=4000, message="Shorten this to 4,000 characters.")


class StepForm(Form):
    """Base: the version of the step that was shown."""

    version = VersionField()

    def show(self, step: StepInstance) -> None:
        """Start with the step's present version."""
        self.version.data = step.version


class CompleteForm(StepForm):
    checklist = SelectMultipleField(
        "Checklist",
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )
    waiver = StringField(
        "Why something is not ticked",
        [LONGEST],
        description="Only if an item of the checklist does not apply.",
    )
    note = TextAreaField("Note", [LONGEST], description="Everyone who sees this step can read it.")

    def offer(self, items: Sequence[str]) -> None:
        """Show the items of the step's checklist."""
        self.checklist.choices = [SelectChoice(item, item) for item in items]


class StandInForm(CompleteForm):
    reason = StringField(
        "Why you do it for them",
        [DataRequired("Say why you finish this step for somebody else."), LONGEST],
        description="It stays on record that you stood in.",
    )


class SkipForm(StepForm):
    reason = StringField(
        "Why it is left out",
        [DataRequired("Say why this step is left out."), LONGEST],
    )


class SitesForm(StepForm):
    sites = TextAreaField(
        "Sites",
        [DataRequired("Name at least one site, one on each line."), LONGEST],
        description="One site on each line. Each gets a step of its own, due from now.",
    )

    @property
    def names(self) -> list[str]:
        """The sites named."""
        return (self.sites.data or "").splitlines()


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

    def offer(self, organizations: Iterable[Organization], today: date) -> None:
        """Show the organizations that have no calendar, and the years around today."""
        self.organization.choices = [SelectChoice(str(one.id), one.name) for one in organizations]
        years = [SelectChoice(year, str(year)) for year in range(today.year - 1, today.year + 6)]
        self.first_year.choices = self.last_year.choices = years


class ClosureForm(Form):
    day = DayField("Day", [DataRequired("Enter a date.")])
    reason = StringField("Reason", [DataRequired("Say why the office is closed."), Length(max=200)])
    version = VersionField()


class ChangeForm(Form):
    version = VersionField()
