"""Downloading a stored file."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Flask, Response, send_file
from flask.typing import ResponseReturnValue

from fss.files import queries
from fss.files.models import StoredFile
from fss.files.rules import MAY_SHOW
from fss.files.services import read_file
from fss.permissions.guard import requires
from fss.permissions.rules import Permission

bp = Blueprint("files", __name__, url_prefix="/files")


def init_app(app: Flask) -> None:
    """Register the download."""
    app.register_blueprint(bp)


@bp.get("/<uuid:file_id>")
@requires(Permission.FILE_READ, file=queries.get_file)
def download(file: StoredFile) -> ResponseReturnValue:
    """Send the file to be saved."""
    return answer_with(file)


def answer_with(stored: StoredFile, *, inline: bool = False) -> Response:
    """An answer that brings a stored file; other features' routes use it after their own check.

    `inline` shows it in the page (photos, PDF); what could run as a page is always saved.
    """
    shown = inline and stored.media_type in MAY_SHOW
    is_page = stored.media_type in ("text/html", "application/xhtml+xml", "image/svg+xml")
    response = send_file(
        BytesIO(read_file(stored)),
        mimetype="application/octet-stream" if is_page else stored.media_type,
        as_attachment=not shown,
        download_name=stored.name,
        etag=stored.sha256,
    )
    if not shown:
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
