"""The edge decides: a view without a declared permission never runs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from fss.errors import NotFoundError
from fss.permissions.guard import requires
from fss.permissions.rules import Permission, Role, allows
from tests.factories.accounts import identity_of, make_organization, make_user


@dataclass
class Plot:
    """Something that belongs to a city."""

    organization_id: UUID


@pytest.fixture
def plots(make_app, app, db):
    """An application with one view on plots, a plot, and what has run."""
    plot_id, city = uuid4(), make_organization("Alder")
    plot, ran = Plot(city.id), []
    db.session.commit()
    application = make_app()

    def get_plot(wanted, identity):
        if wanted != plot_id or not allows(Permission.SITE_READ, identity, plot):
            raise NotFoundError
        return plot

    @requires(Permission.SITE_EDIT, plot=get_plot)
    def edit(plot):
        ran.append(plot)
        return "edited"

    application.add_url_rule("/plots/<uuid:plot_id>", "plots.edit", edit)
    return application.test_client(), f"/plots/{plot_id}", city, ran


def test_a_route_that_declares_nothing_never_runs(make_app):
    app, ran = make_app(), []
    app.add_url_rule("/open", "open", lambda: ran.append(1) or "open")

    answer = app.test_client().get("/open")

    assert answer.status_code == 403
    assert ran == []


def test_nobody_is_sent_to_sign_in(plots):
    client, url, _, ran = plots

    answer = client.get(url)

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")
    assert ran == []


def test_a_part_of_a_page_answers_401_to_nobody(plots):
    client, url, _, _ = plots

    assert client.get(url, headers={"HX-Request": "true"}).status_code == 401


def test_a_planner_edits_what_belongs_to_the_own_city(plots, sign_in):
    client, url, city, _ = plots
    sign_in(client, make_user(Role.PLANNER, city))

    assert client.get(url).text == "edited"


def test_what_a_person_may_not_know_of_answers_404(plots, sign_in):
    client, url, _, ran = plots
    sign_in(client, make_user(Role.PLANNER, make_organization("Birch")))

    assert client.get(url).status_code == 404
    assert ran == []


def test_what_a_person_may_see_but_not_do_answers_403(plots, sign_in):
    client, url, city, ran = plots
    sign_in(client, make_user(Role.CITY_ADMINISTRATOR, city))

    assert client.get(url).status_code == 403
    assert ran == []


def test_every_route_of_the_program_declares_who_may_use_it(app):
    from fss.permissions.guard import access_of

    undeclared = {
        rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None
    }

    assert undeclared == set()


def test_the_identity_of_a_request_does_not_outlive_it(client, db, sign_in):
    from fss.permissions.guard import current_identity

    sign_in(client, make_user(Role.ADMINISTRATOR))
    client.get("/jobs/")

    assert current_identity().is_anonymous


def test_the_builders_identity_is_the_one_of_the_program(app, db):
    user = make_user(Role.PLANNER)
    db.session.commit()

    assert app.extensions["fss-identity-of"](user.id) == identity_of(user)
