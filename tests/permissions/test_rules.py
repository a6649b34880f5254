"""The ALLOW table, read aloud."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.permissions.rules import ALLOW, NOBODY, SYSTEM, Identity, Permission, Role, allows

ALDER, BIRCH = uuid4(), uuid4()


def who(*roles, organization=ALDER):
    return Identity(uuid4(), "Ada", frozenset((role, organization) for role in roles))


def test_every_permission_is_in_the_table():
    assert set(ALLOW) == set(Permission)


@given(st.sampled_from(list(Permission)))
def test_nobody_may_anything(permission):
    assert not allows(permission, NOBODY, SimpleNamespace(organization_id=None, owner_id=None))


@given(st.sampled_from(list(Permission)))
def test_the_system_may_everything(permission):
    assert allows(permission, SYSTEM)


@given(st.sampled_from(list(Permission)))
def test_an_account_without_a_role_may_only_see_itself_and_its_own(permission):
    identity = who()
    foreign = SimpleNamespace(organization_id=ALDER, owner_id=uuid4())

    assert allows(permission, identity, foreign) == (
        permission in {Permission.SELF, Permission.HOME}
    )


@pytest.mark.parametrize(
    "permission",
    [Permission.PURSUIT_READ, Permission.SITE_READ, Permission.FILE_READ, Permission.PROPOSAL_READ],
)
def test_an_administrator_reads_nothing_confidential_by_that(permission):
    subject = SimpleNamespace(organization_id=ALDER, owner_id=uuid4())

    assert not allows(permission, who(Role.ADMINISTRATOR), subject)


def test_a_planner_edits_sites_of_the_own_city_only():
    planner = who(Role.PLANNER, organization=ALDER)

    assert allows(Permission.SITE_EDIT, planner, SimpleNamespace(organization_id=ALDER))
    assert not allows(Permission.SITE_EDIT, planner, SimpleNamespace(organization_id=BIRCH))
    assert not allows(Permission.SITE_EDIT, planner, SimpleNamespace(organization_id=None))


def test_a_role_in_one_city_does_not_join_a_role_in_another():
    both = Identity(
        uuid4(), "Ada", frozenset({(Role.PLANNER, ALDER), (Role.CITY_ADMINISTRATOR, BIRCH)})
    )

    assert not allows(Permission.SITE_EDIT, both, SimpleNamespace(organization_id=BIRCH))


def test_a_file_is_read_by_county_staff_and_by_who_made_it():
    owner = who(Role.PLANNER)
    file = SimpleNamespace(owner_id=owner.user_id)

    assert allows(Permission.FILE_READ, owner, file)
    assert allows(Permission.FILE_READ, who(Role.COORDINATOR), file)
    assert not allows(Permission.FILE_READ, who(Role.PLANNER), file)


def test_a_file_of_nobody_is_not_everybodys():
    nobodys = SimpleNamespace(owner_id=None)

    assert not allows(Permission.FILE_READ, who(Role.PLANNER), nobodys)
    assert not allows(Permission.JOB_READ, NOBODY, nobodys)


def test_a_city_report_is_for_the_own_city_and_county_staff_only():
    alder, birch = SimpleNamespace(organization_id=ALDER), SimpleNamespace(organization_id=BIRCH)

    for role in (Role.PLANNER, Role.CITY_ADMINISTRATOR):
        assert allows(Permission.REPORT_CITY, who(role), alder)
        assert not allows(Permission.REPORT_CITY, who(role), birch)
    for role in (Role.COORDINATOR, Role.DIRECTOR):
        assert allows(Permission.REPORT_CITY, who(role), birch)
    for role in set(Role) - {
        Role.PLANNER,
        Role.CITY_ADMINISTRATOR,
        Role.COORDINATOR,
        Role.DIRECTOR,
    }:
        assert not allows(Permission.REPORT_CITY, who(role), alder)


def test_the_numbers_of_all_cities_are_for_the_committee_and_county_staff_only():
    allowed = {role for role in Role if allows(Permission.REPORT_SUMMARY, who(role))}

    assert allowed == {Role.COORDINATOR, Role.DIRECTOR, Role.STEERING_COMMITTEE}
