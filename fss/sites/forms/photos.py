"""Sending photos, describing one, putting them in order."""

from __future__ import annotations

from uuid import UUID

from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from fss.sites.rules.classes import DataClass
from fss.sites.rules.photos import Way, moved
from fss.web.forms import Form

CREDIT = Length(max=120, message="Use at most 120 characters.")


class PhotosForm(Form):
    photos = MultipleFileField(
        "Photos",
        [FileRequired("Choose at least one photo.")],
        description="JPEG, PNG, WebP or HEIC, up to 25 MB each. Place and camera data are removed.",
    )
    credit = StringField(
        "Photographer of all of them", [CREDIT], description="Leave it empty when you do not know."
    )


class DescribeForm(Form):
    """`seen` stands for what was said of the photo when the form was opened."""

    alt = TextAreaField(
        "What the photo shows",
        [
            InputRequired("Describe the photo for people who cannot see it."),
            Length(min=5, max=300, message="Describe the photo in 5 to 300 characters."),
        ],
        description="For people who cannot see it, for example: Level field beside County Road 8.",
    )
    credit = StringField("Photographer", [CREDIT])
    data_class = SelectField(
        "Who may see it",
        choices=[SelectChoice(one.value, one.label) for one in DataClass],
        description="Nobody sees a photo of a site that they may not see.",
    )
    seen = HiddenField()


class OrderForm(Form):
    """`seen` and `order` are ids parted by commas; `move` is a way and an id instead of `order`."""

    seen = HiddenField()
    order = HiddenField()
    move = HiddenField()

    def wanted(self) -> tuple[list[UUID], list[UUID]]:
        """The order asked for and the one that was seen; ValueError for what is neither."""
        seen = _ids(self.seen.data)
        if not self.move.data:
            return _ids(self.order.data), seen
        way, _, photo_id = self.move.data.partition(" ")
        return moved(seen, UUID(photo_id), Way(way)), seen


def _ids(words: str | None) -> list[UUID]:
    return [UUID(word) for word in (words or "").split(",") if word]
