"""Photos of a site: made safe when they come in, described by people, in an order they choose."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fss.audit.services import record
from fss.db import db
from fss.errors import ConflictError, RuleError
from fss.files.images import SafeImage, make_safe, make_smaller
from fss.files.models import StoredFile
from fss.files.rules import MB
from fss.files.services import store_file
from fss.permissions.rules import Identity
from fss.sites.models import Site, SitePhoto
from fss.sites.queries.photos import same_photo
from fss.sites.rules.classes import DataClass
from fss.sites.services.inventory import hold_site

MOST_PHOTOS = 40
LARGEST = 25 * MB
SMALL = 640
"""Pixels of the longer side of the picture for pages that show many."""


def add_photo(
    site: Site,
    data: bytes,
    *,
    name: str,
    alt: str = "",
    credit: str = "",
    actor: Identity,
    now: datetime,
) -> SitePhoto:
    """Keep a photo as the last one, freed of hidden data; without `alt` it is a draft.

    The same photo sent once more after it was removed is put back. RuleError (field `photos`) for
    what is no photo, is here already, or is one too many; nothing is written then.
    """
    if len(data) > LARGEST:
        raise RuleError("This photo is larger than 25 MB. Save it smaller.", "photos")
    sent = hashlib.sha256(data).hexdigest()
    known = same_photo(site, sent)
    if known is None:
        try:
            safe = make_safe(data)
        except RuleError as error:
            raise RuleError(error.message, "photos") from None
        hold_site(site)  # two who send at the same instant do so one after the other from here
        known = same_photo(site, sent) or same_photo(site, hashlib.sha256(safe.data).hexdigest())
    if known is not None:
        if known.removed_at is None:
            called = f": “{known.alt}”" if known.alt else ""
            raise RuleError(f"This photo is here already{called}.", "photos")
        restore_photo(known, now=now)
        return known
    _check_room(site)
    photo = SitePhoto(
        file=_keep(safe, name, "site-photo", actor, now),
        small=_keep_small(safe, name, actor, now),
        sent_sha256=sent,
        alt=" ".join(alt.split()),
        credit=" ".join(credit.split()),
        position=1 + max((one.position for one in site.photos), default=0),
    )
    site.photos.append(photo)
    site.updated_at = now
    db.session.flush()
    return photo


def describe_photo(
    photo: SitePhoto, *, alt: str, credit: str, data_class: DataClass, now: datetime
) -> None:
    """Say what a photo shows, who took it and who may see it; it is no draft any more."""
    alt = " ".join(alt.split())
    if not alt:
        raise RuleError("Describe the photo for people who cannot see it.", "alt")
    photo.alt = alt
    photo.credit = " ".join(credit.split())
    photo.data_class = data_class
    photo.site.updated_at = now
    db.session.flush()


def order_photos(site: Site, order: Sequence[UUID], *, seen: Sequence[UUID], now: datetime) -> None:
    """Put the photos in this order.

    `seen` is the order that the person was shown: ConflictError when it is another by now.
    """
    present = {photo.id: photo for photo in site.photos}
    if list(present) != list(seen):
        raise ConflictError(
            "Somebody else added, removed or moved photos meanwhile. Look at them again."
        )
    if len(order) != len(present) or set(order) != set(present):
        raise RuleError("This order is not one of these photos. Open the page again.")
    if list(order) == list(present):
        return
    for position, photo_id in enumerate(order, 1):
        present[photo_id].position = position
    site.updated_at = now
    first = present[order[0]]
    record("site:photos:order", subject=site, at=now, first=first.alt or first.file.name)
    db.session.flush()
    db.session.expire(site, ["photos"])


def remove_photo(photo: SitePhoto, *, now: datetime) -> None:
    """Take a photo away, until it is put back; documents that were sent with it keep it."""
    photo.removed_at = now
    record("site:photo:remove", subject=photo.site, at=now, photo=photo.alt or photo.file.name)
    _touch(photo.site, now)


def restore_photo(photo: SitePhoto, *, now: datetime) -> None:
    """Put a removed photo back where it was. RuleError when there is no room by now."""
    hold_site(photo.site)
    _check_room(photo.site)
    photo.removed_at = None
    record("site:photo:restore", subject=photo.site, at=now, photo=photo.alt or photo.file.name)
    _touch(photo.site, now)


def _touch(site: Site, now: datetime) -> None:
    site.updated_at = now
    db.session.flush()
    db.session.expire(site, ["photos"])


def _check_room(site: Site) -> None:
    if len(site.photos) >= MOST_PHOTOS:
        raise RuleError(f"A site has at most {MOST_PHOTOS} photos. Remove one first.", "photos")


def _keep(image: SafeImage, name: str, purpose: str, actor: Identity, now: datetime) -> StoredFile:
    suffix = ".png" if image.media_type == "image/png" else ".jpg"
    return store_file(
        image.data,
        name=(name.rsplit(".", 1)[0] or "photo") + suffix,
        media_type=image.media_type,
        owner_id=actor.user_id,
        purpose=purpose,
        now=now,
    )


def _keep_small(image: SafeImage, name: str, actor: Identity, now: datetime) -> StoredFile | None:
    small = make_smaller(image, longest=SMALL)
    return _keep(small, name, "site-photo-small", actor, now) if small else None
