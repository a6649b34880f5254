"""Forms of steps: finish, stand in, leave out, name the sites."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import SelectMultipleField, StringField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from fss.process.forms.clocks import ReplyFields
from fss.process.models import StepInstance
from fss.web.forms import Form, VersionField

LONGEST = Length(max=4000, message="Shorten this to 4,000 characters.")


class StepForm(Form):
    """Base: the version of the step that was shown."""

    version = VersionField()

    def show(self, step: StepInstance) -> None:
        """Start with the step's present version."""
        self.version.data = step.version


class CompleteForm(StepForm, ReplyFields):
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
