"""Reading processes: what is approved, what is being written, whether anything was altered."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from fss.accounts.queries import today
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.rules import Identity, Role
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.models.templates import FIXED, OPEN
from fss.process.queries.people import role_holders
from fss.process.rules.roles import ACCOUNT_ROLES
from fss.process.rules.templates import content_hash, template_from_data


def approved_templates() -> Sequence[ProcessTemplate]:
    """The newest approved version of each process, by code."""
    found = db.session.scalars(
        select(ProcessTemplate)
        .where(ProcessTemplate.status == TemplateStatus.APPROVED)
        .order_by(ProcessTemplate.code, ProcessTemplate.number)
    )
    return list({template.code: template for template in found}.values())


def find_template(code: str) -> ProcessTemplate | None:
    """The newest approved version of a process."""
    return db.session.scalar(
        select(ProcessTemplate)
        .where(ProcessTemplate.code == code, ProcessTemplate.status == TemplateStatus.APPROVED)
        .order_by(ProcessTemplate.number.desc())
        .limit(1)
    )


def get_template(template_id: UUID, identity: Identity | None = None) -> ProcessTemplate:
    """A version of a process; raises NotFoundError.

    Given an identity, what is not approved yet is for county staff, and under review for the
    steering committee too.
    """
    template = db.session.get(ProcessTemplate, template_id)
    if template is None or (identity is not None and not _may_read(template, identity)):
        raise NotFoundError
    return template


def template_versions(code: str, identity: Identity | None = None) -> Sequence[ProcessTemplate]:
    """All versions of a process that may be read, the newest first."""
    found = db.session.scalars(
        select(ProcessTemplate)
        .where(ProcessTemplate.code == code)
        .order_by(ProcessTemplate.number.desc())
    )
    return [one for one in found if identity is None or _may_read(one, identity)]


def open_templates(identity: Identity) -> Sequence[ProcessTemplate]:
    """Drafts and versions under review that may be read, by code."""
    found = db.session.scalars(
        select(ProcessTemplate)
        .where(ProcessTemplate.status.in_(OPEN))
        .order_by(ProcessTemplate.code, ProcessTemplate.number)
    )
    return [one for one in found if _may_read(one, identity)]


def open_version(code: str) -> ProcessTemplate | None:
    """The draft or version under review of a process; there is one at most."""
    return db.session.scalar(
        select(ProcessTemplate)
        .where(ProcessTemplate.code == code, ProcessTemplate.status.in_(OPEN))
        .order_by(ProcessTemplate.number.desc())
        .limit(1)
    )


def newest_version(code: str) -> ProcessTemplate | None:
    """The version approved last, retired or not."""
    return db.session.scalar(
        select(ProcessTemplate)
        .where(ProcessTemplate.code == code, ProcessTemplate.status.in_(FIXED))
        .order_by(ProcessTemplate.number.desc())
        .limit(1)
    )


def is_unaltered(stored: ProcessTemplate) -> bool:
    """Whether the content is the one whose fingerprint was kept."""
    try:
        return content_hash(template_from_data(stored.content)) == stored.content_hash
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def altered_templates() -> Sequence[ProcessTemplate]:
    """Approved and retired versions whose content is not the one that was approved."""
    found = db.session.scalars(
        select(ProcessTemplate)
        .where(ProcessTemplate.status.in_(FIXED))
        .order_by(ProcessTemplate.code, ProcessTemplate.number)
    )
    return [one for one in found if not is_unaltered(one)]


def held_codes() -> frozenset[str]:
    """Columns of the matrix whose role somebody holds today."""
    held = {role for role, _ in role_holders(today())}
    return frozenset(code for code, role in ACCOUNT_ROLES.items() if role in held)


def _may_read(template: ProcessTemplate, identity: Identity) -> bool:
    if template.is_fixed or identity.is_system or identity.is_county_staff:
        return True
    review = template.status is TemplateStatus.REVIEW
    return review and Role.STEERING_COMMITTEE in identity.roles
