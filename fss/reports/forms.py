"""The form of a report: its period."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from fss.reports.rules.periods import LAST_YEAR, periods
from fss.web.forms import Form


class PeriodForm(Form):
    """For which time pursuits and changes are counted."""

    period = SelectField(
        "Period",
        default=LAST_YEAR,
        description="For pursuits and changes. The sites are shown as they stand today.",
    )

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period.choices = [
            SelectChoice(one.key, f"{one.label} ({one.words})") for one in periods(today)
        ]
