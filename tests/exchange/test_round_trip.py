"""Export, then import: nothing changes here, and an empty inventory gets the same values."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from fss.accounts.models import Organization
from fss.exchange.documents import Format
from fss.exchange.models import SiteImport
from fss.exchange.services.exporting import make_export
from fss.exchange.services.importing import (
    check_import,
    plan_of,
    set_mapping,
    start_import,
    table_of,
    write_import,
)
from fss.files.services import read_file
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.sites import queries
from fss.sites.models import Confidence, Site
from fss.sites.rules.classes import Audience
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, Kind, PropertyKind, TextForm
from fss.sites.rules.values import Qualifier, Value, display
from fss.sites.services import Statement, state_facts
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.sites import make_site

AS_OF = date(2026, 11, 1)
"""A day after the values were stated, on which another list would confirm them."""
SETTINGS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
    phases=[Phase.generate],  # to shrink a case that writes two files takes minutes
)
WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40
).map(str.strip)
FORMULAS = st.sampled_from(["=1+1", "+1", "-x", "@SUM(A1)", "'=quoted", "''", "'plain", '"'])


def amounts(field: Field) -> st.SearchStrategy[float]:
    low, high = field.minimum, field.maximum
    if field.kind is Kind.INTEGER:
        whole = st.integers(int(low) if low is not None else 0, int(high or 10**6))
        return whole.map(float)
    finite = st.floats(low if low is not None else 0.0, high or 1e6, allow_nan=False)
    return finite.map(lambda amount: round(amount, 4) + 0.0)


@st.composite
def numbers(draw: st.DrawFn, field: Field) -> Value:
    first, second = sorted((draw(amounts(field)), draw(amounts(field))))
    ends: dict[Qualifier, tuple[float | None, float | None]] = {
        Qualifier.EXACT: (first, first),
        Qualifier.AT_LEAST: (first, None),
        Qualifier.AT_MOST: (None, first),
        Qualifier.ABOUT: (first, second),
        Qualifier.RANGE: (first, second),
    }
    if field.kind is Kind.MONEY:
        ends |= {Qualifier.NEGOTIABLE: (first, first), Qualifier.ON_REQUEST: (None, None)}
    qualifier = draw(st.sampled_from(list(ends)))
    low, high = ends[qualifier]
    if qualifier is Qualifier.RANGE and first == second:
        qualifier = Qualifier.EXACT
    return Value(field=field.key, low=low, high=high, qualifier=qualifier, unit=field.unit)


@st.composite
def days(draw: st.DrawFn, field: Field) -> Value:
    drawn = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(lambda day: float(day.toordinal()))
    first, last = sorted((draw(drawn), draw(drawn)))
    qualifier, low, high = draw(
        st.sampled_from(
            [
                (Qualifier.EXACT, first, first),
                (Qualifier.AT_LEAST, first, None),
                (Qualifier.AT_MOST, None, last),
            ]
        )
    )
    return Value(field=field.key, low=low, high=high, qualifier=qualifier)


@st.composite
def choices(draw: st.DrawFn, field: Field) -> Value:
    most = len(field.choices) if field.kind is Kind.MULTI else 1
    keys = draw(st.lists(st.sampled_from(field.choices), min_size=1, max_size=most, unique=True))
    chosen = tuple(choice.key for choice in field.choices if choice in keys)
    return Value(field=field.key, choices=chosen)


@st.composite
def statements(draw: st.DrawFn, kind: PropertyKind) -> list[Statement]:
    """Values of a few fields of any kind, as the forms would state them."""
    fields = [
        field
        for field in FIELDS.values()
        if kind in field.applies_to and field.form is TextForm.FREE and not field.is_table
    ]
    drawn = draw(
        st.lists(st.sampled_from(fields), min_size=1, max_size=12, unique_by=lambda one: one.key)
    )
    stated = []
    for field in drawn:
        if field.is_text:
            stated.append(Statement(field=field.key, value=draw(st.one_of(WORDS, FORMULAS))))
            continue
        of_kind = days if field.kind is Kind.DATE else numbers if field.is_interval else choices
        value = draw(of_kind(field))
        words = display(field, value)
        stated.append(Statement(field=field.key, value=Value(**{**_parts(value), "words": words})))
    return stated


def _parts(value: Value) -> dict[str, Any]:
    return {name: getattr(value, name) for name in Value.__slots__}


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def staff(db: SQLAlchemy) -> Identity:
    return identity_of(make_user(Role.COORDINATOR))


def exported(form: Format, actor: Identity, **asked: str) -> tuple[str, bytes]:
    """The list as a file that the import takes: its name and its bytes."""
    stored, _ = make_export(
        {key: [words] for key, words in asked.items()},
        form=form,
        every_field=False,
        with_evidence=False,
        actor=actor,
        now=utcnow(),
        tell=lambda *_: None,
    )
    data = read_file(stored)
    if form is Format.XLSX:
        return "sites.xlsx", data
    name = f"sites.{form.value}"
    return name, zipfile.ZipFile(io.BytesIO(data)).read(name)


def checked(name: str, data: bytes, actor: Identity, *, as_of: date) -> SiteImport:
    imported = start_import(data, name=name, actor=actor, now=utcnow())
    set_mapping(
        imported,
        targets={int(key): target for key, target in imported.mapping["targets"].items()},
        organization=None,
        kind=PropertyKind.LAND,
        source="The list",
        as_of=as_of,
        confidence=Confidence.OWNER,
        now=utcnow(),
    )
    check_import(imported, identity=actor)
    return imported


@pytest.mark.parametrize("form", [Format.XLSX, Format.CSV])
@SETTINGS
@given(data=st.data())
def test_an_export_that_is_imported_changes_nothing(
    db: SQLAlchemy, elm: Organization, staff: Identity, form: Format, data: st.DataObject
) -> None:
    with acting(staff):
        land = None
        for kind in PropertyKind:
            site = make_site(
                data.draw(WORDS.filter(bool))
                + f" {db.session.scalar(select(func.count(Site.id)))}",
                organization=elm,
                kind=kind,
                land=land,
            )
            land = site
            state_facts(
                site,
                data.draw(statements(kind)),
                source="City planner",
                as_of=date(2026, 6, 1),
                confidence=Confidence.OWNER,
                actor=staff,
                now=utcnow(),
            )
        name, exported_bytes = exported(form, staff)

        imported = checked(name, exported_bytes, staff, as_of=AS_OF)

    outcome = imported.outcome
    assert outcome["problems"] == []
    assert outcome["sites"]["new"] == outcome["sites"]["changed"] == 0
    assert outcome["facts"]["new"] == outcome["facts"]["changed"] == 0


@SETTINGS
@given(data=st.data())
def test_an_export_fills_an_inventory_that_has_none_of_it_with_the_same_values(
    db: SQLAlchemy, elm: Organization, staff: Identity, data: st.DataObject
) -> None:
    """The same rows for another city: nothing there is known of them."""
    place = f"Oak {db.session.scalar(select(func.count(Site.id)))}"
    with acting(staff):
        oak = make_organization(place)
        number = db.session.scalar(select(func.count(Site.id)))
        origin = make_site(f"Field {number}", organization=elm)
        state_facts(
            origin,
            data.draw(statements(PropertyKind.LAND)),
            source="City planner",
            as_of=date(2026, 6, 1),
            confidence=Confidence.OWNER,
            actor=staff,
            now=utcnow(),
        )
        _, exported_bytes = exported(Format.CSV, staff, text=f"S-{origin.number:04d}")
        rows = list(csv.reader(io.StringIO(exported_bytes.decode("utf-8-sig"))))
        moved = io.StringIO()
        csv.writer(moved).writerows(
            [row[0] if line == 0 else "", row[1], place if line else row[2], *row[3:]]
            for line, row in enumerate(rows)
        )

        imported = checked("sites.csv", moved.getvalue().encode(), staff, as_of=AS_OF)
        write_import(
            imported,
            table_of(imported),
            plan_of(imported, table_of(imported), staff),
            leave_out=False,
            identity=staff,
            now=utcnow(),
        )

    copy = db.session.scalar(select(Site).where(Site.organization_id == oak.id))
    assert copy is not None
    assert _known(copy) == _known(origin)


def _known(site: Site) -> dict[str, Any]:
    held = queries.held_values(site, today=AS_OF, audience=Audience.COUNTY)
    return {
        key: (one.value.low, one.value.high, one.value.choices, one.value.text, one.value.qualifier)
        for key, one in held.items()
        if one.value is not None
    }
