"""Forms of proposals."""

from __future__ import annotations

from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from fss.proposals.rules import LETTER_LENGTH, LINK_DAYS, MOST_LINK_DAYS, TITLE_LENGTH
from fss.web.forms import CountField, Form, VersionField


class EditForm(Form):
    title = StringField("Title", [InputRequired("Enter a title."), Length(max=TITLE_LENGTH)])
    prepared_for = StringField(
        "Prepared for",
        [Length(max=200)],
        description="Stands on the cover. Never the company's name; the code name stands for it.",
    )
    letter = TextAreaField(
        "Letter",
        [Length(max=LETTER_LENGTH)],
        description="Plain text. An empty line starts a paragraph, “- ” a list, **two stars** "
        "make bold. Leave it empty for no letter.",
    )
    version = VersionField()


class ShareForm(Form):
    recipient = StringField(
        "For whom",
        [InputRequired("Say for whom the link is."), Length(max=200)],
        description="A name, so that you know later who opened it.",
    )
    email = EmailField(
        "E-mail",
        [Length(max=254)],
        description="We mail the link there. Leave it empty to send the link yourself.",
    )
    days = CountField(
        "Days until it ends",
        [
            InputRequired("Enter a number of days."),
            NumberRange(1, MOST_LINK_DAYS, f"Enter 1 to {MOST_LINK_DAYS} days."),
        ],
        default=LINK_DAYS,
    )
