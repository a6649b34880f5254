"""What the worker does: an import, a site report, a packet."""

from __future__ import annotations

import csv
import io
import random
import time
from uuid import UUID

from sqlalchemy import select

from bench.county import coordinator
from bench.timing import Table, measure
from fss.db import db
from fss.documents.pdf import render_pdf
from fss.exchange.services.importing import (
    check_import,
    plan_of,
    set_mapping,
    start_import,
    table_of,
    write_import,
)
from fss.matching.queries import verdicts_of_all
from fss.matching.services import decide_sites
from fss.permissions.guard import acting
from fss.permissions.rules import Identity
from fss.proposals.documents import write_packet
from fss.proposals.queries import content_of
from fss.proposals.services import create_proposal, frozen_document, issue_proposal
from fss.pursuits.models import Pursuit
from fss.sample.requests import SWITCHGRASS
from fss.sample.services.pursuits import receive
from fss.sites.models import Confidence, Site
from fss.sites.rules.fields import PropertyKind
from fss.sites.services.reporting import make_report
from fss.timezone import utcnow

PACKET_SITES = 25
CITIES = ("Alder Falls", "Kestrel", "Linden Ford", "Two Elms", "Norrland", "Stillbrook")
HEADERS = (
    "Name", "City", "Own number", "Address", "Total acres", "Available acres",
    "Largest contiguous acres", "Price per acre", "Availability", "Zoning class", "Owner",
    "Electric provider", "Electric capacity MW", "Gas service", "Water service", "Sewer service",
    "Fiber service", "Distance to interstate", "Rail", "Notes",
)  # fmt: skip


def time_import(table: Table, rows: int) -> None:
    """From the uploaded file to written facts: reading, dry run, writing."""
    actor = coordinator()
    data = _list(rows)
    with acting(actor):
        start = time.process_time()
        imported = start_import(data, name="bench.csv", actor=actor, now=utcnow())
        targets = {int(key): target for key, target in imported.mapping["targets"].items()}
        set_mapping(
            imported, targets=targets, organization=None, kind=PropertyKind.LAND,
            source="Generated list", as_of=utcnow().date(), confidence=Confidence.ESTIMATED,
            now=utcnow(),
        )  # fmt: skip
        check_import(imported, identity=actor)
        db.session.commit()
        checked = time.process_time()
        read = table_of(imported)
        plan = plan_of(imported, read, actor)
        write_import(imported, read, plan, leave_out=True, identity=actor, now=utcnow())
        db.session.commit()
        done = time.process_time()
    table.rate(f"import of {rows:,} rows, dry run", rows, checked - start, least=1000)
    table.rate(f"import of {rows:,} rows, writing", rows, done - checked, least=1000)
    outcome = imported.outcome
    table.note(
        "  facts written, problems",
        f"{sum(outcome['facts'].values()):,}, {outcome['problem_count']}",
    )


def _list(rows: int) -> bytes:
    chance = random.Random(11)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADERS)
    writer.writerows(_row(chance, number) for number in range(rows))
    return out.getvalue().encode()


def _row(chance: random.Random, number: int) -> tuple[str, ...]:
    acres = chance.uniform(2, 240)
    price = chance.randint(18, 180) * 1000
    status = ("On site", "At the boundary", "unknown")
    return (
        f"Parcel {number}",
        chance.choice(CITIES),
        f"B-{number}",
        f"{number} Road",
        f"{acres:.1f}",
        f"{acres * 0.9:.1f} acres",
        chance.choice((f"{acres:.0f}+", f"about {acres:.0f}")),
        chance.choice((f"${price:,} per acre", f"${price:,} - ${price + 9000:,}", "negotiable")),
        chance.choice(("Available", "Under option")),
        chance.choice(("Light industrial", "Commercial")),
        "Private owner",
        "Tallgrass Electric Cooperative",
        f"{chance.randint(1, 30)} MW",
        *(chance.choice(status) for _ in range(4)),
        f"{chance.uniform(0.2, 15):.1f} miles",
        chance.choice(("On site", "No")),
        "",
    )


def time_report(table: Table) -> None:
    """The report of the best known sample site, in a warm process."""
    actor = coordinator()
    site = db.session.scalars(
        select(Site).where(Site.own_id == "KE-01").order_by(Site.number).limit(1)
    ).one()

    def report() -> None:
        make_report(site, actor=actor, now=utcnow(), tell=_quiet)
        db.session.rollback()

    table.cpu("site report, PDF and DOCX, warm", measure(report, 9), most=300, seconds=True)


def time_packet(table: Table) -> None:
    """A packet of 25 sites: the checks that both say the same and are accessible included."""
    actor = coordinator()
    with acting(actor):
        document, facts = _issued(actor)

        def packet() -> None:
            write_packet(document, facts, stem="bench", tell=_quiet)

        whole = measure(packet, 3, warm=1)
        pdf = measure(lambda: render_pdf(document), 3, warm=0)
    table.cpu(f"packet of {PACKET_SITES} sites, all files", whole, most=4000, seconds=True)
    table.cpu("  of this the PDF (photos not reduced)", pdf, seconds=True)


def _issued(actor: Identity) -> tuple[object, list[dict[str, str]]]:
    pursuit: Pursuit = receive(SWITCHGRASS, at=utcnow(), actor=actor, now=utcnow())
    pursuit.criteria = [one for one in pursuit.criteria if one.importance.value == "want"]
    db.session.flush()
    rows = list(verdicts_of_all(pursuit))
    chosen: set[UUID] = {row.site_id for row in rows if row.name in _sample_names()}
    chosen = set(sorted(chosen, key=str)[:PACKET_SITES])
    decide_sites(
        pursuit, chosen=chosen, reasons={}, common_reason="Not looked at.", actor=actor,
        now=utcnow(),
    )  # fmt: skip
    proposal = create_proposal(pursuit, actor=actor, now=utcnow())
    issue_proposal(proposal, version=proposal.version, actor=actor, now=utcnow())
    content = content_of(proposal)
    assert content is not None
    return frozen_document(proposal), content["facts"]


def _sample_names() -> set[str]:
    return set(db.session.scalars(select(Site.name).where(Site.own_id.not_like("G-%"))).all())


def _quiet(_done: int, _total: int, _message: str = "") -> None:
    """Nobody waits."""
