"""What `make demo` prints and checks: the broker's way, equal files, tags, the record."""

from __future__ import annotations

import contextvars
import hashlib
import io
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import select

from fss.audit.queries import broken_streams
from fss.db import db
from fss.documents.accessibility import docx_words, empty_pages, pdf_problems, pdf_words
from fss.files.models import StoredFile
from fss.files.services import read_file
from fss.proposals.models import FileKind, Proposal, ShareAccess, ShareLink

Found = TypeVar("Found")
DOWNLOADED = tuple(kind.value for kind in FileKind)


class Told:
    """Prints each step with its time, and counts what does not hold."""

    def __init__(self) -> None:
        self.number, self.wrong = 0, 0
        self.began = time.perf_counter()

    def step(self, title: str, work: Callable[[], Found]) -> Found:
        """Do a step of the main job and say how long it took."""
        self.number += 1
        print(f"\n{self.number}. {title}", flush=True)
        start = time.perf_counter()
        found = work()
        print(f"   ({time.perf_counter() - start:.1f} s)", flush=True)
        return found

    def check(self, what: str, holds: bool) -> None:
        """Say whether something that must hold does."""
        print(f"   {'ok   ' if holds else 'WRONG'} {what}", flush=True)
        self.wrong += not holds


def say(line: str) -> None:
    """One line below the step."""
    print(f"   {line}".rstrip(), flush=True)


def open_as_broker(app: Flask, told: Told, proposal: Proposal, token: str) -> None:
    """Open the page, read the page version, download every file; nobody is signed in."""
    code_name, proposal_id = proposal.pursuit.code_name, proposal.id
    kept = {one.kind.value: one.sha256 for one in proposal.files}
    # End this transaction: the broker's requests write in their own.
    db.session.commit()
    page = _get(app, f"/p/{token}")
    told.check("the page opens without signing in", page.status_code == 200)
    told.check("it names the pursuit", code_name in page.text)
    read = _get(app, f"/p/{token}/read")
    told.check("the proposal can be read as a page", read.status_code == 200)
    for kind in DOWNLOADED:
        got = hashlib.sha256(_get(app, f"/p/{token}/files/{kind}").data).hexdigest()
        told.check(f"the {kind.upper()} downloaded is the one issued: {got}", got == kept[kind])
    told.check("a wrong link opens nothing", _get(app, f"/p/{token[::-1]}").status_code == 404)
    recorded = db.session.scalars(
        select(ShareAccess.what)
        .join(ShareLink)
        .where(ShareLink.proposal_id == proposal_id)
        .order_by(ShareAccess.at, ShareAccess.id)
    ).all()
    wanted = sorted(("page", "read", *DOWNLOADED))
    told.check(f"each opening is on record: {', '.join(recorded)}", sorted(recorded) == wanted)


def _get(app: Flask, path: str) -> Any:
    # A context of its own, as each request has in the server.
    return contextvars.Context().run(app.test_client().get, path)


def check_files(told: Told, proposal: Proposal, files: Sequence[StoredFile], output: Path) -> None:
    """Leave the files in `output` and check that they are what they should be."""
    output.mkdir(parents=True, exist_ok=True)
    data = {stored.name: read_file(stored) for stored in files}
    for name, content in data.items():
        (output / name).write_bytes(content)
    issued = {one.file.name: one.sha256 for one in proposal.files}
    for name, sha256 in issued.items():
        written = hashlib.sha256((output / name).read_bytes()).hexdigest()
        told.check(f"{name} has the SHA-256 that was kept", written == sha256)
    for name in data:
        if name.endswith(".pdf"):
            _check_pair(told, name, data[name], data[f"{name[:-4]}.docx"])
        if name.endswith(".zip"):
            told.check("the ZIP holds the same PDF and DOCX", _holds(data[name], data))
    told.check("every chain of the record holds", not broken_streams())


def _check_pair(told: Told, name: str, pdf: bytes, docx: bytes) -> None:
    said, written = pdf_words(pdf), docx_words(docx)
    # A long word may stand on two lines of the PDF, so spaces do not count.
    same = "".join(said) == "".join(written)
    told.check(f"{name} and its DOCX say the same {len(written):,} words in order", same)
    problems = pdf_problems(pdf)
    told.check(f"{name} is tagged, with language, title and embedded fonts", not problems)
    for problem in problems[:5]:
        say(f"      {problem}")
    told.check(f"{name} has no empty page", not empty_pages(pdf))


def _holds(archive: bytes, data: dict[str, bytes]) -> bool:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        inside = {name: found.read(name) for name in found.namelist()}
    documents = {name: one for name, one in inside.items() if name.endswith((".pdf", ".docx"))}
    return len(documents) == 2 and all(data[name] == one for name, one in documents.items())
