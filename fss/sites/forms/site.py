"""What stands on a site's own row, its boundary, and its photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from fss.accounts.models import Organization
from fss.sites.forms.evidence import class_field
from fss.sites.models import Site
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import PropertyKind
from fss.web.forms import Form, VersionField

NO_LAND = SelectChoice("", "None")


class SiteForm(Form):
    version = VersionField()
    kind = RadioField(
        "Land or building",
        [InputRequired("Choose land or building.")],
        choices=[SelectChoice("land", "Land"), SelectChoice("building", "Building")],
    )
    organization = SelectField("City or township", [InputRequired("Choose the city or township.")])
    name = StringField(
        "Name",
        [InputRequired("Enter the name people use for the property."), Length(max=200)],
        description="What people call the property.",
    )
    own_id = StringField(
        "Your own number",
        [Length(max=80)],
        description="Finds the property again at each import. Leave it empty if there is none.",
    )
    parcels = StringField(
        "Parcel numbers", [Length(max=500)], description="Separate several by commas."
    )
    data_class = class_field(
        default=DataClass.PURSUIT.value,
        description="Values and documents can be kept closer one by one.",
    )
    land = SelectField(
        "Stands on", description="For a building: the land of this list on which it stands."
    )

    def offer(self, organizations: Sequence[Organization], land: Sequence[Site]) -> None:
        """Fill the selects with what this person may choose."""
        self.organization.choices = [SelectChoice(str(one.id), one.name) for one in organizations]
        if len(organizations) != 1:
            self.organization.choices.insert(0, SelectChoice("", "Choose"))
        self.land.choices = [NO_LAND, *(SelectChoice(str(one.id), one.name) for one in land)]

    def values(self, organizations: Sequence[Organization], land: Sequence[Site]) -> dict[str, Any]:
        """The arguments of `add_site` and `edit_site`."""
        return {
            "kind": PropertyKind(self.kind.data),
            "organization": next(
                one for one in organizations if one.id == UUID(self.organization.data)
            ),
            "name": self.name.data,
            "own_id": self.own_id.data or "",
            "parcels": self.parcels.data or "",
            "land": next((one for one in land if str(one.id) == self.land.data), None),
            "data_class": DataClass(self.data_class.data),
        }


class ListedForm(Form):
    """`listed` is what the button said: "yes" puts the site back on the list."""

    listed = HiddenField()
    reason = StringField(
        "Why",
        [InputRequired("Say why."), Length(max=300)],
        description="For example: sold, or entered twice.",
    )
