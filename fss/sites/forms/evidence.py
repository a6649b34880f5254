"""Documents of a site, who may see something, and picking between values."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from fss.sites.models import DocumentKind, SiteDocument
from fss.sites.rules.classes import DataClass
from fss.sites.services.documents import Description
from fss.web.forms import DayField, Form, VersionField

CLASSES = [SelectChoice(one.value, one.label) for one in DataClass]
KINDS = [
    SelectChoice("", "Choose what it is"),
    *(SelectChoice(one.value, one.label) for one in DocumentKind),
]
FILES = "PDF, Word document (DOCX), photo or GeoJSON, at most 25 MB."


def class_field(label: str = "Who may see it", **more: Any) -> SelectField:
    """A select of the data classes."""
    return SelectField(label, choices=CLASSES, **more)


class DocumentForm(Form):
    """What is said about a document."""

    version = VersionField()
    title = StringField(
        "Title",
        [InputRequired("Say what the document is."), Length(max=200)],
        description="For example: Letter of the electric utility on capacity.",
    )
    kind = SelectField("Kind", [InputRequired("Choose what it is.")], choices=KINDS)
    dated = DayField(
        "Date on the document", [Optional()], description="Leave it empty if there is none."
    )
    data_class = class_field()
    note = TextAreaField("Note", [Length(max=1000)])

    def said(self) -> Description:
        """What the services take."""
        return Description(
            kind=DocumentKind(self.kind.data),
            title=self.title.data,
            dated=self.dated.data,
            data_class=DataClass(self.data_class.data),
            note=self.note.data or "",
        )

    @classmethod
    def of(cls, document: SiteDocument) -> DocumentForm:
        """The form with what is said now."""
        return cls(
            data={
                "version": document.version,
                "title": document.title,
                "kind": document.kind.value,
                "dated": document.dated,
                "data_class": document.data_class.value,
                "note": document.note,
            }
        )


class NewDocumentForm(DocumentForm):
    file = FileField("File", [FileRequired("Choose a file.")], description=FILES)


class RemoveDocumentForm(Form):
    confirm = BooleanField("Values rest on this document. Remove it from the page all the same.")


class PickForm(Form):
    """Which fact is to be current; `seen` is the one that was when the page was made."""

    fact = IntegerField(widget=HiddenInput(), default=0)
    seen = IntegerField(widget=HiddenInput(), default=0)
    planned = BooleanField()
