"""What a field of the dictionary is. The dictionary itself stands in `rules.dictionary`.

Each field is declared once; forms, tables, import, criteria, matching, completeness, reports and
questionnaire answers all read that declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fss.sites.rules.classes import DataClass


class Kind(StrEnum):
    """How a field's value is stated, stored and compared."""

    NUMBER = "number"
    INTEGER = "integer"
    MONEY = "money"
    CHOICE = "choice"
    MULTI = "multi"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXT = "text"
    LONG_TEXT = "long_text"
    TABLE = "table"


class PropertyKind(StrEnum):
    """What a row of the inventory is."""

    LAND = "land"
    BUILDING = "building"


class CheckLimit(StrEnum):
    """Which limit says when a value must be checked again (days stand in `rules.screening`)."""

    AVAILABILITY = "availability"
    BUILDING = "building"
    COMMUNITY = "community"
    LAND = "land"
    UTILITY = "utility"


class TextForm(StrEnum):
    """The shape a text field's value must have."""

    FREE = "free"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed answer. `key` is stored, `label` is shown, `synonyms` are also understood."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table field. `kind` may be any but MULTI, CHOICE, BOOLEAN and TABLE."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a field is worth asking for: `field` has one of these choices."""

    field: str
    choices: frozenset[str]


class Part(StrEnum):
    """What a field is in the row of a study."""

    STATUS = "status"
    DATE = "date"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the site page, form and report."""

    key: str
    label: str


YES = Choice("yes", "Yes", ("y", "true"))
NO = Choice("no", "No", ("n", "false"))
YES_NO = (YES, NO)

UTILITY_STATUS = (
    Choice("on_site", "On site", ("available on site", "at site", "at the site", "on the site")),
    Choice("at_boundary", "At the boundary", ("at site boundary", "at property line", "at street")),
    Choice("extension_planned", "Extension planned", ("planned", "planned extension")),
    Choice("extension_needed", "Extension needed", ("needs extension", "extension required")),
    Choice("not_available", "Not available", ("no", "none", "unavailable")),
)
"""Utility status (UST). "Unknown" is no choice: an unknown status is a fact nobody has stated."""

BOTH = frozenset(PropertyKind)
LAND_ONLY = frozenset({PropertyKind.LAND})
BUILDING_ONLY = frozenset({PropertyKind.BUILDING})

OWN_PREFIX = "own_"
"""How the keys of the county's own fields begin; no declared field's key does."""

INHERITED_GROUPS = frozenset(
    {
        "zoning",
        "environment",
        "electric",
        "gas",
        "water",
        "sewer",
        "telecom",
        "transport",
        "incentives",
        "community",
    }
)
INHERITED_PLACE = frozenset(
    {
        "county",
        "state",
        "address",
        "latitude",
        "longitude",
        "point_verified",
        "park_name",
        "park_acres",
        "park_website",
        "in_city_limits",
        "school_district",
    }
)
"""Of group identity, what says where the property is."""
NUMERIC_KINDS = frozenset({Kind.NUMBER, Kind.INTEGER, Kind.MONEY})
SET_KINDS = frozenset({Kind.CHOICE, Kind.MULTI, Kind.BOOLEAN})
TEXT_KINDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.TABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the dictionary.

    `key` names the fact and, when `screened`, the typed columns of the site's row
    (`<key>_low`, `<key>_high` for intervals, `<key>` for choices and text).
    `unit` is the canonical unit, a key of `rules.units.UNITS`, empty when there is none.
    `minimum` and `maximum` are sane bounds in the canonical unit, both inclusive; a value
    outside is a typing mistake. Dates have no bounds here: `rules.parsing` refuses those
    before 1900.
    `screening` is true when the field takes part in the screening set.
    `plannable` is true when a dated, costed plan may stand beside the present fact.
    `yes_pattern` (yes/no fields) is a regular expression of words that mean yes in this field.
    `data_class` says who may see the field's values unless a fact says otherwise
    (docs/adr/0011-classes-of-fields.md).
    `row` and `part` make three fields one row of the table of studies; `row` is the key of
    the study's status field.
    `columns_of_table` are the columns of a table field; its first column is never empty.
    `asked_if` leaves the field out of what is missing until another field says that it matters.
    `retired` is true of a field that the county has added itself and asks for no longer.
    """

    key: str
    label: str
    group: str
    kind: Kind
    aliases: tuple[str, ...]
    description: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    applies_to: frozenset[PropertyKind] = BOTH
    screening: bool = False
    screened: bool = False
    plannable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    check: CheckLimit = CheckLimit.LAND
    form: TextForm = TextForm.FREE
    yes_pattern: str = ""
    data_class: DataClass = DataClass.PUBLIC
    row: str = ""
    part: Part | None = None
    columns_of_table: tuple[Column, ...] = ()
    asked_if: Condition | None = None
    retired: bool = False

    @property
    def is_own(self) -> bool:
        """Added by the county itself on a page, not declared here."""
        return self.key.startswith(OWN_PREFIX)

    @property
    def inherited(self) -> bool:
        """Whether a building takes the value over from the land it stands on.

        What holds for the ground holds for what stands on it: zoning, utilities at the lot,
        roads, tax districts. Size, price and availability are each property's own.
        """
        return self.applies_to == BOTH and (
            self.key in INHERITED_PLACE or self.group in INHERITED_GROUPS
        )

    @property
    def is_numeric(self) -> bool:
        """A number, an integer or an amount of money."""
        return self.kind in NUMERIC_KINDS

    @property
    def is_interval(self) -> bool:
        """Compared as an interval from low to high: numbers, money and dates."""
        return self.is_numeric or self.kind is Kind.DATE

    @property
    def is_set(self) -> bool:
        """Compared as a set of choice keys: choice, multi and yes/no."""
        return self.kind in SET_KINDS

    @property
    def is_text(self) -> bool:
        """Words or a table, never compared by a criterion."""
        return self.kind in TEXT_KINDS

    @property
    def is_table(self) -> bool:
        """Rows of cells, kept as words: a line for each row, cells parted by " | "."""
        return self.kind is Kind.TABLE

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the typed columns on the site's row, empty when the field has none."""
        if not self.screened:
            return ()
        return (f"{self.key}_low", f"{self.key}_high") if self.is_interval else (self.key,)

    def label_of(self, choice_key: str) -> str:
        """The words shown for a choice. Raises KeyError for a key the field does not have."""
        for choice in self.choices:
            if choice.key == choice_key:
                return choice.label
        raise KeyError(choice_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """What stands on the site's own row instead of in a fact: name, city, own number, kind.

    `target` is how a column mapping names it, for example `@name`.
    """

    target: str
    label: str
    aliases: tuple[str, ...]
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class ScreeningItem:
    """One of the fifteen things a first look needs.

    `needs` is a list of alternatives: from each tuple at least one target (a field key or an
    attribute such as `@name`) must be known. `building_needs` replaces it for buildings.
    """

    key: str
    label: str
    needs: tuple[tuple[str, ...], ...]
    building_needs: tuple[tuple[str, ...], ...] = ()

    def needs_for(self, kind: PropertyKind) -> tuple[tuple[str, ...], ...]:
        """What has to be known for land or for a building."""
        if kind is PropertyKind.BUILDING and self.building_needs:
            return self.building_needs
        return self.needs


GROUPS: tuple[Group, ...] = (
    Group("identity", "Identity and place"),
    Group("availability", "Ownership and availability"),
    Group("price", "Price and terms"),
    Group("size", "Size and shape"),
    Group("building", "Building"),
    Group("building_equipment", "Building equipment"),
    Group("zoning", "Zoning and planning"),
    Group("environment", "Environment and due diligence"),
    Group("electric", "Electric"),
    Group("gas", "Natural gas"),
    Group("water", "Water"),
    Group("sewer", "Sewer"),
    Group("telecom", "Telecom"),
    Group("transport", "Transport"),
    Group("incentives", "Incentives and tax"),
    Group("community", "Community and labor"),
    Group("contact", "Contact"),
)
"""Sections in the order in which pages, forms and reports show them."""
