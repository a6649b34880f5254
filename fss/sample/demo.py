"""`make demo`: the main job without a browser, from a broker's request to the files in their hands.

Everything is real: the services that the pages use, the worker's jobs (run here and now), the
broker's page through the application. It ends with checks of what was made.
"""

from __future__ import annotations

import logging
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import structlog
from flask import Flask
from flask_migrate import upgrade

from fss import create_app
from fss.config import Config
from fss.db import db
from fss.files.models import StoredFile
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.jobs.services import close_queue, run_job
from fss.matching.queries import MatchRow, left_out, match, verdicts_of_all
from fss.matching.rules import VERDICT_LABELS
from fss.matching.services import decide_sites
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM, Identity
from fss.proposals.models import Proposal
from fss.proposals.services import create_proposal, issue_proposal, share_proposal
from fss.pursuits.models import Pursuit
from fss.pursuits.queries import criteria_of
from fss.pursuits.rules import Stage
from fss.sample.checks import Told, check_files, open_as_broker, say
from fss.sample.requests import BLUESTEM
from fss.sample.services.county import COORDINATOR, identity_for, make_county
from fss.sample.services.proposal import LINK_DAYS, packet_address
from fss.sample.services.pursuits import advance, receive
from fss.sample.services.sites import make_sites
from fss.sample.services.steps import Finished, finish_step, name_sites
from fss.sites.models import Site
from fss.sites.services.reporting import start_report
from fss.timezone import date_words, utcnow, words

OUTPUT = Path("demo-output")
SHORTLIST_SIZE = 3
LEFT_OUT = "The three offered answer more of what is asked."


def run_demo(output: Path = OUTPUT) -> int:
    """Do the main job in a temporary folder; 0 when every check holds."""
    print("The main job of First Stop Shop, with a made-up county.")
    with tempfile.TemporaryDirectory(prefix="fss-demo-") as folder:
        logging_before = structlog.get_config()
        app = create_app(Config.from_environment({"FSS_DATA": folder}))
        # Lines of the log between the steps would only confuse; warnings still show.
        quiet = structlog.make_filtering_bound_logger(logging.WARNING)
        structlog.configure(wrapper_class=quiet)
        try:
            with app.app_context():
                upgrade()
                told = Told()
                _main_job(app, told, output)
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            close_queue(app)
            structlog.configure(**logging_before)
    took = time.perf_counter() - told.began
    print(
        f"\n{'All checks hold' if not told.wrong else f'{told.wrong} checks do not hold'}", end=""
    )
    print(f"; the whole took {took:.1f} s. Files are in {output}/", flush=True)
    return 1 if told.wrong else 0


def _main_job(app: Flask, told: Told, output: Path) -> None:
    told.step("Make the county, its people and its sites", _make_county)
    actor = identity_for(COORDINATOR)
    pursuit = told.step("A broker's request comes in", lambda: _receive(actor))
    told.step("Ask the cities", lambda: _call(pursuit, actor))
    best = told.step("Try every site against every criterion", lambda: _match(pursuit))
    told.step("Decide about every site", lambda: _decide(pursuit, best, actor))
    proposal = told.step("Compose and issue the proposal", lambda: _issue(pursuit, best, actor))
    files = told.step("Write the packet and a site report", lambda: _write(proposal, best, actor))
    token = told.step("Approve and send the private link", lambda: _send(proposal, actor))
    told.step("The broker opens the link", lambda: open_as_broker(app, told, proposal, token))
    told.step("Check what was made", lambda: check_files(told, proposal, files, output))


def _make_county() -> None:
    now = utcnow()
    with acting(SYSTEM):
        county = make_county(now)
        sites = make_sites(now)
    db.session.commit()
    say(f"{county.name}, {county.state}: {len(sites)} sites and buildings")


def _receive(actor: Identity) -> Pursuit:
    now = utcnow()
    pursuit = receive(BLUESTEM, at=now - timedelta(minutes=10), actor=actor, now=now)
    db.session.commit()
    due = words(pursuit.due_at, "America/Chicago", with_zone=True)
    say(f"{pursuit.code_name} from {pursuit.contact_name}, due {due}")
    for line in pursuit.request_text.splitlines():
        say(f"  | {line}")
    say("Criteria:")
    for one in criteria_of(pursuit):
        weight = "must" if one.importance.value == "must" else f"want, weight {one.weight}"
        say(f"  {one.field.label}: {one.words} ({weight})")
    return pursuit


def _call(pursuit: Pursuit, actor: Identity) -> None:
    for key in ("P1", "P2", "P3", "P4", "P5"):
        _finish(pursuit, key)
        if key == "P1":
            advance(pursuit, Stage.TRIAGE, actor, utcnow())
    advance(pursuit, Stage.CALL_FOR_SITES, actor, utcnow())
    _finish(pursuit, "P6")
    db.session.commit()


def _finish(pursuit: Pursuit, key: str) -> None:
    done = finish_step(pursuit, key, at=utcnow())
    if len(done) > 3:
        people = ", ".join(f"{one.person} ({one.letter})" for one in done)
        say(f"done  {key} {done[0].title.partition(':')[0]} × {len(done)}: {people}")
        return
    for one in done:
        say(_told(one))


def _told(one: Finished) -> str:
    letter = {"R": "responsible", "A": "accountable"}[one.letter]
    return f"done  {one.key} {one.title}: {one.person} ({letter})"


def _match(pursuit: Pursuit) -> list[MatchRow]:
    found = match(pursuit)
    tally = found.tally
    say(
        f"{tally.tried} sites tried: {tally.meeting} meet every must, {tally.unknown} hang on "
        f"something unknown, {tally.failing} fail a must"
    )
    for place, row in enumerate(found.rows[:5], 1):
        say(f"{place}. {row.name}, {row.city} — {row.points} of {found.most_points} points")
        for asked, finding in zip(found.criteria, row.findings, strict=True):
            say(f"     {VERDICT_LABELS[finding.verdict]:<13} {asked.field.label}: {finding.reason}")
    eligible = [row for row in verdicts_of_all(pursuit) if row.is_eligible]
    return eligible[:SHORTLIST_SIZE]


def _decide(pursuit: Pursuit, best: Sequence[MatchRow], actor: Identity) -> None:
    with acting(actor):
        outcome = decide_sites(
            pursuit,
            chosen={row.site_id for row in best},
            reasons={},
            common_reason=LEFT_OUT,
            actor=actor,
            now=utcnow(),
        )
    db.session.commit()
    say(f"{outcome.shortlisted} shortlisted: {', '.join(row.name for row in best)}")
    say(f"{outcome.by_rule} left out by a must, {outcome.with_reason} for a reason, such as:")
    for decision in (*left_out(pursuit, by_rule=True)[:3], *left_out(pursuit, by_rule=False)[:2]):
        say(f"  {decision.site.name}: {decision.reason}")


def _issue(pursuit: Pursuit, best: Sequence[MatchRow], actor: Identity) -> Proposal:
    name_sites(
        pursuit, ("P7", "P8"), sites=[f"{row.name}, {row.city}" for row in best], at=utcnow()
    )
    for key in ("P7", "P8", "P9"):
        _finish(pursuit, key)
    advance(pursuit, Stage.DRAFTING, actor, utcnow())
    with acting(actor):
        proposal = create_proposal(pursuit, actor=actor, now=utcnow())
    _finish(pursuit, "P10")
    advance(pursuit, Stage.REVIEW, actor, utcnow())
    with acting(actor):
        issue_proposal(proposal, version=proposal.version, actor=actor, now=utcnow())
    db.session.commit()
    assert proposal.issued_at is not None
    say(f"“{proposal.title}” issued on {date_words(proposal.issued_at.date())}, content frozen")
    say(f"SHA-256 of the content {proposal.content_hash}")
    return proposal


def _write(proposal: Proposal, best: Sequence[MatchRow], actor: Identity) -> list[StoredFile]:
    """The files of the packet, then the two of the report about the best site."""
    assert proposal.job_id is not None
    _run(proposal.job_id)
    db.session.refresh(proposal)
    with acting(actor):
        report = start_report(db.session.get_one(Site, best[0].site_id), actor=actor, now=utcnow())
    db.session.commit()
    result = _run(report.id).result or {}
    made = [uuid.UUID(result[key]) for key in ("file_id", "docx_id")]
    files = [one.file for one in proposal.files]
    files += [db.session.get_one(StoredFile, file_id) for file_id in made]
    for stored in files:
        say(f"{stored.name} ({stored.size / 1000:,.0f} kB)")
    return files


def _run(job_id: uuid.UUID) -> Job:
    job = run_job(job_id)
    if job.state is not JobState.DONE:
        raise RuntimeError(f"{job.title}: {job.error}")
    say(f"job done: {job.title}")
    return job


def _send(proposal: Proposal, actor: Identity) -> str:
    with acting(actor):
        token = share_proposal(
            proposal,
            recipient=proposal.pursuit.contact_name,
            days=LINK_DAYS,
            email=proposal.pursuit.contact_email,
            link=packet_address,
            actor=actor,
            now=utcnow(),
        )
    _finish(proposal.pursuit, "P11")
    advance(proposal.pursuit, Stage.SUBMITTED, actor, utcnow())
    db.session.commit()
    say(f"private link for {proposal.pursuit.contact_name}, good for {LINK_DAYS} days")
    return token
