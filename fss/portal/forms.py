"""Forms for people without an account."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from fss.web.forms import Form


class TrackForm(Form):
    code = StringField(
        "Tracking code",
        [InputRequired("Enter the tracking code."), Length(max=40)],
        description="16 letters and digits, like BCDF-GHJK-2345-LMNP. It stands in our reply to "
        "your request.",
    )
