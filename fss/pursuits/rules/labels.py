"""Choices that people read, and those of a request."""

from __future__ import annotations

from enum import StrEnum


class Labeled(StrEnum):
    """A choice whose label is its value in plain words."""

    @property
    def label(self) -> str:
        """As people read it."""
        return self.value.replace("_", " ").capitalize()


class RequestSource(Labeled):
    """Where a request came from."""

    STATE_AGENCY = "state_agency"
    REGIONAL_PARTNERSHIP = "regional_partnership"
    SITE_SELECTOR = "site_selector"
    BROKER = "broker"
    COMPANY = "company"
    UTILITY = "utility"
    RAILROAD = "railroad"
    CITY = "city"
    OTHER = "other"


class Confidentiality(Labeled):
    """Who may know of a pursuit."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    UNDER_NDA = "under_nda"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"open": "Open", "confidential": "Confidential"}.get(
            self.value, "Confidential, under a non-disclosure agreement"
        )


class ProjectType(Labeled):
    """What the company wants to do."""

    NEW = "new"
    RELOCATION = "relocation"
    EXPANSION = "expansion"
    CONSOLIDATION = "consolidation"
    NOT_SAID = "not_said"


class PropertyWanted(Labeled):
    """Land, a building, or either."""

    LAND = "land"
    BUILDING = "building"
    EITHER = "either"
