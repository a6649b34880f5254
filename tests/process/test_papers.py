"""The documents of a process: the same words in each, open to everyone, a city's letters marked."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import page as validation
import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from openpyxl import load_workbook
from sqlalchemy import select

from fss.accounts.models import User
from fss.documents.accessibility import docx_words, empty_pages, pdf_problems, pdf_words
from fss.documents.docx import render_docx
from fss.documents.pdf import render_pdf
from fss.documents.words import plain_text
from fss.errors import NotFoundError
from fss.files.services import read_file
from fss.jobs.models import Job
from fss.jobs.services import run_job
from fss.process.documents.paper import NOT_APPROVED, SAME, PaperData, process_paper
from fss.process.documents.workbook import process_workbook
from fss.process.queries.papers import agreed_variant, agreed_variants
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PURSUIT
from fss.process.rules.matrices import apply_matrix, read_matrix
from fss.process.rules.raci import parse_letters
from fss.process.rules.templates import Template, content_hash
from fss.process.rules.variants import Changes
from fss.process.services.printing import make_papers
from fss.process.services.sheets import read_sheet
from tests.factories.process import make_office
from tests.process.test_variants import NO_PLANNER, NOW, agree, propose

SignIn = Callable[[FlaskClient, User], None]
CITY: Changes = {"P6": {"CP": parse_letters(""), "CA": parse_letters("A/R")}}


def data_of(
    process: Template = PURSUIT, city: str = "", changes: Changes | None = None
) -> PaperData:
    return PaperData(
        base=process,
        number=2,
        status="approved",
        is_approved=True,
        approved="May 3, 2026, Steering committee",
        review_due=date(2027, 5, 1),
        fingerprint=content_hash(process),
        county="Tamarack County",
        author="Office of Economic Development",
        is_sample=False,
        created=datetime(2026, 5, 3, 17, tzinfo=UTC),
        city=city,
        changes=changes or {},
    )


@cache
def pdf_of(code: str) -> bytes:
    return render_pdf(process_paper(data_of(DEFAULT_TEMPLATES[code])))


def quiet(*_: object) -> None:
    """Nobody watches the progress."""


def unbroken(words: list[str]) -> str:
    """Words put together again that a line's end took apart behind their hyphen."""
    return "".join(words).replace("\x02", "-")


@pytest.mark.parametrize("code", ["D1", "D2"])
def test_a_default_process_prints_open_to_everyone_and_with_the_same_words(code: str) -> None:
    paper = process_paper(data_of(DEFAULT_TEMPLATES[code]))
    pdf = pdf_of(code)

    report = validation.validate_pdf_bytes(pdf, profile="ua1")
    assert [f"{one.rule_id}: {one.message}" for one in report.failures] == []
    assert pdf_problems(pdf) == []
    assert empty_pages(pdf) == []
    assert unbroken(pdf_words(pdf)) == "".join(plain_text(paper).split())
    assert docx_words(render_docx(paper)) == plain_text(paper).split()


def test_the_same_version_gives_the_same_bytes() -> None:
    assert render_pdf(process_paper(data_of())) == pdf_of("D1")


def test_the_papers_name_every_step_its_time_its_predecessors_and_every_role() -> None:
    words = plain_text(process_paper(data_of()))

    for step in PURSUIT.steps:
        assert f"{step.key} {step.title}" in words
        assert step.description in words
        assert all(tick in words for tick in step.checklist)
    assert "After P6, P7 and P8. 4 business hours. Every city is treated alike." in words
    assert "Responsible: City planner" in words
    assert "Promise: We confirm your request within 4 business hours." in words
    assert "County economic development director" in words


def test_heads_of_a_matrix_with_further_roles_stand_in_whole_words() -> None:
    told: Changes = {"P6": {"CO": parse_letters("I"), "EDA": parse_letters("I")}}
    document = process_paper(data_of(city="Elm Grove", changes=told))

    words = pdf_words(render_pdf(document))

    caption = words.index("RACI")
    heads = set(words[caption : words.index("acknowledge", caption)])
    assert {"coordinator", "development", "administrator", "committee", "authority"} <= heads


def test_a_citys_papers_mark_what_differs_and_list_it_beside_the_countys_letters() -> None:
    words = plain_text(process_paper(data_of(city="City A", changes=CITY)))

    assert "A/R*" in words
    assert "–*" in words
    assert "What City A does differently" in words
    listed = words.split("Letters that differ")[1].split("The steps")[0].split("\n")
    assert listed[5:9] == ["P6 City responds", "City planner", "R", "–"]
    assert listed[9:13] == ["P6 City responds", "City administrator", "A", "A/R"]


def test_a_city_that_changes_nothing_is_said_to_change_nothing() -> None:
    words = plain_text(process_paper(data_of(city="City A")))

    assert SAME in words
    assert "*" not in words


def test_a_version_that_is_not_approved_says_so_first() -> None:
    draft = replace(data_of(), status="draft", is_approved=False, approved="")

    words = plain_text(process_paper(draft))

    assert words.index(NOT_APPROVED) < words.index("P1 Log and acknowledge")
    assert NOT_APPROVED not in plain_text(process_paper(data_of()))


def test_words_of_a_draft_that_look_like_markup_or_formulas_stay_words() -> None:
    odd = "<b>&=1+1 “x”\x07"
    steps = (replace(PURSUIT.steps[0], title=odd, description="=cmd()", timing=odd),)
    paper = process_paper(data_of(replace(PURSUIT, steps=steps)))

    assert "<b>&=1+1" in " ".join(pdf_words(render_pdf(paper)))
    book = load_workbook(io.BytesIO(process_workbook(data_of(replace(PURSUIT, steps=steps)))))
    cell = book["Steps"]["C2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")


def test_the_workbooks_first_sheet_is_read_back_as_the_same_matrix() -> None:
    data = process_workbook(data_of(city="City A", changes=CITY))

    read = read_matrix(read_sheet(data, name="pursuit.xlsx"), PURSUIT)

    assert not read.unclear
    same = data_of(changes=CITY).process
    assert content_hash(apply_matrix(PURSUIT, read)) == content_hash(same)
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["RACI", "Steps", "Changes", "About"]
    assert book["Steps"].max_row == len(PURSUIT.steps) + 1
    changed = [[cell.value for cell in row] for row in book["Changes"].iter_rows(min_row=2)]
    assert ["P6", "City responds", "City planner", "R", "–"] in changed


def test_the_worker_prints_a_citys_agreed_letters_and_only_those(db: SQLAlchemy) -> None:
    office = make_office()
    variant = agree(office, NO_PLANNER)
    propose(office, NO_PLANNER, city=1)
    db.session.commit()
    stored = variant.template

    papers = make_papers(
        stored,
        variant=variant,
        actor=office.identity(office.coordinator),
        now=NOW,
        tell=quiet,
    )

    assert papers.pdf.name == "pursuit-version-1-city-a.pdf"
    assert "A/R*" in pdf_words(read_file(papers.pdf))
    words = " ".join(docx_words(read_file(papers.docx)))
    assert "Administrator of City A for the city" in words
    assert "Dana Director for the county" in words
    coordinator = office.identity(office.coordinator)
    assert agreed_variants(stored, coordinator) == [variant]


def test_nobody_of_another_city_prints_a_citys_letters(db: SQLAlchemy) -> None:
    office = make_office()
    variant = agree(office, NO_PLANNER)
    other = office.identity(office.planners[1])

    assert agreed_variants(variant.template, other) == []
    with pytest.raises(NotFoundError):
        agreed_variant(variant.id, variant.template, other)
    assert agreed_variants(variant.template, office.identity(office.planners[0])) == [variant]


def test_a_planner_orders_the_papers_of_the_own_city_on_the_page_and_finds_them_there(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    office = make_office()
    variant = agree(office, NO_PLANNER)
    db.session.commit()
    sign_in(client, office.planners[0])
    address = f"/process/templates/{variant.template_id}/papers"

    asked = client.get(address).text
    answer = client.post(address, data={"scope": str(variant.id)})
    made = db.session.scalars(select(Job).where(Job.kind == "process_papers")).one()
    run_job(made.id)
    page = client.get(address).text

    assert "City A: as agreed with the city" in asked
    assert answer.status_code == 302
    assert page.count("/files/") == 3
    assert made.result
    assert client.get(f"/files/{made.result['docx_id']}").status_code == 200


def test_who_asks_for_another_citys_papers_is_refused_on_the_page(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    office = make_office()
    variant = agree(office, NO_PLANNER)
    db.session.commit()
    sign_in(client, office.planners[1])

    answer = client.post(
        f"/process/templates/{variant.template_id}/papers", data={"scope": str(variant.id)}
    )

    assert answer.status_code == 422
    assert db.session.scalars(select(Job)).all() == []
