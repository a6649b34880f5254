"""The pages of lists in and out."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.audit.rules import describe

bp = Blueprint("exchange", __name__, url_prefix="/exchange")

DEEDS = {
    "site:import": "Added by the import of {file}, row {row}",
    "import:write": "List {file} imported",
    "import:undo": "Import of {file} undone: {removed} sites taken off, {restored} restored",
    "site:import:undo": "Taken off the list: the import of {file} was undone",
    "sites:export": "{sites} sites exported as {form}",
}


def init_app(app: Flask) -> None:
    """Register the pages."""
    # The pages hang themselves on `bp` when they are imported.
    from fss.exchange.routes import exports, imports, mappings, undoing

    del exports, imports, mappings, undoing
    app.register_blueprint(bp)
    for verb, words in DEEDS.items():
        describe(verb, words)
