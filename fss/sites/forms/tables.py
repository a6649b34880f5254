"""A field that is a table, as a grid of inputs with the same name, read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field as WTField
from wtforms.widgets import TextInput

from fss.sites.rules.fields import Field
from fss.sites.rules.tables import MOST_ROWS, join_rows, padded_rows

SPARE_ROWS = 2
MORE_ROWS = 3


class TableField(WTField):
    """`data` holds the table's words, as `rules.tables` keeps them."""

    widget = TextInput()

    def __init__(self, label: str, *, table: Field, **more: Any) -> None:
        super().__init__(label, **more)
        self.table = table
        self._least = 0

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the cells as they were sent: one row after the other."""
        width = len(self.table.columns_of_table)
        cells = [str(cell) for cell in valuelist[: width * 2 * MOST_ROWS]]
        rows = [cells[start : start + width] for start in range(0, len(cells), width)]
        self.data = join_rows(rows)
        self._least = len(rows)

    def add_rows(self) -> None:
        """Show more empty rows than were sent."""
        self._least = min(self._least + MORE_ROWS, MOST_ROWS)

    @property
    def rows(self) -> Sequence[tuple[str, ...]]:
        """What the inputs show: the filled rows, then some empty ones."""
        filled = padded_rows(self.table, self.data or "")
        spare = max(SPARE_ROWS, self._least - len(filled))
        empty = ("",) * len(self.table.columns_of_table)
        return [*filled, *([empty] * spare)]
