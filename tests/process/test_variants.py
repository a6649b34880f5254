"""City variants in the database: invariants I20, I21, I22; signatures, versions, what starts."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fss.accounts.models import Notice
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import Role
from fss.process import queries as process
from fss.process import services
from fss.process.models import RaciVariant, VariantStatus
from fss.process.queries import Standing
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PURSUIT
from fss.process.rules.raci import ALL_ROLES, Letter, check_matrix, parse_letters
from fss.process.rules.templates import content_hash
from fss.process.rules.variants import Changes
from fss.process.services.templates import approve_template
from fss.work import queries as work
from tests.factories.accounts import make_user
from tests.factories.process import Office, local, make_office
from tests.work.running import start, step

NOW = local(11, 2)


def changes(step: str, **cells: str) -> Changes:
    return {step: {role: parse_letters(text) for role, text in cells.items()}}


NO_PLANNER = changes("P6", CP="", CA="A/R")


def propose(
    office: Office, changed: Changes, *, city: int = 0, version: int | None = None
) -> RaciVariant:
    stored = process.find_template("D1")
    assert stored
    return services.propose_variant(
        city=office.cities[city],
        stored=stored,
        changes=changed,
        note="We have no planner",
        actor=office.identity(office.administrators[city]),
        now=NOW,
        version=version,
    )


def agree(office: Office, changed: Changes, *, city: int = 0) -> RaciVariant:
    variant = propose(office, changed, city=city)
    administrator = office.identity(office.administrators[city])
    services.sign_for_city(variant, actor=administrator, now=NOW, version=variant.version)
    director = office.identity(office.director)
    services.sign_for_county(variant, actor=director, now=NOW, version=variant.version)
    return variant


def standing(office: Office, city: int = 0) -> Standing:
    stored = process.find_template("D1")
    assert stored
    return process.city_process(office.cities[city], stored).standing


def letters_of(step_title: str, office: Office) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in step(start(office), "P6", step_title).assignments:
        found.setdefault(item.role_code, set()).add(item.letter)
    return found


def test_what_both_sides_signed_holds_for_processes_that_start_from_then_on(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    running = step(start(office), "P6", "City A")

    agree(office, NO_PLANNER)

    assert letters_of("City A", office)["CA"] == {"A", "R"}
    assert "CP" not in letters_of("City A", office)
    assert letters_of("City B", office)["CP"] == {"R"}
    assert {item.role_code for item in running.assignments if item.letter == "R"} == {"CP"}


def test_a_proposal_changes_nothing_until_both_have_signed(db: SQLAlchemy) -> None:
    office = make_office()
    seen = [standing(office)]

    variant = propose(office, NO_PLANNER)
    seen.append(standing(office))
    services.sign_for_city(
        variant, actor=office.identity(office.administrators[0]), now=NOW, version=variant.version
    )
    seen.append(standing(office))

    assert seen == [Standing.NOT_LOOKED_AT, Standing.PROPOSED, Standing.CITY_SIGNED]
    assert letters_of("City A", office)["CP"] == {"R"}


def test_in_a_step_done_once_each_city_is_named_by_its_own_columns(db: SQLAlchemy) -> None:
    office = make_office()

    agree(office, changes("P9", CP="", CA="C/I", UP="I"))

    opened = step(start(office), "P9")
    named = {
        (item.letter, item.role_code, item.organization.name)
        for item in opened.assignments
        if item.organization in office.cities
    }
    assert named == {
        ("C", "CA", "City A"),
        ("I", "CA", "City A"),
        ("C", "CP", "City B"),
        ("I", "CA", "City B"),
    }
    assert "UP" not in {item.role_code for item in opened.assignments}


def test_a_council_is_told_without_having_an_account(db: SQLAlchemy) -> None:
    office = make_office()

    agree(office, changes("P6", CO="I"))

    response = step(start(office), "P6", "City A")
    council = [holder for holder in work.holders_of(response)["I"] if holder.code == "CO"]
    assert [(one.words, one.is_vacant) for one in council] == [("City council, City A", False)]


def test_a_city_may_take_the_process_as_it_is(db: SQLAlchemy) -> None:
    office = make_office()

    variant = agree(office, changes("P6", CP="R"))

    assert variant.changes == {}
    assert standing(office) is Standing.AGREED


@pytest.mark.parametrize(
    "changed",
    [
        changes("P6", CP=""),
        changes("P6", CP="A/R"),
        changes("P6", BX="R"),
        changes("P6", CO="R", CP=""),
        changes("P5", FC="I"),
        changes("P99", CP="I"),
    ],
)
def test_i20_i21_i22_what_is_not_sound_is_refused_and_leaves_nothing(
    db: SQLAlchemy, changed: Changes
) -> None:
    office = make_office()

    with pytest.raises(RuleError):
        propose(office, changed)

    assert db.session.scalar(select(RaciVariant.id)) is None


CELLS = st.dictionaries(
    st.sampled_from(("FC", "CP", "CA", "UP", "BX", "CO", "EDA")),
    st.frozensets(st.sampled_from(Letter), max_size=2),
    max_size=3,
)


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_i20_i21_i22_every_agreed_variant_is_sound_and_keeps_steps_times_and_promises(
    db: SQLAlchemy, data: st.DataObject
) -> None:
    db.session.rollback()
    office = make_office(cities=1, with_calendar=False)
    keys = ("P5", "P6", "P9", "P10", "P11")
    changed = data.draw(st.dictionaries(st.sampled_from(keys), CELLS, min_size=1, max_size=2))

    with contextlib.suppress(RuleError):
        agree(office, changed)

    stored = process.find_template("D1")
    assert stored
    effective = process.city_process(office.cities[0], stored).in_force
    assert check_matrix(effective.steps, ALL_ROLES) == []
    for before, after in zip(PURSUIT.steps, effective.steps, strict=True):
        assert replace(after, letters=before.letters) == before
    for item in work.steps_of(start(office)):
        letters = [assignment.letter for assignment in item.assignments]
        assert letters.count("A") == 1
        assert "R" in letters
        assert not {a.letter for a in item.assignments if a.role_code == "BX"} & {"R", "A"}
    assert stored.content_hash == content_hash(PURSUIT)
    db.session.rollback()


def test_the_county_signs_after_the_city_and_not_by_the_same_person(db: SQLAlchemy) -> None:
    office = make_office()
    both = make_user(Role.CITY_ADMINISTRATOR, office.cities[0], name="Bo Both")
    actor = replace(
        office.identity(both),
        holdings=office.identity(both).holdings | {(Role.DIRECTOR, office.county.id)},
    )
    variant = propose(office, NO_PLANNER)

    with pytest.raises(RuleError, match="The city signs first"):
        services.sign_for_county(variant, actor=actor, now=NOW, version=variant.version)
    services.sign_for_city(variant, actor=actor, now=NOW, version=variant.version)
    with pytest.raises(RuleError, match="Somebody else signs"):
        services.sign_for_county(variant, actor=actor, now=NOW, version=variant.version)

    assert standing(office) is Standing.CITY_SIGNED


def test_only_the_own_city_proposes_and_only_its_administrator_signs(db: SQLAlchemy) -> None:
    office = make_office()
    variant = propose(office, NO_PLANNER)

    for user in (office.planners[0], office.administrators[1], office.director):
        with pytest.raises(ForbiddenError):
            services.sign_for_city(
                variant, actor=office.identity(user), now=NOW, version=variant.version
            )
    with pytest.raises(ForbiddenError):
        services.propose_variant(
            city=office.cities[0],
            stored=variant.template,
            changes={},
            note="",
            actor=office.identity(office.planners[1]),
            now=NOW,
            version=variant.version,
        )


def test_a_changed_proposal_loses_the_signature_given_to_the_one_before(db: SQLAlchemy) -> None:
    office = make_office()
    variant = propose(office, NO_PLANNER)
    actor = office.identity(office.administrators[0])
    services.sign_for_city(variant, actor=actor, now=NOW, version=variant.version)

    with pytest.raises(ConflictError):
        propose(office, {}, version=1)
    propose(office, changes("P6", CO="I"), version=variant.version)

    assert variant.city_signed_at is None
    assert variant.changes == {"P6": {"CO": "I"}}


def test_what_is_agreed_holds_until_something_else_is(db: SQLAlchemy) -> None:
    office = make_office()
    first = agree(office, NO_PLANNER)
    second = propose(office, changes("P6", CO="I"))
    between = letters_of("City A", office)

    services.sign_for_city(
        second, actor=office.identity(office.administrators[0]), now=NOW, version=second.version
    )
    services.sign_for_county(
        second, actor=office.identity(office.coordinator), now=NOW, version=second.version
    )

    assert between["CA"] == {"A", "R"}
    assert first.status is VariantStatus.REPLACED
    assert letters_of("City A", office)["CP"] == {"R"}


def test_withdrawing_needs_a_reason_and_brings_the_countys_letters_back(db: SQLAlchemy) -> None:
    office = make_office()
    variant = agree(office, NO_PLANNER)
    actor = office.identity(office.planners[0])

    with pytest.raises(RuleError) as refused:
        services.withdraw_variant(
            variant, reason=" ", actor=actor, now=NOW, version=variant.version
        )
    services.withdraw_variant(
        variant, reason="We hired a planner", actor=actor, now=NOW, version=variant.version
    )

    assert refused.value.field == "reason"
    assert letters_of("City A", office)["CP"] == {"R"}
    told = set(db.session.scalars(select(Notice.user_id).where(Notice.text.contains("withdrew"))))
    assert told == {office.administrators[0].id, office.coordinator.id, office.director.id}


def test_a_new_version_carries_what_still_fits_and_names_what_does_not(db: SQLAlchemy) -> None:
    office = make_office(cities=3)
    agree(office, NO_PLANNER)
    agree(office, changes("P7", CA="I"), city=1)
    steps = tuple(
        replace(row, depends_on=tuple(key for key in row.depends_on if key != "P7"))
        for row in PURSUIT.steps
        if row.key != "P7"
    )

    approve_template(replace(PURSUIT, steps=steps), body="Steering committee", now=local(11, 9))

    found = [standing(office, city) for city in range(3)]
    assert found == [Standing.PROPOSED, Standing.DO_AGAIN, Standing.NOT_LOOKED_AT]
    assert letters_of("City A", office)["CP"] == {"R"}
    again = select(Notice.user_id).where(Notice.text.contains("no longer fits"))
    assert office.administrators[1].id in db.session.scalars(again).all()


def test_an_outdated_proposal_cannot_be_signed(db: SQLAlchemy) -> None:
    office = make_office()
    variant = propose(office, NO_PLANNER)
    approve_template(replace(PURSUIT, title="Request"), body="Committee", now=local(11, 9))

    with pytest.raises(RuleError):
        services.sign_for_city(
            variant,
            actor=office.identity(office.administrators[0]),
            now=NOW,
            version=variant.version,
        )


def test_every_default_process_can_be_agreed_as_it_is(db: SQLAlchemy) -> None:
    office = make_office()

    found = process.city_processes(office.cities)

    assert len(found) == len(office.cities) * len(DEFAULT_TEMPLATES)
    assert {item.standing for item in found} == {Standing.NOT_LOOKED_AT}
