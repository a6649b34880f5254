"""Forms of a process: its name, its steps, the decision about it, files that bring one in."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    FloatField,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from fss.calendars.rules.standards import UNIT_WORDS, Metric, Scope, Unit
from fss.errors import RuleError
from fss.process.rules.differences import FAN_OUT_WORDS, KIND_WORDS, REPEAT_WORDS
from fss.process.rules.drafting import KEY
from fss.process.rules.interchange import LINE, MOST_ITEMS, MOST_LIMITS, TEXT, TITLE
from fss.process.rules.raci import Letters
from fss.process.rules.templates import FanOut, Kind, Repeat, StepStandard, Template, TemplateStep
from fss.web.forms import DayField, Form, VersionForm

SHORT = Length(max=LINE, message=f"Shorten this to {LINE} characters.")
LONG = Length(max=TEXT, message=f"Shorten this to {TEXT:,} characters.")
NAME = Length(max=TITLE, message=f"Shorten this to {TITLE} characters.")
METRIC_WORDS = {
    Metric.STEP: "The step, from its start to its end",
    Metric.ACKNOWLEDGE: "Until a person replies",
    Metric.CITY_RESPONSE: "Until the city has answered",
    Metric.ANSWER: "Until a question is answered",
    Metric.STATUTORY: "A period set by law",
}
SCOPE_WORDS = {
    Scope.COUNTY: "The county's office",
    Scope.ROLE_ORG: "The office that does the step",
    Scope.MAX_OVER_INVITED: "All invited cities: one time for all, long enough for each",
}


def _choices(words: dict[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(key.value, text) for key, text in words.items()]


class AboutForm(VersionForm):
    title = StringField("Title", [DataRequired("Give the process a title."), NAME])
    description = TextAreaField("What it covers", [LONG], description="One or two sentences.")


class NewProcessForm(AboutForm):
    code = StringField(
        "Short code",
        [DataRequired("Give the process a code, such as D4."), Length(max=20)],
        description="Capital letters and digits, such as D4. It stays the same in all versions.",
    )


class TimeForm(Form):
    """How long something may take; without a number there is no set time."""

    class Meta(Form.Meta):
        csrf = False

    amount = FloatField("Time allowed", [Optional()])
    unit = SelectField("Counted in", choices=_choices({u: w[1] for u, w in UNIT_WORDS.items()}))
    metric = SelectField("What is measured", choices=_choices(METRIC_WORDS))
    scope = SelectField("Whose office hours count", choices=_choices(SCOPE_WORDS))
    before = SelectField("Counted back from the start of", default="")
    statutory = BooleanField("Set by law")

    def show(self, limit: StepStandard) -> None:
        """Start with this time."""
        # 4.0 is typed as 4.
        amount = limit.amount
        self.amount.data = int(amount) if amount == int(amount) else amount
        self.unit.data, self.metric.data = limit.unit.value, limit.metric.value
        self.scope.data, self.before.data = limit.scope.value, limit.before or ""
        self.statutory.data = limit.statutory

    def read(self) -> StepStandard | None:
        """The time entered, if any; RuleError for one that cannot be."""
        if self.amount.data is None:
            return None
        limit = StepStandard(
            amount=float(self.amount.data),
            unit=Unit(self.unit.data),
            metric=Metric(self.metric.data),
            scope=Scope(self.scope.data),
            statutory=bool(self.statutory.data),
            before=self.before.data or None,
        )
        limit.as_standard("entered")
        return limit


class TemplateStepForm(VersionForm):
    title = StringField("Step", [DataRequired("Say what the step is."), NAME])
    description = TextAreaField("What is done", [LONG])
    depends_on = SelectMultipleField(
        "Starts after",
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        description="None ticked: it starts with the process.",
    )
    time = FormField(TimeForm, "Time allowed")
    timing = StringField(
        "Time in words",
        [SHORT],
        description="What holds where there is no set time, or what to add to it.",
    )
    kind = SelectField("Sort of step", choices=_choices(KIND_WORDS))
    fan_out = SelectField("Done", choices=_choices(FAN_OUT_WORDS))
    repeat = SelectField("Comes back", choices=_choices(REPEAT_WORDS))
    equal_treatment = BooleanField(
        "Every city alike",
        description="Cities cannot change such a step in their own version.",
    )
    promise_text = StringField(
        "Promise", [SHORT], description="Printed on the public page of service promises."
    )
    client_text = StringField(
        "What the client sees",
        [SHORT],
        description="Empty: the client's tracking page does not show this step.",
    )
    checklist = TextAreaField("Checklist", [LONG], description="One item on each line.")
    limits = FieldList(FormField(TimeForm, "Further time"), "Further times")

    def offer(self, template: Template, step: TemplateStep | None) -> None:
        """Show the other steps to connect with."""
        others = [one for one in template.steps if step is None or one.key != step.key]
        self.depends_on.choices = [
            SelectChoice(one.key, f"{one.key} {one.title}") for one in others
        ]
        self._keys = [
            SelectChoice("", "Nothing: counted from when the step starts"),
            *(SelectChoice(one.key, f"{one.key} {one.title}") for one in others),
        ]
        self._offer_keys()

    def grow(self) -> None:
        """Before it is shown: room for one more further time."""
        if len(self.limits) < MOST_LIMITS and (
            not len(self.limits) or self.limits[-1].form.amount.data is not None
        ):
            self.limits.append_entry()
            self._offer_keys()

    def _offer_keys(self) -> None:
        for part in (self.time.form, *(entry.form for entry in self.limits)):
            part.before.choices = self._keys

    def show(self, step: TemplateStep) -> None:
        """Start with what the step is."""
        for name in ("title", "description", "timing", "promise_text", "client_text"):
            self[name].data = getattr(step, name)
        self.depends_on.data = list(step.depends_on)
        self.kind.data, self.fan_out.data = step.kind.value, step.fan_out.value
        self.repeat.data, self.equal_treatment.data = step.repeat.value, step.equal_treatment
        self.checklist.data = "\n".join(step.checklist)
        if step.standard:
            self.time.form.show(step.standard)
        for limit in step.limits:
            self.limits.append_entry()
            self.limits[-1].form.show(limit)

    def read(self, key: str, letters: Letters, number: int = 0) -> TemplateStep:
        """The step as entered; RuleError (with its field) for what cannot be."""
        items = [line.strip() for line in (self.checklist.data or "").splitlines()]
        checklist = tuple(dict.fromkeys(line for line in items if line))
        if len(checklist) > MOST_ITEMS:
            raise RuleError(f"Use at most {MOST_ITEMS} lines.", "checklist")
        if any(len(line) > LINE for line in checklist):
            raise RuleError(f"Shorten each line to {LINE} characters.", "checklist")
        limits = [_read_time(entry.form) for entry in self.limits]
        return TemplateStep(
            key=key,
            number=number,
            title=self.title.data or "",
            description=_lines(self.description.data),
            letters=letters,
            kind=Kind(self.kind.data),
            depends_on=tuple(self.depends_on.data or ()),
            standard=_read_time(self.time.form),
            limits=tuple(limit for limit in limits if limit),
            timing=self.timing.data or "",
            repeat=Repeat(self.repeat.data),
            fan_out=FanOut(self.fan_out.data),
            equal_treatment=bool(self.equal_treatment.data),
            promise_text=self.promise_text.data or "",
            client_text=self.client_text.data or "",
            checklist=checklist,
        )


class NewStepForm(TemplateStepForm):
    key = StringField(
        "Key",
        [DataRequired("Give the step a key."), Length(max=10)],
        description="How the step is called in short. It stays the same in later versions.",
    )

    def validate_key(self, field: StringField) -> None:
        """Refuse what cannot be a key."""
        if not KEY.fullmatch(field.data or ""):
            raise ValidationError("Use a capital letter, then digits or capital letters: P15.")


class ApproveForm(VersionForm):
    body = StringField(
        "Approved by",
        [DataRequired("Say who approved it."), NAME],
        description="The body, such as: Steering committee.",
    )
    approved_on = DayField("Approved on", [DataRequired("Enter the day of the decision.")])
    review_due = DayField(
        "Look at it again by", [DataRequired("Enter the day by which it is reviewed.")]
    )


class SendBackForm(VersionForm):
    note = TextAreaField("What to change", [DataRequired("Say what should be changed."), LONG])


class RetireForm(VersionForm):
    reason = StringField("Why it ends", [DataRequired("Say why the process ends."), NAME])


class MatrixFileForm(VersionForm):
    file = FileField(
        "Workbook",
        [FileRequired("Choose a file.")],
        description="An Excel workbook (.xlsx): one row for each step, one column for each role, "
        "letters in the cells.",
    )


class ProcessFileForm(Form):
    file = FileField(
        "Process file",
        [FileRequired("Choose a file.")],
        description="A JSON file that First Stop Shop wrote.",
    )


class ReadFileForm(VersionForm):
    """What was read from a file, to be kept once the person has seen what it changes."""

    content = HiddenField(validators=[DataRequired("Send the file again.")])


def _read_time(form: TimeForm) -> StepStandard | None:
    """RuleErrors land at the amount."""
    try:
        return form.read()
    except RuleError as error:
        form.amount.errors = [*form.amount.errors, error.message]
        raise RuleError("Put the time allowed right.") from None


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")
