"""Reading the rows of stored files."""

from __future__ import annotations

import uuid

from fss.db import db
from fss.errors import NotFoundError
from fss.files.models import StoredFile
from fss.permissions.rules import Identity, Permission, allows


def get_file(file_id: uuid.UUID, identity: Identity) -> StoredFile:
    """The file, when `identity` may read it; else NotFoundError."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or not allows(Permission.FILE_READ, identity, stored):
        raise NotFoundError
    return stored
