"""A public site as data, as `rules.site_schema` describes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from fss.portal.queries.open_sites import (
    open_documents,
    open_groups,
    open_photos,
    open_shape,
)
from fss.sites.models import Fact, Site, SiteDocument, SitePhoto
from fss.sites.queries import Held, rows_of
from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.values import display

Locate = Callable[..., str]
"""`locate(endpoint, **values)`: the whole address of a page."""


def site_data(site: Site, *, today: date, address: str, locate: Locate) -> dict[str, Any]:
    """Everything that everybody may know of a site; what nobody knows is absent."""
    held = [one for _, _, members in open_groups(site, today=today) for one in members]
    known = [one for one in held if one.is_known]
    data: dict[str, Any] = {
        "reference": site.reference,
        "number": site.number,
        "name": site.name,
        "kind": site.kind.value,
        "city": {"code": site.organization.code, "name": site.organization.name},
        "url": locate("open.site", address=address),
        "updated_at": site.updated_at.isoformat(),
        "photos": [_photo(one, address, locate) for one in open_photos(site)],
        "documents": [_document(one, address, locate) for one in open_documents(site)],
        "values": {one.field.key: _stated(one, one.fact) for one in known if one.fact},
        "planned": {one.field.key: _planned(one, one.plan) for one in held if one.plan},
    }
    if known:
        data["last_verified"] = max(one.fact.as_of for one in known if one.fact).isoformat()
    shape = open_shape(site, held)
    return data | ({"boundary": shape} if shape else {})


def _stated(held: Held, fact: Fact) -> dict[str, Any]:
    value = fact.value
    assert value is not None
    return {
        **_value(held, fact),
        "text": display(held.field, value),
        "original": fact.original,
        "qualifier": value.qualifier.value,
        "source": fact.source,
        "as_of": fact.as_of.isoformat(),
        "confidence": fact.confidence.value,
    }


def _planned(held: Held, plan: Fact) -> dict[str, Any]:
    said = _stated(held, plan)
    if plan.plan_on is not None:
        said["plan_on"] = plan.plan_on.isoformat()
    if plan.plan_cost is not None:
        said["plan_cost"] = plan.plan_cost
    return said


def _value(held: Held, fact: Fact) -> dict[str, Any]:
    field, value = held.field, fact.value
    assert value is not None
    if field.is_interval:
        low, high = value.bounds.ends
        said: dict[str, Any] = {"low": _end(field, low), "high": _end(field, high)}
        if value.low is not None and value.low == value.high:
            said["value"] = _end(field, value.low)
        return said | ({"unit": field.unit} if field.unit else {})
    if field.kind is Kind.BOOLEAN:
        return {"value": value.choices == ("yes",)}
    if field.kind is Kind.MULTI:
        return {"value": list(value.choices)}
    if field.is_set:
        return {"value": value.choices[0]}
    if field.is_table:
        return {"value": _rows(held) if fact is held.fact else []}
    return {"value": value.text}


def _end(field: Field, end: float | None) -> float | str | None:
    if end is None or field.kind is not Kind.DATE:
        return end
    return date.fromordinal(int(end)).isoformat()


def _rows(held: Held) -> Sequence[dict[str, str]]:
    keys = [one.key for one in held.field.columns_of_table]
    return [
        {key: cell for key, cell in zip(keys, row, strict=False) if cell} for row in rows_of(held)
    ]


def _photo(photo: SitePhoto, address: str, locate: Locate) -> dict[str, Any]:
    said = {
        "url": locate("open.photo", address=address, photo_id=photo.id),
        "small_url": locate("open.photo", address=address, photo_id=photo.id, size="small"),
        "alt": photo.alt,
    }
    return said | ({"credit": photo.credit} if photo.credit else {})


def _document(one: SiteDocument, address: str, locate: Locate) -> dict[str, Any]:
    said = {
        "url": locate("open.document", address=address, document_id=one.id),
        "title": one.title,
        "kind": one.kind.value,
        "media_type": one.file.media_type,
        "size": one.file.size,
    }
    return said | ({"dated": one.dated.isoformat()} if one.dated else {})
