"""The form of a process's documents: for all, or as one city runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from fss.process.models import RaciVariant
from fss.web.forms import Form

WHOLE = "whole"


class PapersForm(Form):
    """For whom the documents are."""

    scope = SelectField("For", default=WHOLE)

    def __init__(self, variants: Sequence[RaciVariant], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope.choices = [
            SelectChoice(WHOLE, "The county: the process as approved"),
            *(
                SelectChoice(str(one.id), f"{one.organization.name}: as agreed with the city")
                for one in variants
            ),
        ]
