"""Who may see what: the classes and their audiences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.sites.rules.classes import Audience, DataClass, may_show, strictest

PUBLIC, MEMBERS, PURSUIT, COUNTY = (
    DataClass.PUBLIC,
    DataClass.MEMBERS,
    DataClass.PURSUIT,
    DataClass.COUNTY,
)


@pytest.mark.parametrize(
    ("audience", "shown"),
    [
        (Audience.PUBLIC, {PUBLIC}),
        (Audience.MEMBER, {PUBLIC, MEMBERS}),
        (Audience.CITY, set(DataClass)),
        (Audience.COUNTY, set(DataClass)),
        (Audience.PROPOSAL, {PUBLIC, MEMBERS, PURSUIT}),
    ],
)
def test_each_audience_is_shown_its_classes(audience: Audience, shown: set[DataClass]) -> None:
    assert {one for one in DataClass if may_show(one, audience)} == shown


@given(st.lists(st.sampled_from(DataClass), min_size=1), st.sampled_from(Audience))
def test_the_strictest_class_shows_only_what_every_class_shows(
    classes: list[DataClass], audience: Audience
) -> None:
    if may_show(strictest(*classes), audience):
        assert all(may_show(one, audience) for one in classes)


def test_every_class_is_said_in_words() -> None:
    assert len({one.label for one in DataClass}) == len({one.sentence for one in DataClass}) == 4
