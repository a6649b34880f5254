"""The sites for which a step is done, as people name them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fss.errors import RuleError

MOST_SITES = 50
LONGEST = 200


@dataclass(frozen=True)
class NamedSite:
    """A site and, where several cities are invited, the one it lies in ("" where one is)."""

    name: str
    city: str = ""


def read_sites(lines: Sequence[str], cities: Sequence[str]) -> list[NamedSite]:
    """One site for each line; with several cities the city stands after the last comma.

    RuleError (field `sites`) for none, too many, one named twice, or one without its city: each
    city reads of its own sites alone.
    """
    named = [" ".join(line.split()) for line in lines if line.strip()]
    if not named:
        raise RuleError("Name at least one site, one on each line.", "sites")
    if len(named) > MOST_SITES or any(len(line) > LONGEST for line in named):
        raise RuleError(f"Name at most {MOST_SITES} sites, each on a line of its own.", "sites")
    found = [_with_city(line, cities) if len(cities) > 1 else NamedSite(line) for line in named]
    if len({site.name.casefold() for site in found}) < len(found):
        raise RuleError("The same site is listed twice.", "sites")
    return found


def _with_city(line: str, cities: Sequence[str]) -> NamedSite:
    name, _, last = line.rpartition(",")
    city = next((one for one in cities if one.casefold() == last.strip().casefold()), None)
    if city is None or not name.strip():
        raise RuleError(
            f"Write the invited city after a comma: “{line}, …”. Each city reads of its own sites "
            "alone.",
            "sites",
        )
    return NamedSite(name.strip(), city)
