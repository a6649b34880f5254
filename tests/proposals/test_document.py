"""What stands in a proposal: equal room for each site, plain words, nothing internal."""

from __future__ import annotations

from typing import Any

from flask_sqlalchemy import SQLAlchemy

from fss.documents.blocks import ComparisonTable, Document, FactTable, Figure, Section, walk
from fss.documents.words import plain_text
from fss.proposals import services
from fss.proposals.documents.matrix import _parts
from fss.timezone import utcnow
from tests.factories.proposals import Offer, draft, make_offer

HOSTILE = "{{ 7*7 }} <script>alert(1)</script> =cmd|' /C calc'!A0"


def document(offer: Offer) -> Document:
    return services.document_of(draft(offer), at=utcnow())


def site_sections(made: Document) -> list[Section]:
    return [
        block
        for block in made.blocks
        if isinstance(block, Section)
        and (getattr(block.blocks[0], "anchor", None) or "").startswith("site-")
    ]


def shape(section: Section) -> list[Any]:
    """What stands where: the map, the photo or its absence, the table's rows with their labels."""
    place, photo, *rest = section.blocks[1:]
    assert isinstance(photo, Figure) or plain_words(photo) == "Photo: not provided"
    tables = [block for block in rest if isinstance(block, FactTable)]
    return [
        type(place).__name__,
        *((table.caption, table.headings, labels(table)) for table in tables),
        len(rest),
    ]


def labels(table: FactTable) -> list[tuple[str, list[str]]]:
    """Each row's group with the labels of its facts, in their order."""
    return [
        (row.label, [line.partition(":")[0] for line in str(row.value).split("\n")])
        for row in table.rows
    ]


def plain_words(block: Any) -> str:
    return str(block.text)


def test_every_site_has_the_same_shape_and_fields(db: SQLAlchemy) -> None:
    sections = site_sections(document(make_offer()))

    assert len(sections) == 3
    assert shape(sections[0]) == shape(sections[1]) == shape(sections[2])


def test_what_nobody_knows_is_printed_as_not_provided(db: SQLAlchemy) -> None:
    poorest = site_sections(document(make_offer()))[-1]

    lines = [
        line
        for block in poorest.blocks
        if isinstance(block, FactTable)
        for row in block.rows
        for line in str(row.value).split("\n")
    ]

    assert sum(line.endswith(": Not provided") for line in lines) > 15


def test_a_fact_names_its_source_date_and_confidence(db: SQLAlchemy) -> None:
    text = plain_text(document(make_offer()))

    assert "City planner, as of Jun 1, 2026, stated by the owner" in text


def test_a_plan_shows_with_date_and_cost(db: SQLAlchemy) -> None:
    text = plain_text(document(make_offer()))

    assert "Planned: On site by May 1, 2027, cost $400,000 [1]" in text
    assert "Meets by plan" in text


def test_each_site_has_a_map_even_without_a_position(db: SQLAlchemy) -> None:
    sections = site_sections(document(make_offer()))

    assert all(isinstance(one.blocks[1], Figure) for one in sections)


def test_nothing_internal_and_no_other_pursuit_stands_in_it(db: SQLAlchemy) -> None:
    offer = make_offer(chosen=2)

    text = plain_text(document(offer))

    assert "INTERNAL" not in text
    assert offer.sites[2].name not in text


def test_the_summary_says_how_many_sites_of_how_many_cities_were_tried(db: SQLAlchemy) -> None:
    text = plain_text(document(make_offer(chosen=1)))

    assert "3\nsites tried\nin 2 of 2 member cities and townships" in text
    assert "Ties are broken by lot" in text


def test_a_sample_county_says_so_on_the_cover_and_on_every_page(db: SQLAlchemy) -> None:
    made = document(make_offer())

    assert "is made up" in plain_text(made)
    assert "Sample county, made up" in made.running_foot


def test_the_code_name_stands_on_every_page_and_a_company_s_person_nowhere(
    db: SQLAlchemy,
) -> None:
    from fss.pursuits.rules import RequestSource

    made = document(make_offer(source=RequestSource.COMPANY))

    assert "Project Heron" in made.running_head
    assert "Pat Adviser" not in plain_text(made)


def test_fit_tables_hold_at_most_four_sites_each_and_share_them_evenly() -> None:
    sizes = {count: [len(part) for part in _parts(range(count))] for count in (1, 4, 5, 9, 25)}

    assert sizes == {1: [1], 4: [4], 5: [3, 2], 9: [3, 3, 3], 25: [4, 4, 4, 4, 3, 3, 3]}


def test_hostile_words_stay_words(db: SQLAlchemy) -> None:
    offer = make_offer(site_name=HOSTILE)
    proposal = draft(offer)
    services.edit_proposal(
        proposal,
        title="T",
        prepared_for=HOSTILE,
        letter=f"{HOSTILE}\n\n<b>{HOSTILE}</b>",
        version=proposal.version,
        actor=offer.actor,
    )

    made = services.document_of(proposal, at=utcnow())

    assert plain_text(made).count("{{ 7*7 }} <script>alert(1)</script>") > 4
    assert any(
        HOSTILE in column
        for block in walk(made.blocks)
        if isinstance(block, ComparisonTable)
        for column in block.columns
    )
