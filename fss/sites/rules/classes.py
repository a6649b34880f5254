"""Who may see a site, a value or a document. Pure.

What is shown must be open to the reader in every layer: a public value of a site that only the
county may see is seen by the county only.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class DataClass(StrEnum):
    """How far something may go."""

    PUBLIC = "public"
    MEMBERS = "members"
    PURSUIT = "pursuit"
    COUNTY = "county"

    @property
    def label(self) -> str:
        """In a few words, for a select."""
        return _LABELS[self]

    @property
    def sentence(self) -> str:
        """What the class means, in one plain sentence."""
        return _SENTENCES[self]

    @property
    def is_shared(self) -> bool:
        """Whether people of other member cities may see it."""
        return may_show(self, Audience.MEMBER)


class Audience(StrEnum):
    """For whom something is shown."""

    PUBLIC = "public"
    MEMBER = "member"
    CITY = "city"
    COUNTY = "county"
    PROPOSAL = "proposal"


_LABELS: Mapping[DataClass, str] = {
    DataClass.PUBLIC: "Everybody",
    DataClass.MEMBERS: "Members and county",
    DataClass.PURSUIT: "Own city, county and proposals",
    DataClass.COUNTY: "Own city and county only",
}
_SENTENCES: Mapping[DataClass, str] = {
    DataClass.PUBLIC: "Anybody may see it, on the public page and in open data too.",
    DataClass.MEMBERS: "People of all member cities and the county see it; proposals show it.",
    DataClass.PURSUIT: "Only your city and the county see it; a proposal to a client shows it.",
    DataClass.COUNTY: "Only your city and the county see it; it stands in no proposal or report.",
}
_SHOWN: Mapping[Audience, frozenset[DataClass]] = {
    Audience.PUBLIC: frozenset({DataClass.PUBLIC}),
    Audience.MEMBER: frozenset({DataClass.PUBLIC, DataClass.MEMBERS}),
    Audience.CITY: frozenset(DataClass),
    Audience.COUNTY: frozenset(DataClass),
    Audience.PROPOSAL: frozenset({DataClass.PUBLIC, DataClass.MEMBERS, DataClass.PURSUIT}),
}
_ORDER = (DataClass.PUBLIC, DataClass.MEMBERS, DataClass.PURSUIT, DataClass.COUNTY)

SHARED = _SHOWN[Audience.MEMBER]
"""The classes that people of other member cities may see."""


def may_show(data_class: DataClass, audience: Audience) -> bool:
    """Whether something of this class may be shown to this audience."""
    return data_class in _SHOWN[audience]


def strictest(*classes: DataClass) -> DataClass:
    """Of several classes the one that lets the fewest see it."""
    return max(classes, key=_ORDER.index)
