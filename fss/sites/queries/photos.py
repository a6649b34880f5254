"""The photos of a site as one person sees them, the removed ones, and those sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from fss.db import db
from fss.errors import NotFoundError
from fss.files.models import StoredFile
from fss.permissions.rules import Identity, Permission, allows
from fss.sites.models import Site, SitePhoto


def photos_of(site: Site, identity: Identity) -> list[SitePhoto]:
    """The photos that this person may see, in their order; drafts only for who may edit."""
    edits = allows(Permission.SITE_EDIT, identity, site)
    return [
        photo
        for photo in site.photos
        if allows(Permission.SITE_READ, identity, photo) and (edits or not photo.is_draft)
    ]


def removed_photos(site: Site) -> Sequence[SitePhoto]:
    """The photos that were taken away, the last one first."""
    return db.session.scalars(
        select(SitePhoto)
        .where(SitePhoto.site_id == site.id, SitePhoto.removed_at.is_not(None))
        .options(joinedload(SitePhoto.file))
        .order_by(SitePhoto.removed_at.desc(), SitePhoto.id)
        .limit(100)
    ).all()


def get_removed_photo(photo_id: UUID, identity: Identity) -> SitePhoto:
    """A photo that was taken away, for who may see its site; raises NotFoundError."""
    photo = db.session.get(SitePhoto, photo_id, options=(joinedload(SitePhoto.site),))
    if (
        photo is None
        or photo.removed_at is None
        or not allows(Permission.SITE_READ, identity, photo.site)
    ):
        raise NotFoundError
    return photo


def same_photo(site: Site, sha256: str) -> SitePhoto | None:
    """The photo of the site with this SHA-256 (hex), as sent or as made safe, removed or not."""
    return db.session.scalar(
        select(SitePhoto)
        .join(StoredFile, StoredFile.id == SitePhoto.file_id)
        .where(
            SitePhoto.site_id == site.id,
            or_(SitePhoto.sent_sha256 == sha256, StoredFile.sha256 == sha256),
        )
        .order_by(SitePhoto.removed_at.is_not(None), SitePhoto.position, SitePhoto.id)
        .limit(1)
    )
