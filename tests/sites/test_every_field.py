"""Each field, declared or the county's own, reaches every place that fields go to.

Each test takes all fields at once: what a field is declared as must be enough.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import Organization, User
from fss.audit.models import AuditEvent
from fss.db import db as database
from fss.documents.words import plain_text
from fss.exchange.documents import Format
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
from fss.matching.queries.verdicts import CODES, verdict_code
from fss.matching.rules import Verdict
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.pursuits.forms import RowForm
from fss.pursuits.rules import find_field, read_criterion
from fss.sites.documents import site_report
from fss.sites.models import Confidence, Fact, Site
from fss.sites.queries import held_values
from fss.sites.rules.classes import Audience, may_show
from fss.sites.rules.dictionary import fields_for
from fss.sites.rules.fields import Field, Kind, PropertyKind
from fss.sites.services.reporting import report_data
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.every_field import (
    OWN_KINDS,
    cells_for,
    make_own_fields,
    shown_for,
    site_with_all,
    words_for,
)
from tests.factories.published import publish
from tests.factories.sites import STATED, make_site

SignIn = Callable[[FlaskClient, User], None]
both_kinds = pytest.mark.parametrize("kind", list(PropertyKind), ids=lambda kind: kind.value)


@pytest.fixture
def own_fields(db: SQLAlchemy) -> list[str]:
    """An own field of each kind; their keys."""
    made = make_own_fields()
    db.session.commit()
    return [one.key for one in made]


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def staff(db: SQLAlchemy) -> User:
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    return user


def keys_of(kind: PropertyKind) -> set[str]:
    return {field.key for field in fields_for(kind)}


def stated(db: SQLAlchemy, site: Site) -> set[str]:
    return set(db.session.scalars(select(Fact.field).where(Fact.site_id == site.id)))


@both_kinds
def test_form(
    client: FlaskClient,
    db: SQLAlchemy,
    sign_in: SignIn,
    staff: User,
    elm: Organization,
    own_fields: list[str],
    kind: PropertyKind,
) -> None:
    site = make_site("Marvel", organization=elm, kind=kind)
    db.session.commit()
    sign_in(client, staff)
    refused = {}

    for group in dict.fromkeys(field.group for field in fields_for(kind)):
        members = [field for field in fields_for(kind) if field.group == group]
        page = client.get(f"/sites/{site.id}/edit/{group}").text
        assert [field.key for field in members if f'name="v_{field.key}"' not in page] == []
        sent: dict[str, Any] = {"seen": "0", "source": "City", "as_of": "2026-06-01"}
        sent |= {"confidence": "documented"}
        for field in members:
            if field.is_set:
                sent[f"v_{field.key}"] = field.choices[0].key
                sent[f"p_{field.key}"] = ""
            else:
                words = cells_for(field) if field.is_table else words_for(field)
                sent[f"v_{field.key}"] = words
        answer = client.post(f"/sites/{site.id}/edit/{group}", data=sent)
        if answer.status_code != 302:
            refused[group] = answer.text

    assert refused == {}
    assert stated(db, site) == keys_of(kind)


@both_kinds
def test_page(
    client: FlaskClient,
    db: SQLAlchemy,
    sign_in: SignIn,
    staff: User,
    elm: Organization,
    own_fields: list[str],
    kind: PropertyKind,
) -> None:
    site = site_with_all(kind, elm)
    db.session.commit()
    sign_in(client, staff)

    page = client.get(f"/sites/{site.id}").text
    rows = "\n".join(" ".join(line.split()) for line in page.splitlines())

    assert not [field.key for field in fields_for(kind) if not _is_on(field, rows)]
    assert not [
        key
        for key in (*own_fields, "gas_status")
        if client.get(f"/sites/{site.id}/history/{key}").status_code != 200
    ]


def _is_on(field: Field, page: str) -> bool:
    if field.is_table:
        return all(escape(column.label) in page for column in field.columns_of_table)
    return escape(shown_for(field)) in page and (bool(field.row) or escape(field.label) in page)


@both_kinds
def test_import(
    db: SQLAlchemy, staff: User, elm: Organization, own_fields: list[str], kind: PropertyKind
) -> None:
    identity, fields = identity_of(staff), fields_for(kind)
    lines = [
        ["Name", "City or township", *(field.label for field in fields)],
        ["Marvel", "Elm", *(words_for(field) for field in fields)],
    ]
    file = io.StringIO()
    csv.writer(file).writerows(lines)

    with acting(identity):
        imported = start_import(
            file.getvalue().encode(), name="list.csv", actor=identity, now=utcnow()
        )
        targets = {int(at): target for at, target in imported.mapping["targets"].items()}
        guessed = [targets.get(place) for place in range(2, len(lines[0]))]
        assert guessed == [field.key for field in fields]
        set_mapping(
            imported,
            targets=targets,
            organization=None,
            kind=kind,
            source="The list",
            as_of=STATED,
            confidence=Confidence.OWNER,
            now=utcnow(),
        )
        check_import(imported, identity=identity)
        assert imported.outcome["problems"] == []
        table = table_of(imported)
        write_import(
            imported,
            table,
            plan_of(imported, table, identity),
            leave_out=False,
            identity=identity,
            now=utcnow(),
        )

    site = db.session.scalars(select(Site)).one()
    assert stated(db, site) == keys_of(kind)


@both_kinds
def test_export(
    db: SQLAlchemy, staff: User, elm: Organization, own_fields: list[str], kind: PropertyKind
) -> None:
    site_with_all(kind, elm)
    db.session.commit()

    rows = list(csv.DictReader(io.StringIO(_exported(identity_of(staff)))))

    assert len(rows) == 1
    filled = {head for head, cell in rows[0].items() if cell}
    missing = [
        field.key
        for field in fields_for(kind)
        if not any(head.startswith(field.label) for head in filled)
    ]
    assert missing == []


def _exported(actor: Identity) -> str:
    with acting(actor):
        file, _ = make_export(
            {},
            form=Format.CSV,
            every_field=True,
            with_evidence=False,
            actor=actor,
            now=utcnow(),
            tell=lambda _done, _total, _words: None,
        )
    with zipfile.ZipFile(io.BytesIO(read_file(file))) as packed:
        name = next(one for one in packed.namelist() if one.startswith("sites"))
        return packed.read(name).decode("utf-8-sig")


@both_kinds
def test_criteria(
    db: SQLAlchemy, elm: Organization, own_fields: list[str], kind: PropertyKind
) -> None:
    full = site_with_all(kind, elm)
    bare = make_site("Bare", organization=elm, kind=kind)
    offered = {choice.value for choice in RowForm().field.iter_choices()}
    meets, unknown = CODES[Verdict.MEETS], CODES[Verdict.UNKNOWN]

    fields = fields_for(kind)
    assert [field.key for field in fields if field.key not in offered] == []
    assert [field.key for field in fields if find_field(field.label) != field] == []
    wrong = []
    for field in fields:
        known = read_criterion(
            field_key=field.key, comparison="is_known", value="", importance="must", weight=3
        )
        code = verdict_code(field, known)
        found = dict(db.session.execute(select(Site.id, code)).all())
        if found != {full.id: meets, bare.id: unknown}:
            wrong.append(field.key)
    assert wrong == []


def test_an_own_field_is_compared_like_any_other(
    db: SQLAlchemy, elm: Organization, own_fields: list[str]
) -> None:
    site = site_with_all(PropertyKind.LAND, elm)
    compared = [find_field(f"wonder {own.value}") for own in OWN_KINDS]

    codes = {
        field.key: [_code(site, field, value) for value in _fits_and_misses(field)]
        for field in compared
        if not field.is_text
    }

    expected = [CODES[Verdict.MEETS], CODES[Verdict.FAILS]]
    assert codes == dict.fromkeys(codes, expected)
    assert len(codes) == len(own_fields) - 2


def _fits_and_misses(field: Field) -> tuple[str, str]:
    if field.is_set:
        return field.choices[0].label, field.choices[1].label
    return words_for(field), "2030-01-01" if field.kind is Kind.DATE else "9"


def _code(site: Site, field: Field, value: str) -> int | None:
    criterion = read_criterion(
        field_key=field.key,
        comparison="one_of" if field.is_set else "at_least",
        value=value,
        importance="must",
        weight=3,
    )
    return database.session.scalar(select(verdict_code(field, criterion)).where(Site.id == site.id))


@both_kinds
def test_report(
    db: SQLAlchemy, elm: Organization, own_fields: list[str], kind: PropertyKind
) -> None:
    site = site_with_all(kind, elm)

    text = plain_text(site_report(report_data(site, now=utcnow())))

    going_out = [
        field for field in fields_for(kind) if may_show(field.data_class, Audience.PROPOSAL)
    ]
    assert [field.key for field in going_out if not _is_printed(field, text)] == []
    kept = [field for field in fields_for(kind) if field not in going_out and field.is_text]
    assert [field.key for field in kept if words_for(field) in text and not field.form] == []


def _is_printed(field: Field, text: str) -> bool:
    if field.is_table:
        return all(cell.strip() in text for cell in shown_for(field).split("|"))
    return shown_for(field) in text


@both_kinds
def test_values_and_record(
    db: SQLAlchemy, elm: Organization, own_fields: list[str], kind: PropertyKind
) -> None:
    site = site_with_all(kind, elm)
    db.session.commit()

    held = held_values(site, today=date(2026, 6, 2), audience=Audience.COUNTY)
    told = db.session.scalars(
        select(AuditEvent.payload).where(AuditEvent.verb == "site:facts")
    ).one()["values"]

    assert list(held) == [field.key for field in fields_for(kind)]
    assert {key for key, one in held.items() if one.words != shown_for(one.field)} == set()
    assert [field.key for field in fields_for(kind) if field.label not in told] == []


def test_api_schema(client: FlaskClient, own_fields: list[str]) -> None:
    publish()

    answer = client.get("/api/v1/schema")

    assert answer.status_code == 200
    told = set(json.loads(answer.text)["properties"]["values"]["properties"])
    public = {
        field.key
        for kind in PropertyKind
        for field in fields_for(kind)
        if may_show(field.data_class, Audience.PUBLIC)
    }
    assert public - told == set()
    assert set(own_fields) <= told
