"""The two steps of loading a layer: the file, then what its properties mean."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from fss.layers.rules.kinds import LayerKind, Surety
from fss.layers.rules.reading import Chosen
from fss.web.forms import DayField, Form


class LayerFileForm(Form):
    kind = SelectField(
        "What it shows",
        [InputRequired("Choose what the layer shows.")],
        choices=[
            SelectChoice("", "Choose"),
            *(SelectChoice(one.value, one.label) for one in LayerKind),
        ],
    )
    file = FileField(
        "GeoJSON file",
        [FileRequired("Choose a GeoJSON file.")],
        description="In longitude and latitude (WGS 84), at most 25 MB.",
        render_kw={"accept": ".geojson,.json,application/geo+json"},
    )


class LayerForm(Form):
    name = StringField(
        "Name of the layer",
        [InputRequired("Say what the layer is called."), Length(max=120)],
        description="For example: Traffic counts of the state.",
    )
    source = StringField(
        "Who made the data",
        [InputRequired("Say who made the data."), Length(max=300)],
        description="Stands as the source of every value that is taken from it.",
    )
    as_of = DayField("Day of the data", [InputRequired("Enter the day of the data.")])
    surety = SelectField(
        "How sure",
        choices=[SelectChoice(one.value, one.label) for one in Surety],
        description="Distances are always stated as estimated: they are straight lines.",
    )
    name_property = SelectField("Property that holds the name")
    sort_property = SelectField("Property that says city or township")
    count_property = SelectField("Property that holds the count")
    year_property = SelectField("Property that holds the year")

    def offer(self, names: list[str], kind: LayerKind) -> None:
        """Offer the properties of the file; leave out what a layer of this kind has not."""
        offered = [SelectChoice("", "None"), *(SelectChoice(name, name) for name in names)]
        for field in (
            self.name_property, self.sort_property, self.count_property, self.year_property,
        ):  # fmt: skip
            field.choices = offered
        if kind is not LayerKind.CITY:
            del self.sort_property
        if kind is not LayerKind.TRAFFIC:
            del self.count_property, self.year_property

    @property
    def chosen(self) -> Chosen:
        """Which property holds what."""
        return Chosen(
            **{
                part: self[f"{part}_property"].data or ""
                for part in ("name", "sort", "count", "year")
                if f"{part}_property" in self
            }
        )
