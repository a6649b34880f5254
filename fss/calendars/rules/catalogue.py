"""Versions of a service standard: which holds on a day, and when a new one may begin."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fss.errors import RuleError


@dataclass(frozen=True)
class Version:
    """An approved version; it holds until the next one's day, or until before `valid_to`."""

    number: int
    valid_from: date
    valid_to: date | None = None


def version_on(versions: Iterable[Version], day: date) -> Version | None:
    """The version that holds on a day; of two that begin on the same day, the later one."""
    begun = [version for version in versions if version.valid_from <= day]
    latest = max(begun, key=lambda version: (version.valid_from, version.number), default=None)
    if latest is None or (latest.valid_to is not None and day >= latest.valid_to):
        return None
    return latest


def check_begin(versions: Iterable[Version], valid_from: date, *, today: date) -> None:
    """Raise RuleError unless a new version may hold from that day.

    What held on a day that is over stays as it was; a version never begins before another that
    was approved earlier.
    """
    if valid_from < today:
        raise RuleError("It cannot hold from a day that is over.", "valid_from")
    last = max((version.valid_from for version in versions), default=None)
    if last is not None and valid_from <= last:
        raise RuleError(
            "It must hold from a later day than the version before it "
            f"({last:%B} {last.day}, {last.year}).",
            "valid_from",
        )
