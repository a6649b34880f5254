"""Exporting a filtered list: what its page shows, and all that is known of each property."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from fss.accounts.queries import get_county, get_zone
from fss.audit.services import record
from fss.exchange.documents import Contents, Format, Line, write
from fss.exchange.rules.exporting import ROW_TARGETS, cell_of, exported_fields
from fss.exchange.services.gathering import ExportedSite, exported_sites, known_fields
from fss.files.models import StoredFile
from fss.files.services import store_file
from fss.jobs.models import Job
from fss.jobs.services import start_job
from fss.permissions.rules import Identity
from fss.sites.models import Confidence, class_of_field, value_of
from fss.sites.queries import asked_filters, find_sites
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, PropertyKind
from fss.sites.rules.parsing import Cell
from fss.sites.rules.values import display
from fss.timezone import local_date

Arguments = Mapping[str, Sequence[str]]
Tell = Callable[[int, int, str], None]
TOLD_EVERY = 200
KINDS = {PropertyKind.LAND: "Land", PropertyKind.BUILDING: "Building"}


def start_export(
    arguments: Arguments,
    *,
    form: Format,
    every_field: bool,
    with_evidence: bool,
    actor: Identity,
    now: datetime,
) -> Job:
    """Ask for the list that the filters in `arguments` describe; the worker writes it."""
    return start_job(
        "site_export",
        title="Export of sites",
        arguments={
            "filters": {key: list(given) for key, given in arguments.items()},
            "form": form.value,
            "every_field": every_field,
            "with_evidence": with_evidence,
        },
        actor=actor,
        now=now,
    )


def make_export(
    arguments: Arguments,
    *,
    form: Format,
    every_field: bool,
    with_evidence: bool,
    actor: Identity,
    now: datetime,
    tell: Tell,
) -> tuple[StoredFile, int]:
    """Write the list as it stands now; returns the file and how many properties are in it.

    Only what `actor` may see counts, is a column, or is told.
    """
    filters, _ = asked_filters(arguments, actor)
    numbers = find_sites(filters, actor).numbers()
    tell(0, len(numbers), "Reading the list")
    known = None if every_field else known_fields(numbers, actor)
    fields = exported_fields(known)
    county = get_county()

    def told() -> Iterator[ExportedSite]:
        wanted = exported_sites(numbers, actor, outlines=form is Format.GEOJSON)
        for place, site in enumerate(wanted):
            if place % TOLD_EVERY == 0:
                tell(place, len(numbers), "Writing")
            yield site

    contents = Contents(
        title="Sites and buildings",
        author=county.office_name if county else "First Stop Shop",
        created=now,
        fields=fields,
        lines=(_line(site, fields) for site in told()),
        evidence=(row for site in told() for row in _evidence(site)) if with_evidence else None,
    )
    with tempfile.TemporaryFile() as out:
        write(contents, form, out)
        out.seek(0)
        stored = store_file(
            out.read(),
            name=f"sites-{local_date(now, get_zone()).isoformat()}{form.suffix}",
            media_type=form.media_type,
            owner_id=actor.user_id,
            purpose="site-export",
            now=now,
        )
    record("sites:export", at=now, sites=len(numbers), form=form.value, sha256=stored.sha256)
    return stored, len(numbers)


def _line(site: ExportedSite, fields: Sequence[Field]) -> Line:
    own = {
        "@reference": site.reference,
        "@name": site.name,
        "@city": site.city,
        "@kind": KINDS[site.kind],
        "@own_id": site.own_id,
        "@parcel": site.parcels,
    }
    return Line(
        [
            *(own[target] or None for target in ROW_TARGETS),
            *(cell_of(field, site.value(field.key)) for field in fields),
        ],
        _geometry(site),
    )


def _geometry(site: ExportedSite) -> Mapping[str, Any] | None:
    if site.outline:
        return site.outline
    place = [site.value("longitude"), site.value("latitude")]
    ends = [None if one is None else one.low for one in place]
    return None if None in ends else {"type": "Point", "coordinates": ends}


def _evidence(site: ExportedSite) -> Iterator[Sequence[Cell]]:
    for facts, planned in ((site.facts, False), (site.plans, True)):
        for key in FIELDS:
            if key not in facts:
                continue
            fact, field = facts[key], FIELDS[key]
            yield (
                site.reference,
                site.name,
                field.label,
                display(field, value_of(fact)),
                fact.plan_on if planned else None,
                fact.plan_cost if planned else None,
                fact.original,
                fact.source,
                fact.as_of,
                Confidence(fact.confidence).label,
                (fact.data_class or class_of_field(key)).label,
            )
