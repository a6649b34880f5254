"""The plat, permits and agreements on the way to building."""

from __future__ import annotations

from fss.sites.rules.fields import (
    LAND_ONLY,
    Choice,
    Column,
    Field,
    Kind,
)

FIELDS: tuple[Field, ...] = (
    Field(
        key="plat_status",
        label="Plat",
        group="zoning",
        kind=Kind.CHOICE,
        choices=(
            Choice("none", "Not platted", ("none", "no", "unplatted")),
            Choice("preliminary", "Preliminary plat", ("preliminary",)),
            Choice("final", "Final plat", ("final", "platted", "recorded")),
        ),
        aliases=("platting", "platted", "subdivision status"),
        description="How far the division into lots has come.",
        applies_to=LAND_ONLY,
    ),
    Field(
        key="permit_steps",
        label="Permit steps",
        group="zoning",
        kind=Kind.TABLE,
        columns_of_table=(
            Column("step", "Step"),
            Column("body", "Decided by"),
            Column("days", "Days", Kind.NUMBER, "day"),
            Column("fee", "Fee", Kind.MONEY, "usd"),
        ),
        aliases=("permitting steps", "permits needed", "approval steps"),
        description="The permits a usual project needs, in order, with who decides, days and fee.",
    ),
    Field(
        key="permit_days",
        label="Time to permits",
        group="zoning",
        kind=Kind.NUMBER,
        unit="day",
        aliases=("days to permit", "permitting time", "permit timeline"),
        description="Days from a complete application to the last permit of a usual project.",
        minimum=0,
        maximum=3_650,
    ),
    Field(
        key="development_agreement",
        label="Development agreement",
        group="zoning",
        kind=Kind.CHOICE,
        choices=(
            Choice("none", "None", ("no",)),
            Choice("drafted", "Drafted", ("draft", "in negotiation")),
            Choice("signed", "Signed", ("executed", "yes")),
        ),
        aliases=("developers agreement", "development contract", "agreement with city"),
        description="How far the contract between city and developer has come.",
        applies_to=LAND_ONLY,
        plannable=True,
    ),
    Field(
        key="site_plan",
        label="Site plan",
        group="zoning",
        kind=Kind.CHOICE,
        choices=(
            Choice("none", "None", ("no",)),
            Choice("submitted", "Submitted", ("in review",)),
            Choice("approved", "Approved", ("yes",)),
        ),
        aliases=("site plan status", "site plan approval", "concept plan status"),
        description="How far a site plan for building here has come.",
        plannable=True,
    ),
    Field(
        key="grading_permit",
        label="Grading permit",
        group="zoning",
        kind=Kind.CHOICE,
        choices=(
            Choice("none", "None", ("no",)),
            Choice("applied", "Applied for", ("in review",)),
            Choice("issued", "Issued", ("yes", "approved")),
        ),
        aliases=("land disturbance permit", "earthwork permit", "grading permit status"),
        description="Whether earthwork may start.",
        applies_to=LAND_ONLY,
        plannable=True,
    ),
)
