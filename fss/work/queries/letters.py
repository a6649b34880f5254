"""Whose name stands at a letter of a step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fss.accounts.models import User
from fss.accounts.queries import today
from fss.permissions.rules import Identity
from fss.process.queries.people import Post, role_holders
from fss.process.rules.raci import ALL_ROLES
from fss.process.rules.roles import may_know_of
from fss.work.models import StepAssignment, StepInstance, StepState


@dataclass(frozen=True)
class Holder:
    """A letter of a step as pages show it: the role, where, and the names behind it.

    Without names nobody holds the role; for people without an account (`outside`) that is right.
    """

    letter: str
    code: str
    role: str
    organization: str
    names: tuple[str, ...]
    outside: bool = False
    organization_id: UUID | None = None

    @property
    def is_vacant(self) -> bool:
        """Nobody holds the role."""
        return not self.names and not self.outside

    @property
    def words(self) -> str:
        """Such as "Kim Lee, City planner, Lakeville"."""
        who = " or ".join(self.names) or ("" if self.outside else "Nobody holds this role")
        return ", ".join(part for part in (who, self.role, self.organization) if part)


def people_of_steps(
    steps: Sequence[StepInstance], identity: Identity | None = None
) -> dict[UUID, dict[str, list[Holder]]]:
    """For each step its letters, and for each letter who holds it; `identity`: as far as that
    person may know.

    A finished step shows who held the letter then. An open one shows, where the post was vacant
    or has changed hands, who holds it now.
    """
    posts = {
        assignment.organization_id
        for step in steps
        for assignment in step.assignments
        if assignment.role and assignment.organization_id and _is_open(step)
    }
    now_held = role_holders(today(), organization_ids=posts) if posts else {}
    found = {step.id: _letters(step, now_held) for step in steps}
    if identity is None:
        return found
    # Who sees a city's own copy of a step knows who does it there.
    cities = {step.id: step.organization_id for step in steps if step.organization_id}
    return {
        step_id: {
            letter: [
                one
                for one in holders
                if (step_id in cities and one.organization_id == cities[step_id])
                or may_know_of(identity, one.code, one.organization_id)
            ]
            for letter, holders in letters.items()
        }
        for step_id, letters in found.items()
    }


def holders_of(step: StepInstance, identity: Identity | None = None) -> dict[str, list[Holder]]:
    """The letters of one step and who holds each; `identity`: as far as that person may know."""
    return people_of_steps([step], identity)[step.id]


def known_as(user: User, identity: Identity) -> str:
    """The name of a person, as far as another may know who takes part (see `may_know_of`)."""
    places = [holding.organization for holding in user.holdings]
    if (
        identity.is_system
        or identity.is_county_staff
        or not places
        or any(not place.is_member or place.id in identity.organizations() for place in places)
    ):
        return user.name
    return "somebody of another city"


def _is_open(step: StepInstance) -> bool:
    return step.state in (StepState.WAITING, StepState.READY)


def _letters(step: StepInstance, now_held: dict[Post, list[User]]) -> dict[str, list[Holder]]:
    places: defaultdict[tuple[str, str, UUID | None], list[StepAssignment]] = defaultdict(list)
    columns = list(ALL_ROLES)
    for assignment in sorted(
        step.assignments,
        key=lambda item: (
            columns.index(item.role_code),
            item.organization.name if item.organization else "",
            item.user.name if item.user else "",
        ),
    ):
        key = (assignment.letter, assignment.role_code, assignment.organization_id)
        places[key].append(assignment)
    letters: dict[str, list[Holder]] = {"R": [], "A": [], "C": [], "I": []}
    for (letter, code, organization_id), assignments in places.items():
        first = assignments[0]
        names = [item.user.name for item in assignments if item.user]
        if _is_open(step) and first.role and organization_id:
            present = now_held.get((first.role, organization_id), [])
            still = [item.user.name for item in assignments if item.user in present]
            names = still or [user.name for user in present]
        letters[letter].append(
            Holder(
                letter=letter,
                code=code,
                role=ALL_ROLES[code].name,
                organization=first.organization.name if first.organization else "",
                names=tuple(names),
                outside=first.role is None,
                organization_id=organization_id,
            )
        )
    return letters
