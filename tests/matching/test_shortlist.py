"""Trying every site, deciding about each, and the page on which that is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.errors import ConflictError, RuleError
from fss.matching import queries, services
from fss.matching.models import Decision
from fss.matching.rules import Verdict
from fss.permissions.rules import Role
from fss.pursuits.models import Pursuit
from fss.sites.models import Confidence
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement, state_facts
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_user
from tests.factories.process import Office, make_office
from tests.factories.pursuits import make_pursuit
from tests.factories.sites import make_site


@pytest.fixture
def office(db: SQLAlchemy) -> Office:
    return make_office()


@pytest.fixture
def pursuit(office: Office) -> Pursuit:
    first, second = office.cities
    make_site("Fits", organization=first, contiguous_acres_max="60", rail_status="On site",
              price_per_acre="$50,000 per acre")  # fmt: skip
    make_site("Silent", organization=second, contiguous_acres_max="45")
    make_site("Small", organization=first, contiguous_acres_max="12", rail_status="On site")
    make_site("Hall", organization=second, kind=PropertyKind.BUILDING)
    return make_pursuit(office.coordinator)


def site_ids(pursuit: Pursuit) -> dict[str, UUID]:
    return {row.name: row.site_id for row in queries.verdicts_of_all(pursuit)}


def decide(pursuit: Pursuit, office: Office, *chosen: str, **given: Any) -> services.Outcome:
    ids = site_ids(pursuit)
    reasons = {ids[name]: reason for name, reason in given.pop("reasons", {}).items()}
    return services.decide_sites(
        pursuit,
        chosen=[ids[name] for name in chosen],
        reasons=reasons,
        common_reason=given.pop("common_reason", ""),
        actor=identity_of(office.coordinator),
        now=utcnow(),
        **given,
    )


def test_every_site_of_the_wanted_kind_is_tried_and_ranked(pursuit: Pursuit) -> None:
    found = queries.match(pursuit)

    assert [row.name for row in found.rows] == ["Fits", "Silent", "Small"]
    assert (found.tally.tried, found.tally.meeting, found.tally.unknown, found.tally.failing) == (
        3, 1, 1, 1,
    )  # fmt: skip


def test_each_verdict_says_why(pursuit: Pursuit) -> None:
    rows = {row.name: row for row in queries.match(pursuit).rows}

    small, silent = rows["Small"].findings, rows["Silent"].findings
    assert small[0].verdict is Verdict.FAILS
    assert small[0].reason == "12 acres stated, at least 40 acres asked"
    assert silent[1].verdict is Verdict.UNKNOWN
    assert silent[1].reason.startswith("Not provided")


def test_only_eligible_sites_can_be_shown(pursuit: Pursuit) -> None:
    found = queries.match(pursuit, only_eligible=True)

    assert [row.name for row in found.rows] == ["Fits", "Silent"]


def test_a_dated_and_costed_plan_meets_by_plan(pursuit: Pursuit, office: Office) -> None:
    plan = Statement(
        field="contiguous_acres_max",
        value="60",
        planned=True,
        plan_on=utcnow().date().replace(year=2028),
        plan_cost=100_000.0,
    )
    make_site("Growing", organization=office.cities[0], facts=[plan], rail_status="On site",
              contiguous_acres_max="30")  # fmt: skip

    rows = {row.name: row for row in queries.match(pursuit).rows}

    assert rows["Growing"].findings[0].verdict is Verdict.BY_PLAN
    assert "planned by" in rows["Growing"].findings[0].reason


def test_each_site_left_out_needs_a_reason(pursuit: Pursuit, office: Office) -> None:
    with pytest.raises(RuleError, match="Without a reason: Silent"):
        decide(pursuit, office, "Fits")


def test_a_failed_must_is_the_reason_by_itself(pursuit: Pursuit, office: Office) -> None:
    outcome = decide(pursuit, office, "Fits", common_reason="Owner did not answer")

    decisions = queries.decisions_of(pursuit)
    ids = site_ids(pursuit)
    assert outcome == services.Outcome(shortlisted=1, by_rule=1, with_reason=1)
    assert decisions[ids["Small"]].by_rule
    assert "12 acres stated" in decisions[ids["Small"]].reason
    assert decisions[ids["Silent"]].reason == "Owner did not answer"


def test_a_site_that_fails_a_must_is_shortlisted_only_with_a_reason(
    pursuit: Pursuit, office: Office
) -> None:
    with pytest.raises(RuleError, match="although they fail a must: Small"):
        decide(pursuit, office, "Small", common_reason="Too far")

    decide(
        pursuit, office, "Small", common_reason="Too far", reasons={"Small": "Owner will add land"}
    )

    assert [one.site.name for one in queries.shortlisted(pursuit)] == ["Small"]


def test_the_shortlist_stands_in_the_order_of_the_ranking(pursuit: Pursuit, office: Office) -> None:
    decide(pursuit, office, "Silent", "Fits")

    assert [one.site.name for one in queries.shortlisted(pursuit)] == ["Fits", "Silent"]


def test_a_decision_keeps_the_verdicts_it_was_made_on(pursuit: Pursuit, office: Office) -> None:
    decide(pursuit, office, "Fits", "Silent")
    kept = queries.shortlisted(pursuit)[0]
    before = dict(kept.verdicts)

    state_facts(
        kept.site, [("contiguous_acres_max", "10")], source="Survey", as_of=utcnow().date(),
        confidence=Confidence.OWNER,
        actor=identity_of(office.coordinator), now=utcnow(),
    )  # fmt: skip

    assert queries.shortlisted(pursuit)[0].verdicts == before
    assert queries.match(pursuit).rows[0].name != "Fits"


def test_a_decision_can_be_changed_and_leaves_a_trace(pursuit: Pursuit, office: Office) -> None:
    decide(pursuit, office, "Fits", "Silent")

    decide(pursuit, office, "Fits", common_reason="Withdrawn by the owner")

    ids = site_ids(pursuit)
    changed = queries.decisions_of(pursuit)[ids["Silent"]]
    assert changed.decision is Decision.LEFT_OUT
    assert changed.position is None


def test_a_stale_page_cannot_decide(pursuit: Pursuit, office: Office) -> None:
    with pytest.raises(ConflictError):
        decide(pursuit, office, "Fits", "Silent", version=pursuit.version + 1)


def test_of_two_who_decide_from_the_same_page_the_second_overwrites_nothing(
    pursuit: Pursuit, office: Office
) -> None:
    shown = pursuit.version

    decide(pursuit, office, "Fits", "Silent", version=shown)

    with pytest.raises(ConflictError):
        decide(pursuit, office, "Fits", common_reason="Too far", version=shown)
    assert len(queries.shortlisted(pursuit)) == 2


def test_a_form_without_the_version_decides_nothing(
    pursuit: Pursuit, office: Office, client: FlaskClient, sign_in: Any
) -> None:
    sign_in(client, office.coordinator)

    answer = client.post(f"/pursuits/{pursuit.id}/sites", data={"common_reason": "Not asked for"})

    assert answer.status_code == 409
    assert not queries.decisions_of(pursuit)


def test_the_order_does_not_depend_on_names_or_cities(pursuit: Pursuit, office: Office) -> None:
    before = [row.site_id for row in queries.verdicts_of_all(pursuit)]

    for organization in office.cities:
        organization.name = f"{organization.name[::-1]} renamed"

    assert [row.site_id for row in queries.verdicts_of_all(pursuit)] == before


def test_the_page_saves_the_shortlist_in_one_step(
    pursuit: Pursuit, office: Office, client: FlaskClient, sign_in: Any
) -> None:
    sign_in(client, office.coordinator)
    ids = site_ids(pursuit)
    url, version = f"/pursuits/{pursuit.id}/sites", pursuit.version

    answer = client.post(
        url,
        data={
            "version": version,
            "listed": [str(one) for one in ids.values()],
            "chosen": [str(ids["Fits"])],
            "common_reason": "Not asked for",
        },
    )

    assert answer.status_code == 302
    page = client.get(url).get_data(as_text=True)
    assert "1 site shortlisted" in page
    assert "Not asked for" in page


def test_a_refusal_keeps_what_was_entered(
    pursuit: Pursuit, office: Office, client: FlaskClient, sign_in: Any
) -> None:
    sign_in(client, office.coordinator)
    ids = site_ids(pursuit)

    answer = client.post(
        f"/pursuits/{pursuit.id}/sites",
        data={
            "version": pursuit.version,
            "listed": [str(one) for one in ids.values()],
            "chosen": [str(ids["Fits"])],
            f"reason-{ids['Small']}": "kept words",
        },
    )

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Without a reason: Silent" in page
    assert "kept words" in page


@pytest.mark.parametrize("role", [Role.PLANNER, Role.STEERING_COMMITTEE, Role.ADMINISTRATOR])
def test_others_do_not_learn_of_the_match(
    pursuit: Pursuit, client: FlaskClient, sign_in: Any, role: Role
) -> None:
    sign_in(client, make_user(role))

    answer = client.get(f"/pursuits/{pursuit.id}/sites")

    assert answer.status_code == 404
    assert pursuit.code_name not in answer.get_data(as_text=True)
