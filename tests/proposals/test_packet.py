"""The files of an issued proposal: same words, same bytes, open to all, from what was frozen."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable

import page
import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete

from fss.documents.accessibility import docx_words, empty_pages, pdf_words
from fss.documents.words import plain_text
from fss.errors import RuleError
from fss.files.services import read_file
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.proposals import queries, services
from fss.proposals.documents import packet
from fss.proposals.models import FileKind, Proposal, ProposalFile
from fss.sites.services.photos import remove_photo
from fss.timezone import utcnow
from tests.factories.proposals import draft, issue, make_offer

RunJobs = Callable[[], int]


def written(proposal: Proposal) -> dict[FileKind, bytes]:
    return {one.kind: read_file(one.file) for one in proposal.files}


def test_the_sample_proposal_breaks_no_rule_of_pdf_ua(db: SQLAlchemy, run_jobs: RunJobs) -> None:
    proposal = issue(make_offer())
    run_jobs()
    pdf = written(proposal)[FileKind.PDF]

    report = page.validate_pdf_bytes(pdf, profile="ua1")

    assert [f"{one.rule_id}: {one.message}" for one in report.failures] == []
    assert empty_pages(pdf) == []


def test_pdf_docx_and_frozen_content_say_the_same_words(db: SQLAlchemy, run_jobs: RunJobs) -> None:
    proposal = issue(make_offer())
    run_jobs()
    files = written(proposal)

    expected = plain_text(services.frozen_document(proposal)).split()

    assert docx_words(files[FileKind.DOCX]) == expected
    assert "".join(pdf_words(files[FileKind.PDF])) == "".join(expected)


def test_each_file_is_kept_with_its_hash_its_name_and_what_made_it(
    db: SQLAlchemy, run_jobs: RunJobs
) -> None:
    proposal = issue(make_offer())
    run_jobs()

    kept = {one.kind: one for one in proposal.files}

    assert set(kept) == set(FileKind)
    assert kept[FileKind.PDF].file.name == "Project-Heron-proposal-1.pdf"
    assert {"weasyprint", "python-docx"} <= set(kept[FileKind.PDF].made_with)
    for one in proposal.files:
        assert one.sha256 == hashlib.sha256(read_file(one.file)).hexdigest()


def test_writing_again_gives_the_same_bytes_even_without_the_photo_s_row(
    db: SQLAlchemy, run_jobs: RunJobs
) -> None:
    offer = make_offer()
    proposal = issue(offer)
    run_jobs()
    before = {one.kind: one.sha256 for one in proposal.files}
    remove_photo(offer.sites[0].photos[0], now=utcnow())
    db.session.execute(delete(ProposalFile))
    db.session.expire_all()

    services.start_packet(proposal, actor=offer.actor, now=utcnow())
    run_jobs()

    assert {one.kind: one.sha256 for one in proposal.files} == before


def test_a_job_that_runs_twice_keeps_the_files_that_were_handed_out(
    db: SQLAlchemy, run_jobs: RunJobs
) -> None:
    offer = make_offer(chosen=1)
    proposal = issue(offer)
    run_jobs()
    before = {one.kind: one.file_id for one in proposal.files}

    services.start_packet(proposal, actor=offer.actor, now=utcnow())
    run_jobs()

    assert {one.kind: one.file_id for one in proposal.files} == before
    with pytest.raises(RuleError, match="stays"):
        services.keep_packet(proposal, {FileKind.PDF: b"other"}, actor=offer.actor, now=utcnow())


def test_a_mismatch_of_words_fails_the_job_and_keeps_nothing(
    db: SQLAlchemy, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = issue(make_offer(chosen=1))
    monkeypatch.setattr(packet, "docx_words", lambda data: [*docx_words(data), "more"])

    run_jobs()

    job = db.session.get_one(Job, proposal.job_id)
    assert job.state is JobState.FAILED
    assert "do not say the same" in job.error
    assert proposal.files == []


def test_the_zip_lists_every_fact_with_evidence_and_no_formula(
    app: Flask, db: SQLAlchemy, run_jobs: RunJobs
) -> None:
    proposal = issue(make_offer(site_name="=1+1"))
    run_jobs()
    files = written(proposal)

    with zipfile.ZipFile(io.BytesIO(files[FileKind.ZIP])) as archive:
        names = archive.namelist()
        rows = list(csv.DictReader(io.StringIO(archive.read("sites.csv").decode("utf-8-sig"))))
        readme = archive.read("README.txt").decode()
        inner = archive.read("Project-Heron-proposal-1.pdf")

    acres = next(row for row in rows if row["Fact"] == "Largest contiguous area")
    assert names[2:] == ["sites.csv", "README.txt"]
    assert (acres["Site"], acres["Value"], acres["Source"]) == ("'=1+1", "60 acres", "City planner")
    assert acres["As of"] == "2026-06-01"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert inner == files[FileKind.PDF]
    assert hashlib.sha256(inner).hexdigest() in readme


def test_a_draft_has_nothing_frozen_to_write(db: SQLAlchemy) -> None:
    offer = make_offer(chosen=1)
    proposal = draft(offer)

    assert queries.content_of(proposal) is None
    with pytest.raises(RuleError, match="nothing to write"):
        services.restart_packet(proposal, actor=offer.actor, now=utcnow())
