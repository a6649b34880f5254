"""Roles, permissions and the ALLOW table. Pure: no Flask, no database.

A permission is granted when at least one of its rows holds; a row holds when all its predicates
do. What is not in the table is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class Role(StrEnum):
    """What a person does for an organization."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    DIRECTOR = "director"
    PLANNER = "planner"
    CITY_ADMINISTRATOR = "city_administrator"
    UTILITY_PARTNER = "utility_partner"
    COUNTY_ENGINEER = "county_engineer"
    STEERING_COMMITTEE = "steering_committee"

    @property
    def label(self) -> str:
        """The role's name as people read it."""
        return ROLE_LABELS[self]


ROLE_LABELS: dict[Role, str] = {
    Role.ADMINISTRATOR: "Administrator",
    Role.COORDINATOR: "First Stop Shop coordinator",
    Role.DIRECTOR: "Economic development director",
    Role.PLANNER: "City planner",
    Role.CITY_ADMINISTRATOR: "City administrator",
    Role.UTILITY_PARTNER: "Utility partner",
    Role.COUNTY_ENGINEER: "County engineer",
    Role.STEERING_COMMITTEE: "Steering committee",
}


class Permission(StrEnum):
    """Everything a view can ask for."""

    SELF = "self"
    HOME = "home"
    COUNTY_MANAGE = "county:manage"
    ACCOUNT_MANAGE = "account:manage"
    SYSTEM_VIEW = "system:view"
    JOB_READ = "job:read"
    FILE_READ = "file:read"
    HISTORY_READ = "history:read"
    SITE_LIST = "site:list"
    SITE_READ = "site:read"
    SITE_CREATE = "site:create"
    SITE_EDIT = "site:edit"
    SITE_IMPORT = "site:import"
    SITE_REPORT = "site:report"
    FACT_CONFIRM = "fact:confirm"
    CHECK_LIMIT_MANAGE = "check_limit:manage"
    PURSUIT_LIST = "pursuit:list"
    PURSUIT_READ = "pursuit:read"
    PURSUIT_REQUEST_READ = "pursuit:request:read"
    PURSUIT_CREATE = "pursuit:create"
    PURSUIT_EDIT = "pursuit:edit"
    PURSUIT_ADVANCE = "pursuit:advance"
    MATCH_READ = "match:read"
    SHORTLIST_EDIT = "shortlist:edit"
    PROPOSAL_READ = "proposal:read"
    PROPOSAL_COMPOSE = "proposal:compose"
    PROPOSAL_ISSUE = "proposal:issue"
    SHARE_MANAGE = "share:manage"
    PROCESS_READ = "process:read"
    TEMPLATE_EDIT = "template:edit"
    TEMPLATE_APPROVE = "template:approve"
    PROCESS_LIST = "process:list"
    VARIANT_OWN = "variant:own"
    VARIANT_READ = "variant:read"
    VARIANT_PROPOSE = "variant:propose"
    VARIANT_SIGN_CITY = "variant:sign:city"
    VARIANT_SIGN_COUNTY = "variant:sign:county"
    VARIANT_WITHDRAW = "variant:withdraw"
    VARIANT_BOARD = "variant:board"
    HANDOVER_READ = "handover:read"
    WORK_OVERSEE = "work:oversee"
    STEP_READ = "step:read"
    STEP_WORK = "step:work"
    STEP_SKIP = "step:skip"
    STEP_PAUSE = "step:pause"
    STANDARD_PROPOSE = "standard:propose"
    STANDARD_APPROVE = "standard:approve"
    STEP_REOPEN = "step:reopen"
    STEP_ANSWER = "step:answer"
    STEP_HAND_ON = "step:hand_on"
    STEP_AGREE = "step:agree_time"
    QUESTION_RECORD = "client_question:record"
    QUESTION_WORK = "client_question:work"
    PROCESS_CHANGE = "process:change"
    PAIN_MANAGE = "pain:manage"
    TASK_WORK = "task:work"
    PURSUIT_DECIDE = "pursuit:decide"
    CALENDAR_MANAGE = "calendar:manage"
    FIELD_MANAGE = "field:manage"
    REPORT_LIST = "report:list"
    REPORT_CITY = "report:city"
    REPORT_SUMMARY = "report:summary"


@dataclass(frozen=True)
class Identity:
    """The person (or the system) that acts: who, and which role in which organization."""

    user_id: UUID | None
    name: str
    holdings: frozenset[tuple[Role, UUID]] = frozenset()
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Nobody signed in."""
        return self.user_id is None and not self.is_system

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held in any organization."""
        return frozenset(role for role, _ in self.holdings)

    @property
    def is_county_staff(self) -> bool:
        """A coordinator or director: sees every city alike."""
        return bool(self.roles & {Role.COORDINATOR, Role.DIRECTOR})

    def organizations(self, *roles: Role) -> frozenset[UUID]:
        """Organizations in which one of `roles` is held (any role, when none is named)."""
        return frozenset(org for role, org in self.holdings if not roles or role in roles)


NOBODY = Identity(user_id=None, name="Nobody")
SYSTEM = Identity(user_id=None, name="First Stop Shop", is_system=True)

Predicate = Callable[[Identity, Any], bool]


def signed_in(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """Somebody with an account."""
    return not identity.is_anonymous


def county_staff(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """A coordinator or director."""
    return identity.is_county_staff


def coordinator(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """Runs the First Stop Shop."""
    return Role.COORDINATOR in identity.roles


def director(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """Answers for the county's economic development."""
    return Role.DIRECTOR in identity.roles


def administrator(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """Runs the system; reads nothing confidential by that."""
    return Role.ADMINISTRATOR in identity.roles


def steering(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """Sits on the steering committee."""
    return Role.STEERING_COMMITTEE in identity.roles


def planner(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """Plans for a city or township."""
    return Role.PLANNER in identity.roles


def city_side(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """A planner or administrator of a city or township."""
    return bool(identity.roles & {Role.PLANNER, Role.CITY_ADMINISTRATOR})


def city_administrator(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """Administers a city or township."""
    return Role.CITY_ADMINISTRATOR in identity.roles


def own_city(identity: Identity, subject: Any) -> bool:
    """The subject belongs to an organization for which the person plans or administers."""
    own = identity.organizations(Role.PLANNER, Role.CITY_ADMINISTRATOR)
    return getattr(subject, "organization_id", None) in own


def planned_city(identity: Identity, subject: Any) -> bool:
    """The subject belongs to an organization for which the person is a planner."""
    return getattr(subject, "organization_id", None) in identity.organizations(Role.PLANNER)


def administered_city(identity: Identity, subject: Any) -> bool:
    """The subject belongs to an organization for which the person is the administrator."""
    own = identity.organizations(Role.CITY_ADMINISTRATOR)
    return getattr(subject, "organization_id", None) in own


def shared(identity: Identity, subject: Any) -> bool:  # noqa: ARG001
    """The subject is open to the people of all members: it answers `is_shared`."""
    return bool(getattr(subject, "is_shared", False))


def own_doing(identity: Identity, subject: Any) -> bool:
    """The person started it (a job, a generated file)."""
    owner = getattr(subject, "owner_id", None)
    return owner is not None and owner == identity.user_id


def own_request(identity: Identity, subject: Any) -> bool:
    """The person gave it to somebody (a task)."""
    giver = getattr(subject, "created_by", None)
    return giver is not None and giver == identity.user_id


def involved(identity: Identity, subject: Any) -> bool:
    """A process step names the person: the subject answers `involves(identity)`."""
    return bool(getattr(subject, "involves", lambda _identity: False)(identity))


def answers_for(identity: Identity, subject: Any) -> bool:
    """The person is responsible or accountable for the step."""
    return bool(getattr(subject, "is_answered_by", lambda _identity: False)(identity))


ALLOW: dict[Permission, list[list[Predicate]]] = {
    Permission.SELF: [[signed_in]],
    Permission.HOME: [[signed_in]],
    Permission.COUNTY_MANAGE: [[administrator]],
    Permission.ACCOUNT_MANAGE: [[administrator]],
    Permission.SYSTEM_VIEW: [[administrator]],
    Permission.JOB_READ: [[administrator], [own_doing]],
    Permission.FILE_READ: [[county_staff], [own_doing]],
    Permission.HISTORY_READ: [[county_staff], [city_side, own_city]],
    Permission.SITE_LIST: [[county_staff], [city_side]],
    Permission.SITE_READ: [[county_staff], [city_side, own_city], [city_side, shared]],
    Permission.SITE_CREATE: [[county_staff], [planner]],
    Permission.SITE_EDIT: [[county_staff], [planner, planned_city]],
    Permission.SITE_IMPORT: [[county_staff], [planner]],
    Permission.SITE_REPORT: [[county_staff], [city_side, own_city]],
    Permission.FACT_CONFIRM: [[county_staff], [planner]],
    Permission.CHECK_LIMIT_MANAGE: [[administrator], [coordinator]],
    Permission.PURSUIT_LIST: [[county_staff]],
    Permission.PURSUIT_READ: [[county_staff]],
    Permission.PURSUIT_REQUEST_READ: [[county_staff], [involved]],
    Permission.PURSUIT_CREATE: [[county_staff]],
    Permission.PURSUIT_EDIT: [[county_staff]],
    Permission.PURSUIT_ADVANCE: [[county_staff]],
    Permission.MATCH_READ: [[county_staff]],
    Permission.SHORTLIST_EDIT: [[county_staff]],
    Permission.PROPOSAL_READ: [[county_staff]],
    Permission.PROPOSAL_COMPOSE: [[county_staff]],
    Permission.PROPOSAL_ISSUE: [[county_staff]],
    Permission.SHARE_MANAGE: [[county_staff]],
    Permission.PROCESS_READ: [[county_staff], [city_side], [steering], [administrator]],
    Permission.TEMPLATE_EDIT: [[county_staff]],
    Permission.TEMPLATE_APPROVE: [[director], [steering]],
    Permission.PROCESS_LIST: [[county_staff], [steering], [administrator]],
    Permission.VARIANT_OWN: [[city_side]],
    Permission.VARIANT_READ: [[county_staff], [steering], [city_side, own_city]],
    Permission.VARIANT_PROPOSE: [[city_side, own_city]],
    Permission.VARIANT_SIGN_CITY: [[administered_city]],
    Permission.VARIANT_SIGN_COUNTY: [[county_staff]],
    Permission.VARIANT_WITHDRAW: [[county_staff], [city_side, own_city]],
    Permission.VARIANT_BOARD: [[county_staff], [steering]],
    Permission.HANDOVER_READ: [[administrator], [county_staff], [city_side, own_city]],
    Permission.WORK_OVERSEE: [[county_staff], [city_administrator]],
    Permission.STEP_READ: [[county_staff], [involved]],
    Permission.STEP_WORK: [[answers_for]],
    Permission.STEP_SKIP: [[county_staff]],
    Permission.STEP_PAUSE: [[county_staff], [answers_for]],
    Permission.STANDARD_PROPOSE: [[county_staff]],
    Permission.STANDARD_APPROVE: [[director]],
    Permission.STEP_REOPEN: [[county_staff], [answers_for]],
    Permission.STEP_ANSWER: [[county_staff], [involved]],
    Permission.STEP_HAND_ON: [[county_staff], [answers_for]],
    Permission.STEP_AGREE: [[county_staff], [answers_for]],
    Permission.QUESTION_RECORD: [[county_staff], [answers_for]],
    Permission.QUESTION_WORK: [[county_staff], [answers_for]],
    Permission.PROCESS_CHANGE: [[county_staff]],
    Permission.PAIN_MANAGE: [[county_staff]],
    Permission.TASK_WORK: [[county_staff], [own_doing], [own_request]],
    Permission.PURSUIT_DECIDE: [[director]],
    Permission.CALENDAR_MANAGE: [[administrator], [county_staff]],
    Permission.FIELD_MANAGE: [[administrator], [coordinator]],
    Permission.REPORT_LIST: [[county_staff], [city_side], [steering]],
    Permission.REPORT_CITY: [[county_staff], [city_side, own_city]],
    Permission.REPORT_SUMMARY: [[county_staff], [steering]],
}


def allows(permission: Permission, identity: Identity, subject: Any = None) -> bool:
    """Tell whether `identity` may do `permission` (to `subject`); the system itself may."""
    if identity.is_system:
        return True
    return any(
        all(predicate(identity, subject) for predicate in row) for row in ALLOW.get(permission, [])
    )
