"""The studies that a buyer asks for: each has a status, a date and the firm that did it.

The report itself is the document of the status fact. Pages, forms and reports show the studies
as one table.
"""

from __future__ import annotations

from collections.abc import Sequence

from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import (
    BOTH,
    BUILDING_ONLY,
    LAND_ONLY,
    YES_NO,
    Choice,
    Condition,
    Field,
    Kind,
    Part,
    PropertyKind,
)

NOT_DONE = Choice("none", "Not done", ("none", "no", "not started"))
ORDERED = Choice("ordered", "Ordered", ("in progress", "under way", "pending"))
STUDY_STATUS = (
    NOT_DONE,
    ORDERED,
    Choice("done_clean", "Done, nothing found", ("done clean", "clean", "no findings")),
    Choice(
        "done_findings",
        "Done, with findings",
        ("findings", "done with findings", "recognized conditions"),
    ),
)
TITLE_STATUS = (
    NOT_DONE,
    ORDERED,
    Choice("clear", "Clear", ("clear title", "clean title", "marketable")),
    Choice("exceptions", "With exceptions", ("exceptions", "clouded")),
)
_UNFINISHED = frozenset({"none", "ordered", "no"})


def study(
    key: str,
    label: str,
    *,
    aliases: tuple[str, ...],
    description: str,
    choices: Sequence[Choice] = STUDY_STATUS,
    applies_to: frozenset[PropertyKind] = BOTH,
    screened: bool = False,
    data_class: DataClass = DataClass.PUBLIC,
) -> tuple[Field, Field, Field]:
    """The status, the date and the firm of one study.

    `key` names the status; `<key>_on` and `<key>_firm` the other two, which nobody is asked for
    before the study is done.
    """
    is_done = Condition(key, frozenset(one.key for one in choices) - _UNFINISHED)
    spoken = label[0].lower() + label[1:] if label[1].islower() else label
    return (
        Field(
            key=key,
            label=label,
            group="environment",
            kind=Kind.BOOLEAN if choices is YES_NO else Kind.CHOICE,
            choices=tuple(choices),
            aliases=aliases,
            description=description,
            applies_to=applies_to,
            screened=screened,
            data_class=data_class,
            row=key,
            part=Part.STATUS,
        ),
        Field(
            key=f"{key}_on",
            label=f"{label}, date",
            group="environment",
            kind=Kind.DATE,
            aliases=(f"{label} date", f"date of {label}", f"{aliases[0]} date"),
            description=f"The day of the report: {spoken}.",
            applies_to=applies_to,
            data_class=data_class,
            row=key,
            part=Part.DATE,
            asked_if=is_done,
        ),
        Field(
            key=f"{key}_firm",
            label=f"{label}, firm",
            group="environment",
            kind=Kind.TEXT,
            aliases=(f"{label} firm", f"{label} by", f"{aliases[0]} consultant"),
            description=f"Who did the work: {spoken}.",
            applies_to=applies_to,
            data_class=data_class,
            row=key,
            part=Part.FIRM,
            asked_if=is_done,
        ),
    )


FIELDS: tuple[Field, ...] = (
    *study(
        "phase_1_esa",
        "Phase I environmental assessment",
        aliases=("phase 1", "phase i esa", "phase 1 environmental", "environmental assessment"),
        description="State of the desk study of past uses and possible contamination.",
        screened=True,
    ),
    *study(
        "phase_2_esa",
        "Phase II environmental assessment",
        aliases=("phase 2", "phase ii esa", "phase 2 environmental"),
        description="State of the sampling that follows a Phase I study with findings.",
    ),
    *study(
        "geotechnical",
        "Geotechnical study",
        aliases=("soil borings", "geotech", "soils report", "geotechnical report"),
        description="State of the soil borings that foundations are designed from.",
        screened=True,
    ),
    *study(
        "wetlands_delineated",
        "Wetlands delineated",
        aliases=("wetland delineation", "wetlands survey", "delineation done"),
        description="Whether the limits of wetlands have been surveyed.",
        choices=YES_NO,
        applies_to=LAND_ONLY,
        screened=True,
    ),
    *study(
        "cultural_resources",
        "Cultural resources survey",
        aliases=("archaeology", "archaeological survey", "historic resources"),
        description="State of the search for historic and archaeological remains.",
        data_class=DataClass.MEMBERS,
    ),
    *study(
        "protected_species",
        "Protected species review",
        aliases=("endangered species", "threatened species", "species review"),
        description="State of the review for plants and animals under protection.",
        data_class=DataClass.MEMBERS,
    ),
    *study(
        "boundary_survey",
        "Boundary survey (ALTA)",
        aliases=("alta survey", "land survey", "alta", "boundary survey"),
        description="State of the survey that a title company insures.",
    ),
    *study(
        "topographic_survey",
        "Topographic survey",
        aliases=("topo survey", "topographic map", "topography"),
        description="State of the survey of the ground's height.",
        applies_to=LAND_ONLY,
    ),
    *study(
        "title_status",
        "Title",
        aliases=("title search", "title commitment", "status of title"),
        description="Whether the title is clear, as a title company or attorney states it.",
        choices=TITLE_STATUS,
        data_class=DataClass.MEMBERS,
    ),
    *study(
        "traffic_study",
        "Traffic study",
        aliases=("traffic impact study", "tis", "traffic analysis"),
        description="State of the study of what a project adds to the roads.",
    ),
    *study(
        "asbestos_survey",
        "Asbestos and lead survey",
        aliases=("asbestos", "lead paint survey", "asbestos or lead survey"),
        description="State of the search for asbestos and lead in the building.",
        applies_to=BUILDING_ONLY,
    ),
)
