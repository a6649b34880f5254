"""Approving processes; an approved version never changes."""

from __future__ import annotations

from datetime import datetime

from fss.accounts.queries import get_zone
from fss.db import db
from fss.errors import RuleError
from fss.process import queries
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.rules.defaults import DEFAULT_TEMPLATES
from fss.process.rules.raci import check_matrix
from fss.process.rules.templates import Template, content_hash, template_as_data
from fss.timezone import local_date


def install_default_templates(*, now: datetime) -> list[ProcessTemplate]:
    """Approve the default processes that the county does not have yet; returns the new ones."""
    return [
        approve_template(template, body="Default of First Stop Shop", now=now)
        for code, template in DEFAULT_TEMPLATES.items()
        if queries.find_template(code) is None
    ]


def approve_template(template: Template, *, body: str, now: datetime) -> ProcessTemplate:
    """Keep a new approved version of a process.

    Raises RuleError when its matrix is not sound (one A, at least one R, nobody outside works).
    """
    problems = check_matrix(template.steps)
    if problems:
        raise RuleError(" ".join(problem.message for problem in problems))
    before = queries.find_template(template.code)
    approved = ProcessTemplate(
        code=template.code,
        number=before.number + 1 if before else 1,
        title=template.title,
        status=TemplateStatus.APPROVED,
        approved_body=body,
        approved_on=local_date(now, get_zone()),
        content=template_as_data(template),
        content_hash=content_hash(template),
    )
    db.session.add(approved)
    db.session.flush()
    return approved
