"""Storing and reading files: a folder of this machine or an object store, by FSS_FILES."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog
from flask import current_app
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from fss.db import after_rollback, db
from fss.errors import GoneError
from fss.files.models import StoredFile
from fss.files.rules import safe_name
from fss.timezone import utcnow

EXTENSION = "fss-store"
PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,39}")
log = structlog.get_logger()


def open_store(url: str) -> ObjectStore:
    """Open the store at `url`: file:///folder, memory:///, s3://…, az://…, gs://…

    Credentials of an object store come from its own environment variables (AWS_…, AZURE_…).
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return LocalStore(folder)
    if parts.scheme == "memory":
        return MemoryStore()
    return from_url(url)


def the_store() -> ObjectStore:
    """The store of the current application."""
    store: ObjectStore | None = current_app.extensions.get(EXTENSION)
    if store is None:
        store = current_app.extensions[EXTENSION] = open_store(current_app.config["FSS"].files)
    return store


def store_file(
    data: bytes,
    *,
    name: str,
    media_type: str,
    owner_id: uuid.UUID | None,
    purpose: str,
    now: datetime | None = None,
) -> StoredFile:
    """Keep `data`. When this transaction is undone, the bytes are removed again.

    `name` is what people see when they download it, `purpose` a word of the program
    (`site-photo`); the key in the store is made of the purpose and a random number only.
    """
    if not PURPOSE.fullmatch(purpose):
        raise ValueError(f"a purpose is lower-case letters, digits and hyphens: {purpose!r}")
    file_id = uuid.uuid4()
    stored = StoredFile(
        id=file_id,
        name=safe_name(name),
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        key=f"{purpose}/{file_id}",
        purpose=purpose,
        owner_id=owner_id,
        created_at=now or utcnow(),
    )
    store, key = the_store(), stored.key
    after_rollback(lambda: store.delete(key))
    store.put(key, data, mode="create")
    db.session.add(stored)
    db.session.flush()
    return stored


def read_file(stored: StoredFile) -> bytes:
    """The bytes as they were stored; GoneError when they are missing or damaged."""
    try:
        data = bytes(the_store().get(stored.key).bytes())
    except FileNotFoundError:
        log.error("file.missing", file=str(stored.id))
        raise GoneError("This file is missing from our store.") from None
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        log.error("file.damaged", file=str(stored.id))
        raise GoneError("This file was damaged in our store.")
    return data
