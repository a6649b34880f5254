"""Documents with every kind of block."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache
from typing import Any

from PIL import Image

from fss.documents.blocks import (
    Block,
    BulletList,
    ComparisonTable,
    Contents,
    Cover,
    Document,
    FactRow,
    FactTable,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Landscape,
    Mark,
    Matrix,
    MatrixRow,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphStyle,
    Run,
    Section,
    Verdict,
)
from fss.documents.maps import Marker, Outline, OutlineKind, map_figure


def square(west: float, south: float, size: float) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@cache
def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((300, 200)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def a_map() -> Figure:
    outlines = [
        Outline(OutlineKind.COUNTY, "Falls County", square(-88.3, 41.8, 0.5)),
        Outline(OutlineKind.CITY, "Ridgeway", square(-88.2, 41.9, 0.2)),
        Outline(OutlineKind.SITE, "North Ridge", square(-88.15, 41.95, 0.05)),
    ]
    markers = [Marker("Old Depot", -88.1, 42.1), Marker("Harbor Flats", -88.09, 42.1)]
    return map_figure("Sites", outlines, markers, alt="Map of the county with three sites")


def facts(count: int = 5, caption: str = "Utilities") -> FactTable:
    rows = tuple(FactRow(f"Fact {n}", f"{n} megawatts", f"Source {n}") for n in range(count))
    return FactTable(caption, rows)


def matrix(count: int = 40) -> Matrix:
    rows = tuple(
        MatrixRow(f"Step {n}", "4 business hours", ("R", "A", "–", "C", "I")) for n in range(count)
    )
    roles = ("Coordinator", "Director", "City planner", "County engineer", "Broker")
    return Matrix("Letters by step and role", "Step", roles, rows)


def document(*blocks: Block, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "title": "Proposal for Project Falcon",
        "subject": "Response to a request",
        "created": datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
        "author": "Office of Economic Development",
        "running_head": "Project Falcon",
        "running_foot": "Confidential until released",
        "blocks": blocks,
    }
    return Document(**(values | changes))


@cache
def every_block() -> Document:
    return document(
        Cover("Proposal for Project Falcon", "Four sites", ("For: Advisors",), "No offer."),
        Contents(),
        Heading(1, "Summary", anchor="summary"),
        Paragraph("Two of four sites meet every requirement.", ParagraphStyle.LEAD),
        KeyFigures((KeyFigure("4", "Sites"), KeyFigure("212 acres", "Largest", "One owner"))),
        Paragraph(
            (
                Run("See "),
                Run("the comparison", link="#comparison"),
                Run(" or "),
                Run("write", bold=True, italic=True, link="mailto:pm@example.org"),
                Run("; all "),
                Run("dates", italic=True),
                Run(" are stated."),
            )
        ),
        BulletList(("Rail at two sites", (Run("No"), Run(" wetlands", bold=True)))),
        NumberedList(("Visit", "Confirm", "Sign")),
        NumberedList(("Again from one",)),
        Paragraph("A vote is needed.\nThe board meets on December 8.", ParagraphStyle.WARNING),
        Paragraph("Stated by the cities.", ParagraphStyle.NOTE),
        Heading(1, "Comparison", anchor="comparison"),
        ComparisonTable(
            "Requirements and sites",
            ("Requirement", "North Ridge", "Mill Creek", "Old Depot", "Harbor Flats"),
            (
                (
                    "Land, 150 acres or more",
                    Verdict("Meets", Mark.MEETS, "212 acres"),
                    Verdict("Meets by plan", Mark.PLAN, "by June 2027"),
                    Verdict("Fails", Mark.FAILS, "90 acres"),
                    Verdict("Unknown", Mark.UNKNOWN),
                ),
                ("Power", "18 MW", "20 MW", "16 MW", "Not stated"),
            ),
        ),
        Section(
            (Heading(1, "Sites"), Heading(2, "North Ridge"), a_map(), facts(90)), new_page=True
        ),
        Section(
            (
                Heading(3, "Ownership"),
                Figure(jpeg(), "Flat farm land", "From the south", "Photo: City", width=50),
                Heading(4, "Details"),
                FactTable("Owners", (FactRow("Owner", "One family"),)),
            ),
            keep_together=True,
        ),
        Landscape((Heading(1, "Who does what"), matrix())),
        PageBreak(),
        Heading(1, "Disclaimers"),
        Paragraph("Nothing here binds the county. " * 150),
    )
