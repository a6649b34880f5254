"""Short ways to write a row of a default process."""

from fss.calendars.rules.standards import Metric, Unit
from fss.process.rules.raci import ROLES, Letters, parse_letters
from fss.process.rules.templates import StepStandard


def row(cells: str) -> Letters:
    """Letters from a row of the matrix: one cell for each role, in the order of `ROLES`."""
    pairs = zip(ROLES, cells.split(), strict=True)
    return {code: parse_letters(cell) for code, cell in pairs if cell != "-"}


def hours(amount: float, metric: Metric = Metric.STEP) -> StepStandard:
    """A standard in business hours."""
    return StepStandard(amount, Unit.BUSINESS_HOURS, metric)


def days(amount: int) -> StepStandard:
    """A standard in business days."""
    return StepStandard(amount, Unit.BUSINESS_DAYS)
