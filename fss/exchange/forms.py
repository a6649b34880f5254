"""The steps of an import: the file, the columns, and what to do about problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from fss.accounts.models import Organization
from fss.exchange.documents import Format
from fss.exchange.models import Differing
from fss.exchange.rules.likeness import Choice
from fss.sites.forms.group import CONFIDENCES
from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS
from fss.sites.rules.fields import GROUPS
from fss.web.forms import DayField, Form, VersionField


class UploadForm(Form):
    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="A spreadsheet (XLSX, CSV) whose first row names the columns, or a map "
        "(GeoJSON, zipped Shapefile) with one property for each shape.",
    )


class MappingForm(Form):
    """Base of `mapping_form`: `column_0`, `column_1` … name what each column fills."""

    version = VersionField()
    organization = SelectField(
        "Whose properties are these?",
        description="Choose a column for the city or township, or one member for all rows.",
    )
    kind = RadioField(
        "Are these land or buildings?",
        description="For rows in which no column says it.",
        choices=[SelectChoice("land", "Land"), SelectChoice("building", "Buildings")],
        default="land",
    )
    source = StringField(
        "Source",
        [InputRequired("Say where the list comes from."), Length(max=300)],
        description="Who made the list. It is kept with every value.",
    )
    as_of = DayField("True as of", [InputRequired("Enter the day on which the list was true.")])
    confidence = SelectField(
        "How sure",
        [InputRequired("Choose how sure this is.")],
        choices=CONFIDENCES,
    )

    differing = RadioField(
        "When a value differs from what another source says",
        choices=[SelectChoice(one.value, one.label) for one in Differing],
        default=Differing.REPLACE.value,
    )

    def offer(self, organizations: Sequence[Organization]) -> None:
        """Fill the select of members for which the person may enter sites."""
        self.organization.choices = [
            SelectChoice("", "A column says it"),
            *(SelectChoice(str(one.id), one.name) for one in organizations),
        ]

    @property
    def columns(self) -> list[Any]:
        """The selects of the columns, in the order of the file."""
        return [field for name, field in self._fields.items() if name.startswith("column_")]

    def targets(self) -> dict[int, str]:
        """Column number (from 0) to target, columns left out not in it."""
        return {
            int(name.removeprefix("column_")): field.data
            for name, field in self._fields.items()
            if name.startswith("column_") and field.data
        }


class CheckForm(Form):
    version = VersionField()
    leave_out = BooleanField(
        "Import the rest. Leave out what is listed below; it stays listed with this import."
    )


class ExportForm(Form):
    form = RadioField(
        "What do you need?",
        choices=[SelectChoice(one.value, one.label) for one in Format],
        default=Format.XLSX.value,
    )
    every_field = BooleanField(
        "A column for every field, also where no property has a value (a sheet to fill in)"
    )
    with_evidence = BooleanField(
        "Who said each value, when and how sure, with planned values: a sheet of its own"
    )


class DuplicatesForm(Form):
    """Base of `duplicates_form`: `row_12` says what row 12 is."""

    version = VersionField()

    def said(self) -> dict[int, Choice]:
        """Row → choice, for the rows that were decided."""
        return {
            int(name.removeprefix("row_")): Choice(field.data)
            for name, field in self._fields.items()
            if name.startswith("row_") and field.data
        }

    def row(self, number: int) -> Any:
        """The field that asks about a row."""
        return self._fields[f"row_{number}"]


class UndoForm(Form):
    """Confirms what the page says."""

    version = VersionField()


class NameForm(Form):
    """The name of remembered columns."""

    version = VersionField()
    name = StringField(
        "Name",
        [InputRequired("Enter a name, such as the source of the list."), Length(max=120)],
        description="Such as the source of the list.",
    )


def duplicates_form(shown: Sequence[Mapping[str, Any]]) -> type[DuplicatesForm]:
    """A form that asks about the possible duplicates of an outcome."""
    members: dict[str, Any] = {
        f"row_{one['row']}": RadioField(
            f"What is row {one['row']}, {one['title']}?",
            choices=[SelectChoice(said, Choice(said).label) for said in one["choices"]],
            default=one["choice"] or None,
            validators=[Optional()],
        )
        for one in shown
    }
    return type("ShownDuplicatesForm", (DuplicatesForm,), members)


def mapping_form(columns: int) -> type[MappingForm]:
    """A mapping form for a file of so many columns."""
    offered = target_choices()
    members: dict[str, Any] = {
        f"column_{number}": SelectField(f"Column {number + 1}", choices=offered)
        for number in range(columns)
    }
    return type("FileMappingForm", (MappingForm,), members)


def target_choices() -> list[SelectChoice]:
    """What a column can fill, by group, for a select."""
    itself = "The property itself"
    return [
        SelectChoice("", "Leave this column out"),
        *(SelectChoice(one.target, one.label, optgroup=itself) for one in ATTRIBUTES.values()),
        *(
            SelectChoice(field.key, field.label, optgroup=group.label)
            for group in GROUPS
            for field in FIELDS.values()
            if field.group == group.key
        ),
    ]
