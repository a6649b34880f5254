"""What the person who waits sees."""

from __future__ import annotations

import pytest

from fss.jobs.services import run_job, start_job
from fss.permissions.rules import Role
from tests.factories.accounts import identity_of, make_user


@pytest.fixture
def owner(db):
    return make_user(Role.PLANNER, name="Ada Ames")


def start(kind, owner):
    return start_job(kind, title="Report on <North>", arguments={}, actor=identity_of(owner))


def test_the_page_asks_again_until_the_job_has_ended(client, kinds, owner, sign_in):
    job = start("good", owner)
    sign_in(client, owner)

    waiting = client.get(f"/jobs/{job.id}").text
    run_job(job.id)
    done = client.get(f"/jobs/{job.id}/progress", headers={"HX-Request": "true"}).text

    assert f'hx-get="/jobs/{job.id}/progress"' in waiting
    assert "Report on &lt;North&gt;" in waiting
    assert "hx-get" not in done
    assert 'href="/jobs/"' in done
    assert "<html" not in done


def test_without_script_the_part_leads_back_to_the_page(client, kinds, owner, sign_in):
    job = start("good", owner)
    sign_in(client, owner)

    assert client.get(f"/jobs/{job.id}/progress").location == f"/jobs/{job.id}"


def test_a_failed_job_is_started_again_by_its_button(client, kinds, owner, sign_in, run_jobs):
    job = start("refused", owner)
    run_jobs()
    sign_in(client, owner)

    page = client.get(f"/jobs/{job.id}").text
    answer = client.post(f"/jobs/{job.id}/restart")

    assert "No site has a photo." in page
    assert f'action="/jobs/{job.id}/restart"' in page
    assert answer.location == f"/jobs/{job.id}"
    assert run_jobs() == 1


def test_a_running_job_is_not_started_twice(client, kinds, owner, sign_in, run_jobs):
    job = start("good", owner)
    sign_in(client, owner)

    assert client.post(f"/jobs/{job.id}/restart").status_code == 422
    assert run_jobs() == 1


@pytest.mark.parametrize("role", [Role.PLANNER, Role.COORDINATOR])
def test_a_job_of_somebody_else_is_not_known(client, kinds, owner, sign_in, role):
    job = start("good", owner)
    sign_in(client, make_user(role))

    for path in ("", "/progress"):
        assert client.get(f"/jobs/{job.id}{path}").status_code == 404
    assert client.post(f"/jobs/{job.id}/restart").status_code == 404


def test_an_administrator_sees_every_job_but_not_what_it_is_about(client, kinds, owner, sign_in):
    job = start("good", owner)
    sign_in(client, make_user(Role.ADMINISTRATOR))

    index, page = client.get("/jobs/").text, client.get(f"/jobs/{job.id}").text

    assert f"/jobs/{job.id}" in index
    assert "Good" in page
    assert "North" not in index + page
    assert "Waiting to start" in page


def test_the_list_is_for_administrators(client, owner, sign_in):
    sign_in(client, owner)

    assert client.get("/jobs/").status_code == 403
