"""The form that proposes another version of a service standard."""

from __future__ import annotations

from wtforms import BooleanField, FloatField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from fss.calendars.models import ServiceStandard
from fss.calendars.rules.standards import UNIT_WORDS, Unit
from fss.errors import RuleError
from fss.web.forms import DayField, Form, VersionField

LONGEST = Length(max=500, message="Shorten this to 500 characters.")


class StandardForm(Form):
    target = FloatField("Time allowed", [InputRequired("Enter a number.")])
    unit = SelectField(
        "Counted in",
        choices=[SelectChoice(unit.value, words[1]) for unit, words in UNIT_WORDS.items()],
    )
    warn_at = StringField(
        "Remind at",
        [Length(max=40)],
        description="Parts of the time in percent, such as 50, 80.",
    )
    promise = TextAreaField(
        "What we promise, in plain words",
        [LONGEST],
        description="Such as: We confirm your request within 4 business hours.",
    )
    is_public = BooleanField("Show it on the public page")
    source = StringField(
        "Where it comes from",
        [LONGEST],
        description="A decision, an agreement or a law, such as Minn. Stat. 15.99.",
    )
    valid_from = DayField("Holds from", [DataRequired("Enter a date.")])
    reason = StringField("Why it changes", [DataRequired("Say why it changes."), LONGEST])

    def show(self, row: ServiceStandard) -> None:
        """Start with the figures of a version."""
        self.target.data, self.unit.data = row.target, row.unit.value
        self.warn_at.data = ", ".join(f"{round(part * 100)}" for part in row.warn_at)
        self.promise.data, self.is_public.data = row.promise, row.is_public
        self.source.data = row.source

    @property
    def warnings(self) -> tuple[float, ...]:
        """The parts entered, as fractions; RuleError for what is no list of percents."""
        words = (self.warn_at.data or "").replace("%", " ").replace(",", " ").split()
        try:
            return tuple(int(word) / 100 for word in words)
        except ValueError:
            raise RuleError(
                "Enter whole percents with commas, such as 50, 80.", "warn_at"
            ) from None

    @property
    def chosen_unit(self) -> Unit:
        """The unit entered."""
        return Unit(self.unit.data)


class DecideForm(Form):
    version = VersionField()
