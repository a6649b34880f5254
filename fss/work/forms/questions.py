"""Forms of a client's questions: written down, acknowledged, answered."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from fss.accounts.models import User
from fss.errors import RuleError
from fss.web.forms import Form, LocalTimeField, VersionField
from fss.work.forms.clocks import ReplyFields

LONGEST = Length(max=4000, message="Shorten this to 4,000 characters.")


class OwnerForm(Form):
    """Base: who answers a question."""

    owner = SelectField("Who answers it", validate_choice=False)

    def offer(self, people: Sequence[User]) -> None:
        """Show who may be asked to answer."""
        self.owner.choices = [SelectChoice(str(one.id), one.name) for one in people]

    @property
    def owner_id(self) -> UUID:
        """The person chosen; RuleError for nobody."""
        if self.owner.data not in {choice.value for choice in self.owner.choices}:
            raise RuleError("Choose somebody from the list.", "owner")
        return UUID(self.owner.data)


class NewQuestionForm(OwnerForm):
    asked_by = StringField(
        "Who asks",
        [DataRequired("Say who asks."), Length(max=200, message="Shorten this.")],
        description="Only those who answer read it.",
    )
    received_at = LocalTimeField(
        "When it came",
        [DataRequired("Enter when the question came.")],
        description="The time for reply and answer counts from then.",
    )
    text = TextAreaField(
        "The question",
        [DataRequired("Write down the question."), LONGEST],
        description="Write no name of a person or company: all may read it if the answer is of "
        "use to all.",
    )


class AcknowledgeForm(ReplyFields):
    version = VersionField()


class AnswerQuestionForm(ReplyFields):
    answer = TextAreaField("The answer", [DataRequired("Write down the answer."), LONGEST])
    for_all = BooleanField(
        "The answer is of use to all",
        description="Everybody whom the step names reads question and answer, not who asked.",
    )
    version = VersionField()


class GiveQuestionForm(OwnerForm):
    version = VersionField()
