"""Photos of a site: made safe when they come in, in an order people choose."""

from __future__ import annotations

from datetime import datetime

from fss.db import db
from fss.errors import RuleError
from fss.files.images import make_safe
from fss.files.services import store_file
from fss.permissions.rules import Identity
from fss.sites.models import Site, SitePhoto

MOST_PHOTOS = 20


def add_photo(
    site: Site,
    data: bytes,
    *,
    name: str,
    alt: str,
    credit: str = "",
    actor: Identity,
    now: datetime,
) -> SitePhoto:
    """Keep a photo, freed of hidden data; RuleError (field `photo` or `alt`)."""
    if not alt.strip():
        raise RuleError("Describe the photo for people who cannot see it.", "alt")
    if len(site.photos) >= MOST_PHOTOS:
        raise RuleError(f"A site has at most {MOST_PHOTOS} photos. Remove one first.", "photo")
    try:
        safe = make_safe(data)
    except RuleError as error:
        raise RuleError(error.message, "photo") from None
    suffix = ".png" if safe.media_type == "image/png" else ".jpg"
    stem = name.rsplit(".", 1)[0] or "photo"
    file = store_file(
        safe.data,
        name=stem + suffix,
        media_type=safe.media_type,
        owner_id=actor.user_id,
        purpose="site-photo",
        now=now,
    )
    photo = SitePhoto(
        file=file,
        alt=" ".join(alt.split()),
        credit=credit.strip(),
        position=1 + max((one.position for one in site.photos), default=0),
    )
    site.photos.append(photo)
    site.updated_at = now
    db.session.flush()
    return photo


def remove_photo(photo: SitePhoto, *, now: datetime) -> None:
    """Take a photo away; the file stays in the store, for documents that were sent with it."""
    site = photo.site
    site.updated_at = now
    db.session.delete(photo)
    db.session.flush()
    db.session.expire(site, ["photos"])


def move_photo(photo: SitePhoto, *, up: bool, now: datetime) -> None:
    """Put a photo one place earlier or later; the first is the one that reports show."""
    site = photo.site
    order = sorted(site.photos, key=lambda one: (one.position, one.id))
    place = order.index(photo)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, 1):
        one.position = position
    site.updated_at = now
    db.session.flush()
