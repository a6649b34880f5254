"""Commands for operators: `flask --app wsgi <command>`. See docs/own-county.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy import inspect

from fss.accounts import queries as accounts
from fss.accounts import services as organizations
from fss.accounts.models import MEMBER_KINDS, County, Organization, OrganizationKind
from fss.accounts.rules.outlines import match_outlines, property_names, read_outlines
from fss.audit.queries import broken_streams
from fss.calendars import queries as calendars
from fss.calendars.models import Calendar
from fss.calendars.rules.hours import office_week
from fss.calendars.services import add_year, confirm_closures, create_calendar, proposed_year
from fss.db import db
from fss.errors import RuleError
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM, Role
from fss.process import queries as process
from fss.process.services import adopt_all_standards, install_default_templates
from fss.sites import services as sites
from fss.timezone import local_date, utcnow

NO_COUNTY = (
    "There is no county in this data folder yet. Make it first: flask --app wsgi county create "
    "--name … --admin-name … --admin-email …"
)
MOST_YEARS = 10

county = AppGroup("county", help="Set up this installation's county.")
members = AppGroup("members", help="Cities and townships.")
audit = AppGroup("audit", help="The record of what was done.")
calendar = AppGroup("calendar", help="Closed days of the county's office.")
facets = AppGroup("facets", help="What the list of sites is found by.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    for group in (county, members, audit, calendar, facets):
        app.cli.add_command(group)


@contextmanager
def _one_transaction() -> Iterator[None]:
    """Do all as the system and commit, or nothing; a broken rule is told in one line."""
    try:
        with acting(SYSTEM):
            yield
            db.session.commit()
    except RuleError as error:
        raise click.ClickException(error.message) from None
    finally:
        db.session.rollback()


def _require_county() -> None:
    """Say what to do first where there are no tables or no county."""
    if (
        not inspect(db.session.connection()).has_table(County.__tablename__)
        or accounts.get_county() is None
    ):
        raise click.ClickException(NO_COUNTY)


@county.command("create")
@click.option("--name", required=True, help="Such as: Prairie County")
@click.option("--state", default="Minnesota", show_default=True)
@click.option("--time-zone", default=accounts.DEFAULT_ZONE, show_default=True, help="IANA name.")
@click.option("--admin-name", required=True, help="Who sets up the rest.")
@click.option("--admin-email", required=True)
def create_county(name: str, state: str, time_zone: str, admin_name: str, admin_email: str) -> None:
    """Make the county and its administrator; print the link that lets them sign in.

    The tables are made or brought up to date first.
    """
    upgrade()
    present = accounts.get_county()
    if present is not None:
        kind = "the sample county" if present.is_sample else "a county"
        raise click.ClickException(
            f"This data folder holds {kind} already ({present.name}). Choose a folder of its own, "
            "FSS_DATA=/path/to/folder, and set FSS_SAMPLE=0 so that no sample is made there."
        )
    now = utcnow()
    links: list[str] = []

    def link(token: str) -> str:
        path = current_app.url_map.bind("").build("accounts.accept", {"token": token})
        links.append(f"{current_app.config['FSS'].base_url}{path}")
        return links[-1]

    with _one_transaction():
        made = organizations.create_county(name=name, state=state, time_zone=time_zone)
        office = accounts.get_county_organization()
        assert office is not None
        organizations.invite_person(
            name=admin_name,
            email=admin_email,
            organization=office,
            role=Role.ADMINISTRATOR,
            held_from=local_date(now, made.time_zone),
            now=now,
            link=link,
        )
        install_default_templates(now=now)
        adopt_all_standards(now=now)
    click.echo(f"{made.name}, {made.state}, is set up with the default processes.")
    click.echo(f"{admin_name} opens this link to set a password (once, within 14 days):")
    click.echo(f"  {links[0]}")
    click.echo("Next: flask --app wsgi calendar seed, then add members and people.")


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name-property", required=True, help="The property that holds each area's name.")
@click.option("--kind", type=click.Choice([kind.value for kind in MEMBER_KINDS]), default="city")
def import_members(file: Path, name_property: str, kind: str) -> None:
    """Add a member for each area of a GeoJSON file; draw the outline of those that exist."""
    _require_county()
    added, drawn = [], []
    with _one_transaction():
        found = read_outlines(file.read_bytes())
        properties = property_names(found)
        if name_property not in properties:
            listed = ", ".join(properties) or "none"
            raise RuleError(f"The areas have no property “{name_property}”. They have: {listed}.")
        present = [one for one in accounts.organizations() if one.is_member]
        names = {key: one for one in present for key in (one.name, one.code)}
        codes = {one.code for one in accounts.organizations()}
        for number, item in enumerate(match_outlines(found, name_property, names), 1):
            if not item.name:
                raise RuleError(f"Area {number} has no name in “{name_property}”.")
            if item.key is not None:
                organizations.set_outline(item.key, outline=item.outline.geometry)
                drawn.append(item.key.name)
                continue
            made = organizations.create_organization(
                kind=OrganizationKind(kind),
                name=item.name,
                code=_free_code(item.name, codes),
                active_from=accounts.today(),
                outline=item.outline.geometry,
            )
            added.append(made.name)
    click.echo(f"{len(added)} added" + (f": {', '.join(added)}" if added else ""))
    click.echo(f"{len(drawn)} drawn anew" + (f": {', '.join(drawn)}" if drawn else ""))


def _free_code(name: str, taken: set[str]) -> str:
    """A short code from the name that nobody has; kept in `taken`."""
    letters = "".join(letter for letter in name.upper() if letter.isascii() and letter.isalnum())
    stem = letters[:9] or "MEMBER"
    code = next(
        candidate
        for candidate in (stem, *(f"{stem}-{number}" for number in range(2, 100)))
        if candidate not in taken
    )
    taken.add(code)
    return code


@audit.command("verify")
def verify_audit() -> None:
    """Recompute every chain of the record, and the fingerprint of every approved process."""
    _require_county()
    broken, altered = broken_streams(), process.altered_templates()
    for template in altered:
        click.echo(f"{template.title}, version {template.number}: was altered", err=True)
    if not broken and not altered:
        click.echo("Every chain of the record holds, and every approved process is unaltered.")
        return
    for stream, sequence in broken.items():
        click.echo(f"{stream}: does not hold from event {sequence} on", err=True)
    raise click.ClickException(
        "The record was changed outside the program. Keep this database as it is, and compare it "
        "with a backup from before."
    )


@calendar.command("seed")
@click.option(
    "--years",
    type=click.IntRange(1, MOST_YEARS),
    default=2,
    show_default=True,
    help="How many years, from this one on, to cover.",
)
def seed_calendar(years: int) -> None:
    """Give the county's office its hours and public holidays, or add the years that lack."""
    _require_county()
    office = accounts.get_county_organization()
    assert office is not None
    first = accounts.today().year
    last = first + years - 1
    with _one_transaction():
        kept = _covered(office, first, last)
    click.echo(
        f"The calendar of {office.name} covers the time until {kept.covers_until.isoformat()}. "
        "Look it through under Process, Calendars: remove the days on which the office is open."
    )


def _covered(office: Organization, first: int, last: int) -> Calendar:
    kept = calendars.calendar_of(office.id)
    if kept is None:
        years = range(first, last + 1)
        return create_calendar(organization=office, hours=office_week(), years=years)
    while kept.covers_until.year < last:
        if not proposed_year(kept):
            add_year(kept, version=kept.version)
        confirm_closures(kept, year=kept.covers_until.year + 1, version=kept.version)
    return kept


@facets.command("rebuild")
def rebuild_facets() -> None:
    """Work out anew what is kept of sites beside their facts: as after an upgrade.

    Readiness, what buildings take over from their land, the sets and words of the list.
    """
    _require_county()
    with _one_transaction():
        count = sites.rebuild_sites()
    click.echo(f"{count} sites can be found by what they hold now.")
