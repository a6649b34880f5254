"""What a proposal is made from: the shortlist, its facts and verdicts, the county's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fss.accounts.models import County
from fss.accounts.queries import get_county, get_zone
from fss.errors import RuleError
from fss.matching.queries import Asked, asked_by, shortlisted
from fss.matching.rules import Known, Planned, Verdict, verdict
from fss.process.queries import find_template
from fss.process.rules.templates import Template, template_from_data
from fss.proposals import queries
from fss.proposals.models import Proposal
from fss.pursuits.models import Pursuit
from fss.sites.documents import ReportData
from fss.sites.models import Fact, Site
from fss.sites.queries import Held
from fss.sites.rules.criteria import known_of
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Part
from fss.sites.services.places import middle_of
from fss.sites.services.reporting import check_may_go_out, report_data
from fss.timezone import local_date
from fss.work.queries import process_of

MOST_FIELDS = 40
"""Fields printed of each site, so that it stays at three pages; the list in the packet has all."""
PROCESS = "D1"
"""The process whose steps are promised where the pursuit has none of its own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one criterion for one site, and the words that were judged."""

    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One site of the shortlist: its place, what is known of it, and how it stands."""

    position: int
    data: ReportData
    findings: tuple[Finding, ...]

    @property
    def site(self) -> Site:
        """The site itself."""
        return self.data.site

    @property
    def held(self) -> dict[str, Held]:
        """What is known, by field."""
        return {one.field.key: one for _, _, members in self.data.groups for one in members}

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude: as stated, else a point inside the boundary, else unknown."""
        if self.data.point:
            return self.data.point
        return middle_of(dict(self.data.shape)) if self.data.shape else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that stands in a proposal, as it is `at` an instant.

    `asked` are all criteria, `criteria` those on which the sites are compared: a criterion on a
    value that one of the sites keeps back is compared for none.
    """

    proposal: Proposal
    pursuit: Pursuit
    county: County
    asked: Sequence[Asked]
    criteria: Sequence[Asked]
    sheets: Sequence[Sheet]
    fields: tuple[str, ...]
    tried: queries.Tried
    process: Template | None
    at: datetime
    today: date

    @property
    def office(self) -> str:
        """The office that answers, with its county."""
        return f"{self.county.office_name}, {self.county.name}, {self.county.state}"


def gather(proposal: Proposal, *, at: datetime) -> Material:
    """Read what the proposal says at `at`. RuleError without a shortlist or a county."""
    pursuit = proposal.pursuit
    county = get_county(with_outline=True)
    if county is None:
        raise RuleError("Set up the county first: its name stands on every proposal.")
    asked = asked_by(pursuit)
    decisions = shortlisted(pursuit)
    if not decisions:
        raise RuleError("The shortlist is empty. Shortlist at least one site first.")
    sites = queries.sites_with_photos([one.site_id for one in decisions])
    data = []
    for one in decisions:
        check_may_go_out(sites[one.site_id])
        data.append(report_data(sites[one.site_id], now=at))
    kept_back = {held.field.key for one in data for held in one.kept_back}
    criteria = [one for one in asked if one.field.key not in kept_back]
    sheets = [_sheet(place, one, criteria) for place, one in enumerate(data, 1)]
    today = local_date(at, get_zone())
    return Material(
        proposal=proposal,
        pursuit=pursuit,
        county=county,
        asked=asked,
        criteria=criteria,
        sheets=sheets,
        fields=_fields(sheets, criteria),
        tried=queries.tried(pursuit, on=today),
        process=_process(pursuit.id),
        at=at,
        today=today,
    )


def _sheet(place: int, data: ReportData, criteria: Sequence[Asked]) -> Sheet:
    held = {one.field.key: one for _, _, members in data.groups for one in members}
    return Sheet(place, data, tuple(_finding(one, held.get(one.field.key)) for one in criteria))


def _finding(one: Asked, held: Held | None) -> Finding:
    if held is None:
        return Finding(verdict(one.criterion, None), "Does not apply")
    plan = held.plan
    planned = Planned(_known(plan), plan.plan_on, plan.plan_cost) if plan else None
    found = verdict(one.criterion, _known(held.fact), planned)
    words = held.words
    if plan and found is not Verdict.MEETS:
        words = f"{words}; planned: {held.plan_words}" if held.is_known else held.plan_words
    return Finding(found, words)


def _known(fact: Fact | None) -> Known:
    return known_of(FIELDS[fact.field], fact.value) if fact else None


def _fields(sheets: Sequence[Sheet], criteria: Sequence[Asked]) -> tuple[str, ...]:
    """The same fields for every site: what was asked, the screening set, what most sites state."""
    stated = Counter(
        key
        for sheet in sheets
        for key, one in sheet.held.items()
        # The date and the firm of a study stand on the line of its state.
        if (one.fact or one.plan) and one.field.part in (None, Part.STATUS)
    )
    chosen = {one.field.key for one in criteria}
    chosen |= {key for key, field in FIELDS.items() if field.screening}
    # Ties go by the order of the dictionary, which knows no site.
    place = {key: place for place, key in enumerate(FIELDS)}
    by_use = sorted(stated, key=lambda key: (-stated[key], place[key]))
    chosen |= set([key for key in by_use if key not in chosen][: max(0, MOST_FIELDS - len(chosen))])
    return tuple(key for key in FIELDS if key in chosen)


def _process(pursuit_id: UUID) -> Template | None:
    running = process_of("pursuit", pursuit_id)
    template = running.template if running else find_template(PROCESS)
    return template_from_data(template.content) if template else None
