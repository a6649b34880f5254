"""Starting a process for a subject, and the steps that may begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fss.accounts import queries as accounts
from fss.accounts.models import Organization, OrganizationKind, User
from fss.accounts.rules.people import ROLE_KINDS
from fss.audit.services import record
from fss.db import db
from fss.errors import RuleError
from fss.permissions.rules import Identity, Role
from fss.process import queries as process
from fss.process.models import ProcessTemplate
from fss.process.queries.people import Post
from fss.process.rules.raci import Letter, roles_with
from fss.process.rules.roles import ACCOUNT_ROLES, MEMBER_CODES
from fss.process.rules.templates import FanOut, Template, TemplateStep
from fss.process.rules.variants import Changes
from fss.process.services.templates import verify_template
from fss.timezone import local_date
from fss.work.models import ProcessInstance, StepAssignment, StepInstance, StepState
from fss.work.queries.running import template_of
from fss.work.rules.steps import StepState as RuleState
from fss.work.rules.steps import StepStatus, ready_steps
from fss.work.services.consulting import ask_consulted
from fss.work.services.dues import set_due
from fss.work.services.notices import tell_people


@dataclass(frozen=True)
class Roster:
    """Who holds what on the day a process starts."""

    people: dict[Post, list[User]]
    organizations: Sequence[Organization]
    invited: Sequence[Organization]
    variants: Mapping[UUID, Changes]

    def seats(
        self, row: TemplateStep, city: Organization | None
    ) -> list[tuple[Letter, str, Organization | None]]:
        """Each letter of a step, its column and, in a city's column, the city.

        A city's copy, and a process for one city, have the letters agreed with that city. What is
        done once for several has the base's letters, and in each city's own columns that city's.
        """
        cities = [city] if city else list(self.invited)
        base = self._letters(row, cities[0] if len(cities) == 1 else None)
        found = [
            (letter, code, cities[0] if len(cities) == 1 else None)
            for letter, code in base
            if len(cities) == 1 or code not in MEMBER_CODES
        ]
        if len(cities) > 1:
            found += [
                (letter, code, one)
                for one in cities
                for letter, code in self._letters(row, one)
                if code in MEMBER_CODES
            ]
        return found

    def _letters(self, row: TemplateStep, city: Organization | None) -> list[tuple[Letter, str]]:
        changed = self.variants.get(city.id, {}).get(row.key, {}) if city else {}
        effective = replace(row, letters={**row.letters, **changed})
        return [(letter, code) for letter in Letter for code in roles_with(effective, letter)]

    def places(self, code: str, organization: Organization | None) -> list[Organization]:
        """The organizations in which a column of the matrix is held.

        City columns: the one city of the step's copy, else every invited city. Others: every
        active organization where somebody holds the role; the utilities all, holder or not; and
        where nobody does at all, the first that should have one.
        """
        if code in MEMBER_CODES:
            return [organization] if organization else list(self.invited)
        role = ACCOUNT_ROLES[code]
        assert role is not None
        possible = [item for item in self.organizations if item.kind.value in ROLE_KINDS[role]]
        if role is Role.UTILITY_PARTNER:
            return possible
        held = [item for item in possible if (role, item.id) in self.people]
        return held or possible[:1]


def start_process(
    *,
    template_code: str,
    subject_type: str,
    subject_id: UUID,
    title: str,
    invited: Sequence[Organization],
    started_at: datetime,
    actor: Identity,
    now: datetime,
) -> ProcessInstance:
    """Start the approved process `template_code` for a subject; first steps run from `started_at`.

    `invited` are the cities and townships that each get their own copy of the steps done by each
    city. Letters go to those who hold the roles `now`. Raises RuleError when there is no such
    process or when a step done once would have several accountable cities.
    """
    approved = process.find_template(template_code)
    if approved is None:
        raise RuleError(
            f"There is no approved process {template_code}. Install the default processes first."
        )
    verify_template(approved)
    instance = ProcessInstance(
        template=approved,
        subject_type=subject_type,
        subject_id=subject_id,
        title=title,
        started_at=started_at,
    )
    db.session.add(instance)
    db.session.flush()
    template = template_of(instance)
    roster = roster_for(approved, invited, now)
    for row in template.steps:
        add_row(instance, row, roster)
    db.session.flush()
    started = start_ready(instance, template, at=started_at, actor=actor)
    db.session.flush()
    tell_people(finished=None, started=started, actor=actor, now=now)
    return instance


def rename_process(instance: ProcessInstance, *, title: str) -> None:
    """Let a process bear its subject's new name."""
    instance.title = title
    db.session.flush()


def correct_start(instance: ProcessInstance, *, started_at: datetime) -> None:
    """Put right when a process began: its first steps, where open, are due anew."""
    template = template_of(instance)
    instance.started_at = started_at
    for step in instance.steps:
        if step.state is StepState.READY and not template.step(step.key).depends_on:
            step.ready_at = started_at
            set_due(step, template, instance.steps)
    db.session.flush()


def start_ready(
    instance: ProcessInstance, template: Template, *, at: datetime, actor: Identity
) -> list[StepInstance]:
    """Let every step begin whose predecessors are settled; returns those that began.

    Those with a C are asked at once; about sites only when these are named.
    """
    steps = {status_of(step): step for step in instance.steps}
    started = sorted(
        (steps[status] for status in ready_steps(template, list(steps))),
        key=lambda step: (step.number, step.label),
    )
    for step in started:
        step.state, step.ready_at = StepState.READY, at
        set_due(step, template, instance.steps)
        record("step:start", subject=step, step=step.key, title=step.full_title, due=step.due_at)
        if step.label or template.step(step.key).fan_out is not FanOut.SITE:
            ask_consulted(step, actor=actor, now=at)
    return started


def status_of(step: StepInstance) -> StepStatus:
    """A step as the rules see it; copies are told apart by city or site."""
    subject = str(step.organization_id) if step.organization_id else step.label or None
    state = RuleState(step.state.value)
    if state is RuleState.READY and step.begun_at is not None:
        state = RuleState.RUNNING
    return StepStatus(step.key, state, subject, step.reason)


def roster_for(template: ProcessTemplate, invited: Sequence[Organization], now: datetime) -> Roster:
    """Who holds what `now`, and the letters agreed with each invited city."""
    day = local_date(now, accounts.get_zone())
    kinds = (OrganizationKind.COUNTY, OrganizationKind.COMMITTEE, OrganizationKind.UTILITY)
    rank = {kind: place for place, kind in enumerate(kinds)}
    organizations = sorted(
        accounts.organizations(*kinds, on=day), key=lambda found: rank[found.kind]
    )
    ids = [item.id for item in (*organizations, *invited)]
    return Roster(
        process.role_holders(day, organization_ids=ids),
        organizations,
        list(invited),
        process.agreed_changes(template, [city.id for city in invited]),
    )


def add_row(instance: ProcessInstance, row: TemplateStep, roster: Roster) -> None:
    """Add the steps of one row of a process: one, or a copy for each invited city."""
    if row.fan_out is FanOut.INVITED_CITY:
        for city in roster.invited:
            _add_copy(instance, row, roster, city)
        if not roster.invited:
            step = _add_copy(instance, row, roster, None)
            step.state, step.reason = StepState.SKIPPED, "No city was invited."
    else:
        _add_copy(instance, row, roster, None)


def _add_copy(
    instance: ProcessInstance, row: TemplateStep, roster: Roster, city: Organization | None
) -> StepInstance:
    step = StepInstance(
        key=row.key,
        number=row.number,
        title=row.title,
        label=city.name if city else "",
        organization=city,
        state=StepState.WAITING,
    )
    instance.steps.append(step)
    step.assignments += letters_of(row, roster, city)
    return step


def letters_of(
    row: TemplateStep, roster: Roster, city: Organization | None
) -> list[StepAssignment]:
    """Who holds which letter of a row, for one city's copy where there is one for each."""
    found = []
    for letter, code, own in roster.seats(row, city):
        found += _assignments(letter, code, roster, own)
    if sum(item.letter == "A" for item in found) > 1:
        raise RuleError(
            f"“{row.title}” is done once, so only one city can be accountable. Name one city."
        )
    return found


def _assignments(
    letter: Letter, code: str, roster: Roster, city: Organization | None
) -> list[StepAssignment]:
    role = ACCOUNT_ROLES[code]
    if role is None:
        own = city if code in MEMBER_CODES else None
        return [StepAssignment(letter=letter.value, role_code=code, organization=own)]
    found = []
    for place in roster.places(code, city):
        people: Sequence[User | None] = roster.people.get((role, place.id), [])
        if letter is Letter.ACCOUNTABLE:
            # One person answers: whoever holds the role longest. Others who hold it may act too.
            people = people[:1]
        found += [
            StepAssignment(
                letter=letter.value, role_code=code, role=role, organization=place, user=person
            )
            for person in people or [None]
        ]
    if not found and code not in MEMBER_CODES:
        found.append(StepAssignment(letter=letter.value, role_code=code, role=role))
    if letter is Letter.ACCOUNTABLE and code not in MEMBER_CODES:
        return found[:1]
    return found
