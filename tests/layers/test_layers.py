"""Layers in the database and on the administrator's pages."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select

from fss.errors import ConflictError, RuleError
from fss.layers import queries
from fss.layers.models import MapFeature, MapLayer
from fss.layers.rules.kinds import LayerKind
from fss.layers.services import remove_layer
from fss.permissions.rules import Role
from fss.timezone import utcnow
from tests.factories.accounts import make_user
from tests.factories.map_layers import box, collection, line, make_layer

AREAS = ((box(-94, 44, -93, 45), {"name": "Xcel"}), (box(-93, 44, -92, 45), {"name": "Co-op"}))


def test_the_area_that_holds_a_place_is_found(db):
    make_layer(LayerKind.ELECTRIC, AREAS)

    (found,) = queries.areas_at(LayerKind.ELECTRIC, -93.5, 44.5)

    assert (found.name, found.miles) == ("Xcel", 0)
    assert queries.areas_at(LayerKind.GAS, -93.5, 44.5) == []
    assert queries.areas_at(LayerKind.ELECTRIC, -90, 44.5) == []


def test_the_nearest_road_is_found_with_its_count(db):
    far = (line((-93.5, 44), (-93.5, 45)), {"name": "US 1", "count": 900, "year": 2024})
    near = (line((-93.1, 44), (-93.1, 45)), {"name": "US 2", "count": 700, "year": 2022})
    make_layer(LayerKind.TRAFFIC, [far, near])

    found = queries.nearest_to(LayerKind.TRAFFIC, -93.0, 44.5)

    assert found is not None
    assert (found.name, found.count, found.year) == ("US 2", 700, 2022)
    assert found.miles == pytest.approx(4.94, abs=0.03)


def test_a_newer_version_takes_the_place_and_the_record_of_the_former_stays(db):
    former = make_layer(LayerKind.ELECTRIC, AREAS)
    newer = make_layer(
        LayerKind.ELECTRIC, [(box(-94, 44, -92, 45), {"name": "One for all"})], replaces=former
    )

    assert [one.name for one in queries.areas_at(LayerKind.ELECTRIC, -93.5, 44.5)] == [
        "One for all"
    ]
    assert queries.former_layers() == [former]
    assert (former.replaced_by_id, former.shapes) == (newer.id, 2)
    assert db.session.scalar(select(func.count()).select_from(MapFeature)) == 1


def test_a_layer_is_removed_once(db):
    layer = make_layer(LayerKind.ELECTRIC, AREAS)
    remove_layer(layer, now=utcnow())

    with pytest.raises(ConflictError):
        remove_layer(layer, now=utcnow())
    assert queries.areas_at(LayerKind.ELECTRIC, -93.5, 44.5) == []


def test_a_layer_of_nameless_areas_is_refused(db):
    with pytest.raises(RuleError) as refusal:
        make_layer(LayerKind.ELECTRIC, [(box(-94, 44, -93, 45), {"sort": "city"})])

    assert refusal.value.field == "name_property"


@pytest.fixture
def administrator(client, db, sign_in):
    user = make_user(Role.ADMINISTRATOR)
    db.session.commit()
    sign_in(client, user)
    return client


def send(client, data: bytes, kind: str = "electric"):
    return client.post(
        "/admin/layers/new", data={"kind": kind, "file": (io.BytesIO(data), "areas.geojson")}
    )


def test_an_administrator_loads_replaces_and_removes_a_layer(administrator, db):
    told = {"name": "Areas", "source": "The state", "as_of": "2025-01-01", "surety": "documented"}
    second = send(administrator, collection(*AREAS)).headers["Location"]
    page = administrator.get(second).text
    features = re.search(r'data-geojson-url="([^"]+)"', page)
    kept = administrator.post(second, data={**told, "name_property": "name"})

    assert features is not None
    preview = administrator.get(features[1].replace("&amp;", "&"))
    assert len(preview.json["features"]) == 2
    assert kept.status_code == 302
    layer = db.session.scalars(select(MapLayer)).one()
    page = administrator.get(f"/admin/layers/{layer.id}").text
    assert ("Xcel" in page, "Co-op" in page, "Jan 1, 2025" in page) == (True, True, True)
    shapes = administrator.get(f"/admin/layers/{layer.id}/features.geojson").json["features"]
    assert len(shapes) == 2
    answer = administrator.post(f"/admin/layers/{layer.id}/remove")
    assert answer.status_code == 302
    assert "No longer used" in administrator.get("/admin/layers/").text


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"<svg onload=alert(1)>", b'{"type": "FeatureCollection"}',
     collection((line((0, 0), (1, 1)), {"name": "no area"}))],
)  # fmt: skip
def test_a_bad_layer_is_refused_and_nothing_is_kept(administrator, db, data):
    answer = send(administrator, data)

    assert answer.status_code == 422
    assert "Please check what you entered" in answer.text
    assert db.session.scalar(select(func.count()).select_from(MapLayer)) == 0


def test_hostile_names_stay_text(administrator, db):
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    layer = make_layer(LayerKind.ELECTRIC, [(box(-94, 44, -93, 45), {"name": hostile})])
    db.session.commit()

    page = administrator.get(f"/admin/layers/{layer.id}").text

    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_only_administrators_load_layers(client, db, sign_in):
    layer = make_layer(LayerKind.ELECTRIC, AREAS)
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)

    answers = [
        client.get(f"/admin/layers/{path}").status_code for path in ("", "new", f"{layer.id}")
    ]

    assert answers == [403, 403, 403]
    assert client.post(f"/admin/layers/{layer.id}/remove").status_code == 403
