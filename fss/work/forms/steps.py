"""Forms of steps: finish, stand in, leave out, ask, hand on, name the sites."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from fss.accounts import queries as accounts
from fss.accounts.models import User
from fss.errors import RuleError
from fss.web.forms import Form, LocalTimeField, VersionField
from fss.work.forms.clocks import ReplyFields
from fss.work.models import StepAssignment, StepInstance

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
    outside = StringField(
        "What the broker or business answered",
        [LONGEST],
        description="People without an account cannot answer here; write it down for them.",
    )
    without = StringField(
        "Why without their answer",
        [LONGEST],
        description="Only if somebody who is asked has not answered.",
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
        description="One site on each line. Each gets a step of its own, due from now. With "
        "several cities write the city after a comma: only that city reads of the site.",
    )

    @property
    def names(self) -> list[str]:
        """The sites named."""
        return (self.sites.data or "").splitlines()


class ReopenForm(StepForm):
    reason = StringField(
        "Why it is opened again",
        [DataRequired("Say why it is opened again."), LONGEST],
        description="It is due anew from now. Steps that waited for it wait again.",
    )


class QuestionForm(StepForm):
    question = TextAreaField(
        "Your question",
        [DataRequired("Write what you want to know."), LONGEST],
        description="Everybody who has not answered gets a mail and finds it on this page.",
    )


class AnswerForm(Form):
    answer = TextAreaField("Answer", [DataRequired("Write an answer."), LONGEST])
    version = VersionField()


class AgreeTimeForm(StepForm):
    at = LocalTimeField(
        "Day and time agreed",
        description="What comes before is due in time for it. Leave it empty if it is called off.",
    )

    def show(self, step: StepInstance) -> None:
        """Start with the time agreed so far."""
        super().show(step)
        if step.fixed_at is not None:
            local = step.fixed_at.astimezone(ZoneInfo(accounts.get_zone()))
            self.at.data = f"{local:%Y-%m-%dT%H:%M}"


class PainForm(StepForm):
    text = TextAreaField(
        "What is hard here",
        [DataRequired("Say what is hard at this step."), Length(max=2000)],
        description="Write no names of people or companies.",
    )


DELEGATE, REPLACE = "delegate", "replace"


class HandOnForm(StepForm):
    part = SelectField("Which part", validate_choice=False)
    to = SelectField("To whom", validate_choice=False)
    how = RadioField(
        "How",
        choices=[
            SelectChoice(DELEGATE, "They do the work; who has it now still answers for it"),
            SelectChoice(REPLACE, "They take the place (they must hold the same role)"),
        ],
        default=DELEGATE,
    )
    reason = StringField("Why", [LONGEST])

    def offer(
        self, parts: Sequence[StepAssignment], people: Sequence[User], own_id: UUID | None
    ) -> None:
        """Show the parts that may be handed on, the person's own first, and colleagues."""
        parts = sorted(parts, key=lambda item: (item.user_id != own_id, item.letter, str(item.id)))
        self.part.choices = [SelectChoice(str(item.id), _part(item)) for item in parts]
        self.to.choices = [SelectChoice(str(one.id), _colleague(one)) for one in people]

    def assignment_of(self, step: StepInstance) -> StepAssignment:
        """The part chosen; RuleError for one that is not the step's."""
        for item in step.assignments:
            if str(item.id) == self.part.data:
                return item
        raise RuleError("Choose which part you hand on.", "part")

    @property
    def person_id(self) -> UUID:
        """The person chosen; RuleError for nobody."""
        if self.to.data not in {choice.value for choice in self.to.choices}:
            raise RuleError("Choose somebody from the list.", "to")
        return UUID(self.to.data)

    @property
    def replaces(self) -> bool:
        """Whether the person takes the place instead of doing the work."""
        return bool(self.how.data == REPLACE)


def _part(item: StepAssignment) -> str:
    letter = {"R": "Does it", "A": "Answers for it"}[item.letter]
    who = item.user.name if item.user else "nobody"
    place = f", {item.organization.name}" if item.organization else ""
    return f"{letter}: {who}{place}"


def _colleague(user: User) -> str:
    places = sorted({holding.organization.name for holding in user.holdings})
    return f"{user.name}, {', '.join(places)}" if places else user.name
