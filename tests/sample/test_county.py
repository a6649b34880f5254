"""The made-up county is made once, and everybody in it can sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from fss import create_app
from fss.accounts.models import County, Organization, User
from fss.accounts.queries import identity_of
from fss.audit.queries import broken_streams
from fss.config import Config
from fss.db import db as database
from fss.jobs.services import close_queue
from fss.matching.queries import match, shortlisted
from fss.permissions.rules import Role
from fss.proposals.models import Proposal, ProposalState
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import Stage
from fss.sample import places
from fss.sample.services import ensure_sample_county, sample_sign_ins
from fss.sites.models import Site, SitePhoto
from fss.sites.rules.fields import PropertyKind
from fss.timezone import utcnow
from fss.work.queries import my_work, process_of, steps_of


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """An application with the sample county; made once, for it takes seconds."""
    folder = tmp_path_factory.mktemp("sample")
    app = create_app(Config.from_environment({"FSS_DATA": str(folder), "FSS_TESTING": "1"}))
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        database.create_all()
        assert ensure_sample_county() is True
        database.session.remove()
    yield app
    with app.app_context():
        database.session.remove()
        database.engine.dispose()
    close_queue(app)


@pytest.fixture
def in_county(county) -> Iterator:
    with county.app_context():
        yield county
        database.session.rollback()


def test_asking_twice_makes_one_county(in_county):
    made_again = ensure_sample_county()

    assert made_again is False
    assert database.session.scalar(select(func.count()).select_from(County)) == 1
    assert database.session.scalar(select(func.count()).select_from(Organization)) == 16


def test_the_county_says_that_it_is_made_up(in_county):
    found = database.session.scalars(select(County)).one()

    assert found.is_sample
    assert "made-up" in found.about
    assert "made-up" in found.disclaimer


def test_sites_and_buildings_of_every_member_are_there_with_pictures(in_county):
    kinds = database.session.scalars(select(Site.kind)).all()
    owners = set(database.session.scalars(select(Site.organization_id)))
    photos = database.session.scalars(select(SitePhoto)).all()

    assert kinds.count(PropertyKind.LAND) >= 40
    assert kinds.count(PropertyKind.BUILDING) >= 20
    assert len(owners) == 10
    assert len(photos) >= 6
    assert all("Drawing" in photo.credit and photo.alt for photo in photos)


def test_some_sites_are_complete_and_some_are_not(in_county):
    known = database.session.scalars(select(Site.screening_known)).all()

    assert max(known) == 15
    assert min(known) < 12


def test_every_role_holds_an_account(in_county):
    users = database.session.scalars(select(User)).all()

    roles = set().union(*(identity_of(user.id).roles for user in users))

    assert roles == set(Role)


@pytest.mark.parametrize("person", places.PEOPLE, ids=lambda person: person.email)
def test_everybody_signs_in_with_the_printed_password(county, person):
    client = county.test_client()

    answer = client.post("/sign-in", data={"email": person.email, "password": places.PASSWORD})

    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_the_printed_lines_hold_password_and_the_brokers_link(in_county):
    lines = sample_sign_ins()

    assert places.PASSWORD in lines[0]
    assert "made-up" in lines[0]
    link = re.search(r"/p/\S+", lines[-1])
    assert in_county.test_client().get(link[0]).status_code == 200


def test_a_county_that_is_no_sample_prints_nothing(in_county):
    database.session.scalars(select(County)).one().is_sample = False

    assert sample_sign_ins() == []


def test_three_pursuits_stand_at_three_stages(in_county):
    stages = {one.code_name: one.stage for one in database.session.scalars(select(Pursuit))}

    assert stages == {
        "Project Bluestem": Stage.RECEIVED,
        "Project Cordgrass": Stage.CALL_FOR_SITES,
        "Project Switchgrass": Stage.SUBMITTED,
    }


def test_the_first_request_has_sites_that_meet_hang_and_fail(in_county):
    pursuit = _pursuit("Project Bluestem")

    tally = match(pursuit).tally

    assert tally.tried >= 40
    assert min(tally.meeting, tally.unknown, tally.failing) >= 1


def test_in_the_call_for_sites_some_cities_have_answered(in_county):
    steps = steps_of(process_of("pursuit", _pursuit("Project Cordgrass").id))
    states = [step.state.value for step in steps if step.key == "P6"]

    assert len(states) == 10
    assert 0 < states.count("done") < 10


def test_the_answered_request_has_an_issued_proposal_with_files_and_a_link(in_county):
    pursuit = _pursuit("Project Switchgrass")
    proposal = database.session.scalars(
        select(Proposal).where(Proposal.pursuit_id == pursuit.id)
    ).one()

    assert proposal.state is ProposalState.ISSUED
    assert {one.kind.value for one in proposal.files} == {"pdf", "docx", "zip"}
    assert len(proposal.links) == 1
    assert len(shortlisted(pursuit)) == 4


def test_something_waits_for_the_coordinator_and_for_a_city_that_has_not_answered(in_county):
    waiting = {}
    for email in ("coordinator@example.org", "planner.norrland@example.org"):
        user = database.session.scalars(select(User).where(User.email == email)).one()
        waiting[email] = my_work(identity_of(user.id), utcnow())

    assert all(work.to_do for work in waiting.values())


def test_the_record_of_the_sample_holds(in_county):
    assert broken_streams() == {}


def _pursuit(code_name: str) -> Pursuit:
    return database.session.scalars(select(Pursuit).where(Pursuit.code_name == code_name)).one()
