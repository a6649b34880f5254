"""The rows of a list that had problems, as a file to correct and send again."""

from __future__ import annotations

import csv
import io
from pathlib import PurePosixPath

from fss.errors import NotFoundError
from fss.exchange.documents import LONGEST_CELL, Format, write_rows
from fss.exchange.models import SiteImport
from fss.exchange.rules.exporting import as_csv
from fss.exchange.services.outcomes import REASON
from fss.files.rules import safe_name

CSV_TYPE = "text/csv; charset=utf-8"


def rejected_file(imported: SiteImport, form: str) -> tuple[bytes, str, str]:
    """Bytes, name and type of the rejected rows as they came, with a column that says why.

    `form` is "xlsx" or "csv". Raises NotFoundError when no row was rejected.
    """
    if not imported.rejected:
        raise NotFoundError
    headers = [*imported.mapping["columns"], REASON]
    rows = [[*_padded(cells, len(headers) - 1), reason] for _, cells, reason in imported.rejected]
    stem = PurePosixPath(imported.file_name).stem
    name = safe_name(f"{stem} - to correct.{form}")
    out = io.BytesIO()
    if form == Format.XLSX.value:
        write_rows("To correct", headers, [[_fits(cell) for cell in row] for row in rows], out)
        return out.getvalue(), name, Format.XLSX.media_type
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([as_csv(header) for header in headers])
    writer.writerows([as_csv(cell) for cell in row] for row in rows)
    # With the mark a spreadsheet program knows that this is UTF-8.
    return ("\ufeff" + text.getvalue()).encode(), name, CSV_TYPE


MOST_EXACT = 10**15
"""Spreadsheet programs keep fifteen digits of a number."""
Kept = str | int | float | bool | None


def _padded(cells: list[Kept], width: int) -> list[Kept]:
    """As many cells as there are columns; what stood beyond them is told in the reason."""
    return [*cells[:width], *([None] * (width - len(cells)))]


def _fits(cell: Kept) -> Kept:
    """What a workbook can hold; a number that it would change, or refuse, becomes words."""
    if isinstance(cell, int | float) and not abs(cell) <= MOST_EXACT:
        cell = str(cell)
    return cell[:LONGEST_CELL] if isinstance(cell, str) else cell
