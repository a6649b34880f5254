"""A city's own letters in a process: proposed, signed by city and county, withdrawn, carried on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy.exc import IntegrityError

from fss.accounts import queries as accounts
from fss.accounts.models import Organization
from fss.accounts.rules.notices import declare_notice_kind
from fss.accounts.services.notices import add_notice
from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import Identity, Permission, Role, allows
from fss.process import queries
from fss.process.models import ProcessTemplate, RaciVariant, VariantStatus
from fss.process.queries.variants import City, changes_of
from fss.process.rules.templates import template_from_data
from fss.process.rules.variants import Changes, changes_as_data, check_variant, real_changes

NOTICE = "variant"
declare_notice_kind(NOTICE, "What cities and county agree on in a process")

OUTDATED = "The county has approved a newer version of this process. Propose the changes there."
CITY_FIRST = "The city signs first."
SAME_PERSON = "You signed for the city. Somebody else signs for the county."


def propose_variant(
    *,
    city: Organization,
    stored: ProcessTemplate,
    changes: Changes,
    note: str,
    actor: Identity,
    now: datetime,
    version: int | None = None,
) -> RaciVariant:
    """Say which letters a city wants otherwise; no changes: it takes the process as it is.

    What the city had proposed before is written over, and signatures given to it end; what is
    agreed holds until the new proposal is. `version` is that of the proposal that was shown.
    Raises ForbiddenError, ConflictError, RuleError when the result would be no sound matrix.
    """
    _allow(Permission.VARIANT_PROPOSE, actor, City(city))
    present = queries.city_process(city, stored)
    wanted = real_changes(present.base, changes)
    _check(stored, wanted)
    proposed = present.proposed
    if (proposed.version if proposed else None) != version:
        raise ConflictError("Somebody else proposed changes meanwhile. Look at them first.")
    if proposed is None:
        proposed = RaciVariant(
            template=stored, organization=city, status=VariantStatus.PROPOSED, proposed_at=now
        )
        db.session.add(proposed)
    proposed.changes, proposed.note = changes_as_data(wanted), note.strip()
    proposed.proposed_by, proposed.proposed_at = actor.user_id, now
    proposed.city_signed_by = proposed.city_signed_at = None
    _flush()
    record("variant:propose", subject=proposed, process=stored.title)
    text = f"{actor.name} proposed how “{stored.title}” runs in {city.name}. Please sign it."
    _tell(proposed, _city_people(city, Role.CITY_ADMINISTRATOR), text, actor, now)
    return proposed


def sign_for_city(
    variant: RaciVariant, *, actor: Identity, now: datetime, version: int
) -> RaciVariant:
    """The city's administrator signs what is proposed; then the county is asked."""
    _allow(Permission.VARIANT_SIGN_CITY, actor, variant)
    _check_open(variant, version)
    if variant.city_signed_at is not None:
        raise RuleError("The city has signed already.")
    variant.city_signed_by, variant.city_signed_at = actor.user_id, now
    _flush()
    record("variant:sign_city", subject=variant, process=variant.template.title)
    text = f"{variant.organization.name} signed its side of “{variant.template.title}”."
    _tell(variant, _county_people(), f"{text} Please sign for the county.", actor, now)
    return variant


def sign_for_county(
    variant: RaciVariant, *, actor: Identity, now: datetime, version: int
) -> RaciVariant:
    """Coordinator or director sign after the city: it is agreed, and what was agreed ends.

    It holds for processes that start from now on.
    """
    _allow(Permission.VARIANT_SIGN_COUNTY, actor, variant)
    _check_open(variant, version)
    if variant.city_signed_at is None:
        raise RuleError(CITY_FIRST)
    if variant.city_signed_by is not None and variant.city_signed_by == actor.user_id:
        raise RuleError(SAME_PERSON)
    before = queries.city_process(variant.organization, variant.template).agreed
    if before is not None:
        before.status, before.withdrawn_at = VariantStatus.REPLACED, now
        _flush()
    variant.county_signed_by, variant.county_signed_at = actor.user_id, now
    variant.status = VariantStatus.AGREED
    _flush()
    record("variant:agree", subject=variant, process=variant.template.title)
    text = f"“{variant.template.title}” is agreed between {variant.organization.name} and county."
    _tell(variant, _city_people(variant.organization), text, actor, now)
    return variant


def withdraw_variant(
    variant: RaciVariant, *, reason: str, actor: Identity, now: datetime, version: int
) -> RaciVariant:
    """City or county take back what is proposed or agreed, with a reason.

    Processes that run keep their letters; those that start from now on have the county's.
    """
    _allow(Permission.VARIANT_WITHDRAW, actor, variant)
    check_version(variant, version)
    if variant.status not in (VariantStatus.PROPOSED, VariantStatus.AGREED):
        raise RuleError("It was withdrawn or replaced already.")
    if not reason.strip():
        raise RuleError("Say why it is withdrawn.", "reason")
    variant.status, variant.withdrawn_at = VariantStatus.WITHDRAWN, now
    variant.reason = reason.strip()
    _flush()
    title = variant.template.title
    record("variant:withdraw", subject=variant, process=title, reason=variant.reason)
    text = f"{actor.name} withdrew what {variant.organization.name} changed in “{title}”."
    people = [*_city_people(variant.organization), *_county_people()]
    _tell(variant, people, text, actor, now)
    return variant


def carry_variants_over(
    after: ProcessTemplate, *, actor: Identity, now: datetime
) -> tuple[list[RaciVariant], list[Organization]]:
    """Propose in a new version of a process what cities changed in those before.

    Where a city has something proposed that is carried, else what it agreed. Both sides sign
    anew. Returns the proposals, and the cities whose changes no longer fit: they are told, and
    stand on the review board as "to be done again". What is proposed in an old version ends.
    """
    latest: dict[UUID, RaciVariant] = {}
    for variant in queries.variants_before(after):
        latest[variant.organization_id] = variant
        if variant.status is VariantStatus.PROPOSED:
            variant.status, variant.withdrawn_at = VariantStatus.REPLACED, now
    _flush()
    carried, again = [], []
    template = template_from_data(after.content)
    for variant in latest.values():
        city, changes = variant.organization, changes_of(variant)
        people = [*_city_people(city), *_county_people()]
        if check_variant(template, changes):
            again.append(city)
            text = f"“{after.title}” has a new version. What {city.name} changed no longer fits."
            _tell(variant, people, f"{text} Please look at it again.", actor, now, stored=after)
            continue
        new = RaciVariant(
            template=after,
            organization=city,
            status=VariantStatus.PROPOSED,
            changes=changes_as_data(real_changes(template, changes)),
            note=variant.note,
            proposed_by=variant.proposed_by,
            proposed_at=now,
        )
        db.session.add(new)
        carried.append(new)
        _flush()
        record("variant:carry", subject=new, process=after.title, number=after.number)
        text = f"“{after.title}” has a new version. What {city.name} changed is proposed there."
        _tell(new, people, f"{text} Please sign it again.", actor, now)
    return carried, again


def _allow(permission: Permission, actor: Identity, subject: City | RaciVariant) -> None:
    if not allows(permission, actor, subject):
        raise ForbiddenError


def _check(stored: ProcessTemplate, changes: Changes) -> None:
    problems = check_variant(template_from_data(stored.content), changes)
    if problems:
        raise RuleError(" ".join(problem.message for problem in problems))


def _check_open(variant: RaciVariant, version: int) -> None:
    """Refuse what was changed meanwhile, is settled, is of an old version or is not sound."""
    check_version(variant, version)
    if variant.status is not VariantStatus.PROPOSED:
        raise RuleError("This is not waiting for a signature any more.")
    newest = queries.find_template(variant.template.code)
    if newest is None or newest.id != variant.template_id:
        raise RuleError(OUTDATED)
    _check(variant.template, changes_of(variant))


def _flush() -> None:
    """Write; two who propose or sign at the same instant collide, and the second is told."""
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise ConflictError("Somebody else did this meanwhile. Look at the page again.") from None


def _city_people(city: Organization, *roles: Role) -> list[UUID]:
    day = accounts.today()
    wanted = roles or (Role.CITY_ADMINISTRATOR, Role.PLANNER)
    return [user.id for role in wanted for user in accounts.holders(role, city.id, day)]


def _county_people() -> list[UUID]:
    day = accounts.today()
    roles = (Role.COORDINATOR, Role.DIRECTOR)
    return [user.id for role in roles for user in accounts.holders(role, None, day)]


def _tell(
    variant: RaciVariant,
    people: Iterable[UUID],
    text: str,
    actor: Identity,
    now: datetime,
    *,
    stored: ProcessTemplate | None = None,
) -> None:
    path = current_app.url_map.bind("").build(
        "process.city_process",
        {
            "city_id": variant.organization_id,
            "template_id": stored.id if stored else variant.template_id,
        },
    )
    for user_id in dict.fromkeys(people):
        if user_id != actor.user_id:
            add_notice(user_id, kind=NOTICE, text=text, path=path, now=now)
