"""Forms for the county's record, organizations and outlines."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional

from fss.accounts.models import OrganizationKind
from fss.accounts.rules.people import TIME_ZONES
from fss.accounts.rules.places import countries, regions
from fss.web.forms import DayField, Form, VersionField

SHORT = Length(max=120, message="Use at most 120 characters.")
LONG = Length(max=5000, message="Use at most 5,000 characters.")
MAIL = Email(message="Enter an e-mail address, like name@example.org.")


class ContactFields:
    contact_name = StringField("Contact", [SHORT], description="Person or office to call.")
    contact_email = StringField("Contact e-mail", [Optional(), MAIL, SHORT])
    contact_phone = StringField("Contact phone", [SHORT])


class CountyForm(Form, ContactFields):
    version = VersionField()
    name = StringField("County", [DataRequired("Enter the county's name."), SHORT])
    state = StringField("State", [DataRequired("Enter the state."), SHORT])
    time_zone = SelectField("Time zone", description="Due times and dates are shown in this zone.")
    country = SelectField("Country")
    subdivision = SelectField(
        "State or region whose public holidays hold",
        description="New years of calendars begin with them. After another country, save once to "
        "see its regions.",
        validate_choice=False,
    )
    office_name = StringField(
        "Office",
        [DataRequired("Enter the name of the office."), SHORT],
        description="How proposals and mails name your office.",
    )
    about = TextAreaField("About the county", [LONG], description="Goes into every proposal.")
    disclaimer = TextAreaField(
        "Disclaimer", [LONG], description="Stands at the end of every proposal and site report."
    )
    publishes_sites = BooleanField(
        "Show the public sites to everybody",
        description="Opens the public list, its pages, its open data and search engines. Only what "
        "is marked “Everybody” is in it.",
    )

    def offer_zone(self, current: str) -> None:
        """Offer the usual zones, and the present one when it is another."""
        zones = [SelectChoice(name, f"{words} ({name})") for name, words in TIME_ZONES]
        if current and current not in dict(TIME_ZONES):
            zones.append(SelectChoice(current, current))
        self.time_zone.choices = zones

    def offer_places(self) -> None:
        """Offer the countries, and the regions of the one chosen."""
        self.country.choices = [SelectChoice(code, name) for code, name in countries().items()]
        found = regions(self.country.data or "").items()
        self.subdivision.choices = [SelectChoice("", "The whole country")]
        self.subdivision.choices += [SelectChoice(code, name) for code, name in found]


class OrganizationForm(Form, ContactFields):
    version = VersionField(default=0)
    kind = SelectField(
        "Kind",
        choices=[SelectChoice(kind.value, kind.label) for kind in OrganizationKind],
        description="Sites of cities and townships are tried against every request.",
    )
    name = StringField("Name", [DataRequired("Enter the name."), SHORT])
    code = StringField(
        "Short code",
        [DataRequired("Enter a short code."), Length(max=12, message="Use at most 12 characters.")],
        description="1 to 12 letters, digits or hyphens; used in site numbers and import files.",
    )
    website = StringField("Website", [Length(max=500, message="Use at most 500 characters.")])
    active_from = DayField("Member from", [Optional()], description="Leave empty: always was.")
    active_to = DayField(
        "Membership ends on",
        [Optional()],
        description="From this day on it is no member. Leave empty: still is.",
    )

    @property
    def values(self) -> dict[str, object]:
        """What the service takes."""
        return {
            "kind": OrganizationKind(self.kind.data),
            "name": self.name.data,
            "code": self.code.data,
            "contact_name": self.contact_name.data or "",
            "contact_email": self.contact_email.data or "",
            "contact_phone": self.contact_phone.data or "",
            "website": self.website.data or "",
            "active_from": self.active_from.data,
            "active_to": self.active_to.data,
        }


class OutlineForm(Form):
    outline = FileField(
        "GeoJSON file",
        [FileRequired("Choose a file.")],
        description="Polygon or MultiPolygon in longitude and latitude, at most 5 MB.",
        render_kw={"accept": ".geojson,.json"},
    )


class OutlinesForm(Form):
    outline = FileField(
        "GeoJSON file",
        [FileRequired("Choose a file.")],
        description=(
            "A FeatureCollection in which a property names the city or township, at most 5 MB."
        ),
        render_kw={"accept": ".geojson,.json"},
    )


class OutlinesPropertyForm(Form):
    property_name = SelectField("Property that names the organization")

    def offer(self, names: list[str]) -> None:
        """Offer these properties."""
        self.property_name.choices = [SelectChoice(name, name) for name in names]

    def validate_property_name(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("Choose the property that names the organization.")
