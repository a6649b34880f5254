"""Reading approved processes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.rules import Identity
from fss.process.models import ProcessTemplate, TemplateStatus


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


def get_template(template_id: UUID, identity: Identity | None = None) -> ProcessTemplate:  # noqa: ARG001
    """A version of a process; raises NotFoundError."""
    template = db.session.get(ProcessTemplate, template_id)
    if template is None:
        raise NotFoundError
    return template
