"""Forms of what departs from the approved process, and of tasks and pain points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from fss.accounts.models import Organization, User
from fss.calendars.rules.standards import UNIT_WORDS
from fss.errors import RuleError
from fss.permissions.rules import Role
from fss.process.models import ProcessTemplate
from fss.web.forms import Form, LocalTimeField, VersionField
from fss.work.models import StepInstance, Task

LONGEST = Length(max=4000, message="Shorten this to 4,000 characters.")
TITLE = Length(max=200, message="Use at most 200 characters.")
Post = tuple[Role, UUID]


class AddStepForm(Form):
    title = StringField("What is to be done", [DataRequired("Give the step a title."), TITLE])
    description = TextAreaField("In more words", [LONGEST])
    after = SelectField("After which step", validate_choice=False)
    holds_up = SelectField(
        "Which step waits for it", validate_choice=False, description="Only steps not yet started."
    )
    responsible = SelectField("Who does it", validate_choice=False)
    accountable = SelectField("Who answers for it", validate_choice=False)
    amount = IntegerField(
        "Time allowed",
        [Optional(), NumberRange(1, 1000, message="Enter a number from 1 to 1,000.")],
        description="Leave it empty for no set time.",
    )
    unit = SelectField(
        "Counted in",
        choices=[
            SelectChoice(unit.value, words[1].capitalize()) for unit, words in UNIT_WORDS.items()
        ],
    )
    reason = StringField(
        "Why it is needed",
        [DataRequired("Say why this step is needed."), LONGEST],
        description="It stays on record as a deviation from the approved process.",
    )

    def offer(
        self,
        steps: Sequence[StepInstance],
        posts: Iterable[tuple[Post, Organization, Sequence[User]]],
    ) -> None:
        """Show the steps of the process, and the roles that somebody holds."""
        titles = {step.key: f"{step.key} {step.title}" for step in steps}
        waiting = {step.key for step in steps if step.state.value == "waiting"}
        self.after.choices = [SelectChoice(key, title) for key, title in titles.items()]
        self.holds_up.choices = [
            SelectChoice("", "None"),
            *(SelectChoice(key, title) for key, title in titles.items() if key in waiting),
        ]
        people = [
            SelectChoice(
                f"{role.value}:{organization_id}",
                f"{role.label}, {organization.name}: {' or '.join(one.name for one in holders)}",
            )
            for (role, organization_id), organization, holders in posts
        ]
        self.responsible.choices = self.accountable.choices = people

    def post(self, name: str) -> Post:
        """The role chosen in a field; RuleError for none."""
        field = self[name]
        if field.data not in {choice.value for choice in field.choices}:
            raise RuleError("Choose who it is.", name)
        role, _, organization_id = field.data.partition(":")
        return Role(role), UUID(organization_id)


class MoveForm(Form):
    to = SelectField("To which version", validate_choice=False)
    reason = StringField("Why it moves", [DataRequired("Say why the process moves."), LONGEST])
    version = VersionField()

    def offer(self, versions: Sequence[ProcessTemplate]) -> None:
        """Show the newer versions."""
        self.to.choices = [
            SelectChoice(str(one.id), f"Version {one.number}, approved by {one.approved_body}")
            for one in versions
        ]


class TaskForm(Form):
    title = StringField("What is to be done", [DataRequired("Say what is to be done."), TITLE])
    owner = SelectField("Who does it", validate_choice=False)
    due_at = LocalTimeField("Due", description="Leave it empty for no set time.")
    note = TextAreaField("Note", [LONGEST])
    version = VersionField()

    def offer(self, people: Sequence[User]) -> None:
        """Show who may be given the task."""
        self.owner.choices = [SelectChoice(str(one.id), one.name) for one in people]

    def show(self, task: Task, zone: str) -> None:
        """Start with a stored task."""
        self.title.data, self.note.data = task.title, task.note
        self.owner.data, self.version.data = str(task.owner_id), task.version
        self.due_at.data = _local(task.due_at, zone)

    @property
    def owner_id(self) -> UUID:
        """The person chosen; RuleError for nobody."""
        if self.owner.data not in {choice.value for choice in self.owner.choices}:
            raise RuleError("Choose somebody from the list.", "owner")
        return UUID(self.owner.data)


class FinishTaskForm(Form):
    note = StringField("What came of it", [LONGEST])
    version = VersionField()


class ResolveForm(Form):
    resolution = StringField(
        "What was done about it", [DataRequired("Say what was done about it."), LONGEST]
    )
    version = VersionField()


def _local(instant: datetime | None, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" if instant else ""
