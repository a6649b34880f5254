"""Saving a search, and changing what was saved."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from fss.searches.models import MailOn
from fss.web.forms import Form, VersionField


class SearchForm(Form):
    name = StringField("Name", [InputRequired("Give the search a name."), Length(max=120)])
    mail = SelectField(
        "E-mail when it changes",
        choices=[SelectChoice(one.value, one.label) for one in MailOn],
        default=MailOn.NEVER.value,
    )
    asked = HiddenField()
    version = VersionField()
