"""The map layers of the sample, loaded as an administrator loads them."""

from __future__ import annotations

from datetime import datetime, timedelta

from fss.files.services import store_file
from fss.layers.models import MapLayer
from fss.layers.rules.kinds import Surety
from fss.layers.rules.reading import Chosen, read_layer
from fss.layers.services import load_layer
from fss.permissions.guard import acting
from fss.sample import places
from fss.sample.layers import drawn_layers
from fss.sample.services.county import identity_for
from fss.timezone import local_date

ADMINISTRATOR = "administrator@example.org"
CHOSEN = Chosen(name="name", sort="sort", count="count", year="year")


def make_layers(now: datetime) -> list[MapLayer]:
    """Every layer of the made-up county."""
    actor = identity_for(ADMINISTRATOR)
    today = local_date(now, places.TIME_ZONE)
    made = []
    for drawn in drawn_layers(today.year - 1):
        with acting(actor):
            stored = store_file(
                drawn.data,
                name=f"{drawn.kind.value}.geojson",
                media_type="application/geo+json",
                owner_id=actor.user_id,
                purpose="map-layer",
                now=now,
            )
            made.append(
                load_layer(
                    read_layer(drawn.data),
                    kind=drawn.kind,
                    name=drawn.kind.label,
                    source=drawn.source,
                    as_of=today - timedelta(days=drawn.days_old),
                    surety=Surety.DOCUMENTED,
                    chosen=CHOSEN,
                    file=stored,
                    actor=actor,
                    now=now,
                )
            )
    return made
