"""The life of a process: draft, review, approved, retired; what is approved never changes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from fss.accounts.queries import get_zone
from fss.accounts.rules.notices import declare_notice_kind
from fss.accounts.services.notices import add_notice
from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ConflictError, RuleError
from fss.permissions.rules import SYSTEM, Identity, Role
from fss.process import queries
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.rules.defaults import DEFAULT_TEMPLATES
from fss.process.rules.drafting import require_sound
from fss.process.rules.templates import Template, content_hash, template_as_data, template_from_data
from fss.process.services.adopting import adopt_standards
from fss.process.services.variants import carry_variants_over
from fss.timezone import local_date

NOTICE = "process_review"
declare_notice_kind(NOTICE, "Processes that wait to be approved")

#: Processes that requests start by themselves; without them no request could be taken.
NEEDED = frozenset({"D1"})
NO_DRAFT = "Only a draft can be changed. Make a new version of the process."
OPEN_ALREADY = "There is a draft of this process already. Open it, or discard it first."
ALTERED = (
    "This process was changed after it was approved, outside of First Stop Shop. Nothing is "
    "started by it. Tell whoever runs the system."
)


def install_default_templates(*, now: datetime) -> list[ProcessTemplate]:
    """Approve the default processes that the county does not have yet; returns the new ones."""
    return [
        approve_template(template, body="Default of First Stop Shop", now=now)
        for code, template in DEFAULT_TEMPLATES.items()
        if queries.newest_version(code) is None
    ]


def approve_template(template: Template, *, body: str, now: datetime) -> ProcessTemplate:
    """Keep a new approved version of a process at once; the version before is retired.

    Raises RuleError when its matrix is not sound (one A, at least one R, nobody outside works).
    """
    require_sound(template)
    stored = ProcessTemplate(
        code=template.code,
        number=_next_number(template.code),
        status=TemplateStatus.APPROVED,
        approved_body=body,
        approved_on=local_date(now, get_zone()),
    )
    _write(stored, template)
    _retire_others(stored)
    db.session.add(stored)
    db.session.flush()
    carry_variants_over(stored, actor=SYSTEM, now=now)
    return stored


def create_draft(template: Template, *, actor: Identity) -> ProcessTemplate:
    """Begin a process, or a new version of one that there is; RuleError when one is open."""
    _lock(template.code)
    if queries.open_version(template.code) is not None:
        raise RuleError(OPEN_ALREADY)
    base = queries.newest_version(template.code)
    stored = ProcessTemplate(
        code=template.code,
        number=_next_number(template.code),
        status=TemplateStatus.DRAFT,
        base_id=base.id if base else None,
        created_by=actor.user_id,
    )
    _write(stored, template)
    db.session.add(stored)
    try:
        db.session.flush()
    except IntegrityError:
        raise ConflictError(OPEN_ALREADY) from None
    record("template:draft", subject=stored, code=stored.code, number=stored.number)
    return stored


def start_version(base: ProcessTemplate, *, actor: Identity) -> ProcessTemplate:
    """A draft that begins as a copy of an approved (or retired) version."""
    if not base.is_fixed:
        raise RuleError(OPEN_ALREADY)
    verify_template(base)
    draft = create_draft(template_from_data(base.content), actor=actor)
    draft.base_id = base.id
    db.session.flush()
    return draft


def save_draft(
    stored: ProcessTemplate, template: Template, *, version: int | None
) -> ProcessTemplate:
    """Keep what a draft says now; ConflictError when somebody else saved it first."""
    if stored.status is not TemplateStatus.DRAFT:
        raise RuleError(NO_DRAFT)
    check_version(stored, version or 0)
    if template.code != stored.code:
        raise RuleError(f"This is a draft of {stored.code}, not of {template.code}.")
    _write(stored, template)
    db.session.flush()
    return stored


def submit_draft(
    stored: ProcessTemplate, *, actor: Identity, now: datetime, version: int | None
) -> None:
    """Give a draft to those who approve; RuleError names what must be put right first."""
    if stored.status is not TemplateStatus.DRAFT:
        raise RuleError(NO_DRAFT)
    check_version(stored, version or 0)
    require_sound(template_from_data(stored.content))
    stored.status = TemplateStatus.REVIEW
    stored.submitted_by, stored.submitted_at, stored.note = actor.user_id, now, ""
    db.session.flush()
    record("template:submit", subject=stored, code=stored.code, number=stored.number)
    text = f"{actor.name} asks you to approve version {stored.number} of “{stored.title}”."
    _tell_approvers(stored, text, actor, now)


def send_back(
    stored: ProcessTemplate, *, note: str, actor: Identity, now: datetime, version: int | None
) -> None:
    """Make a version under review a draft again, with a note that says why."""
    _require_review(stored, version)
    stored.status, stored.note = TemplateStatus.DRAFT, note
    db.session.flush()
    record("template:send_back", subject=stored, code=stored.code, reason=note)
    if stored.submitted_by is not None and stored.submitted_by != actor.user_id:
        text = f"“{stored.title}”, version {stored.number}, came back from review: {note}"
        add_notice(stored.submitted_by, kind=NOTICE, text=text, path=_path(stored), now=now)


def approve_draft(
    stored: ProcessTemplate,
    *,
    body: str,
    approved_on: date,
    review_due: date,
    actor: Identity,
    now: datetime,
    version: int | None,
) -> None:
    """Approve a version under review: it holds from now on, and the one before is retired.

    Running work keeps the version by which it was started. Raises ConflictError when somebody
    else decided first, RuleError for dates that cannot be.
    """
    _lock(stored.code)
    _require_review(stored, version)
    today = local_date(now, get_zone())
    if approved_on > today:
        raise RuleError("Give the day of the decision, today or before.", "approved_on")
    if review_due <= today:
        raise RuleError("Give a day in the future.", "review_due")
    require_sound(template_from_data(stored.content))
    _retire_others(stored)
    stored.status = TemplateStatus.APPROVED
    stored.approved_body, stored.approved_on = body, approved_on
    stored.review_due = review_due
    db.session.flush()
    verify_template(stored)
    record(
        "template:approve",
        subject=stored,
        code=stored.code,
        number=stored.number,
        body=body,
        by=actor.name,
        content_hash=stored.content_hash,
    )
    carry_variants_over(stored, actor=actor, now=now)
    base = db.session.get(ProcessTemplate, stored.base_id) if stored.base_id else None
    adopt_standards(stored, before=template_from_data(base.content) if base else None, now=now)


def retire_template(
    stored: ProcessTemplate, *, reason: str, actor: Identity, version: int | None
) -> None:
    """End an approved process: nothing new is started by it; what runs keeps running."""
    _lock(stored.code)
    check_version(stored, version or 0)
    if stored.status is not TemplateStatus.APPROVED:
        raise RuleError("Only an approved process can be retired.")
    if stored.code in NEEDED:
        raise RuleError(
            "Every request starts this process, so it cannot end. Make a new version instead."
        )
    stored.status = TemplateStatus.RETIRED
    db.session.flush()
    record("template:retire", subject=stored, code=stored.code, reason=reason, by=actor.name)


def discard_draft(stored: ProcessTemplate, *, version: int | None) -> None:
    """Throw a draft away; the versions before stay as they are."""
    if stored.status is not TemplateStatus.DRAFT:
        raise RuleError(NO_DRAFT)
    check_version(stored, version or 0)
    record("template:discard", subject=stored, code=stored.code, number=stored.number)
    db.session.delete(stored)
    db.session.flush()


def verify_template(stored: ProcessTemplate) -> None:
    """Raise RuleError when the content is not the one whose fingerprint was kept."""
    if not queries.is_unaltered(stored):
        raise RuleError(ALTERED)


def _require_review(stored: ProcessTemplate, version: int | None) -> None:
    check_version(stored, version or 0)
    if stored.status is not TemplateStatus.REVIEW:
        raise ConflictError("Somebody else decided about this version first.")


def _write(stored: ProcessTemplate, template: Template) -> None:
    stored.title = template.title
    stored.content = template_as_data(template)
    stored.content_hash = content_hash(template)


def _lock(code: str) -> None:
    """Let one decision about a process come after the other, and read what was decided."""
    db.session.scalars(
        select(ProcessTemplate)
        .where(ProcessTemplate.code == code)
        .order_by(ProcessTemplate.number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _next_number(code: str) -> int:
    last = db.session.scalar(
        select(func.max(ProcessTemplate.number)).where(ProcessTemplate.code == code)
    )
    return (last or 0) + 1


def _retire_others(stored: ProcessTemplate) -> None:
    for other in queries.template_versions(stored.code):
        if other is not stored and other.status is TemplateStatus.APPROVED:
            other.status = TemplateStatus.RETIRED
    db.session.flush()


def _tell_approvers(stored: ProcessTemplate, text: str, actor: Identity, now: datetime) -> None:
    people = {
        user.id
        for (role, _), users in queries.role_holders(local_date(now, get_zone())).items()
        if role in (Role.DIRECTOR, Role.STEERING_COMMITTEE)
        for user in users
        if user.id != actor.user_id
    }
    for user_id in sorted(people):
        add_notice(user_id, kind=NOTICE, text=text, path=_path(stored), now=now)


def _path(stored: ProcessTemplate) -> str:
    return f"/process/templates/{stored.id}"
