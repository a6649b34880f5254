"""The forms of a site's place: the point, the boundary, what is accepted from the map."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from fss.sites.models import Confidence
from fss.sites.services.places import Evidence
from fss.web.forms import DayField, Form

CONFIDENCES = [SelectChoice(one.value, one.label) for one in Confidence]


class SeenField(IntegerField):
    """The version of the point or boundary that the person was shown."""

    widget = HiddenInput()


class PlaceForm(Form):
    """What point and boundary have in common: the evidence, and a word for odd places."""

    seen = SeenField(default=0)
    source = StringField(
        "Source",
        [InputRequired("Say where it comes from."), Length(max=300)],
        description="A person, a document, or the map.",
    )
    as_of = DayField("True as of", [InputRequired("Enter the day on which it was true.")])
    confidence = SelectField("How sure", choices=CONFIDENCES, default=Confidence.ESTIMATED.value)
    confirmed = BooleanField("It is right: the place lies outside the county")

    @property
    def evidence(self) -> Evidence:
        """Who says it, when, and how sure."""
        return Evidence(self.source.data or "", self.as_of.data, Confidence(self.confidence.data))


class PointForm(PlaceForm):
    latitude = StringField(
        "Latitude",
        [InputRequired("Enter the latitude, or click the map."), Length(max=60)],
        description="Degrees, like 44.798123. A pasted pair may stand here too.",
    )
    longitude = StringField("Longitude", [Length(max=60)], description="Degrees, like -93.526804.")


class BoundaryForm(PlaceForm):
    corners = TextAreaField(
        "Corners",
        [Length(max=1_500_000)],
        description=(
            "Latitude, comma, longitude; one corner in a line. A blank line begins another part; "
            "a part that begins with the line “hole” is cut out."
        ),
    )
    file = FileField(
        "Or a file",
        description="GeoJSON or a zipped Shapefile. A file goes before the corners.",
        render_kw={"accept": ".geojson,.json,.zip"},
    )
