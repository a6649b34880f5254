"""What stands first on the to-do list."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fss.upkeep.rules import Task, TaskKind, first_tasks, is_due, percent, points, ranked

TODAY = date(2026, 11, 22)
SITES = [uuid.UUID(int=number) for number in range(5)]


def task(kind: TaskKind, site: int = 0, facts: int = 1, **figures: int) -> Task:
    return Task(
        site_id=SITES[site], number=site, name_key=f"site {site}", kind=kind, facts=facts, **figures
    )


TASKS = st.lists(
    st.builds(
        task,
        st.sampled_from(TaskKind),
        st.integers(0, 4),
        st.integers(1, 60),
        pressing=st.integers(0, 15),
        days=st.integers(0, 4000),
        pursuits=st.integers(0, 50),
    ),
    max_size=12,
)


def test_the_order_is_conflicts_then_what_decided_then_screening_then_old_values() -> None:
    in_order = [
        task(TaskKind.CONFLICT, pressing=1),
        task(TaskKind.CONFLICT),
        task(TaskKind.MISSING, pressing=2, pursuits=3),
        task(TaskKind.MISSING, pressing=2),
        task(TaskKind.MISSING, pursuits=3),
        task(TaskKind.STALE, pressing=1, days=40),
        task(TaskKind.STALE, pressing=1, days=3),
        task(TaskKind.STALE, days=800),
        task(TaskKind.STALE, days=3),
    ]

    assert sorted(in_order, key=points, reverse=True) == in_order
    assert len(set(map(points, in_order))) == len(in_order)


@given(TASKS)
def test_sites_follow_their_most_pressing_task_and_keep_all_tasks(tasks: list[Task]) -> None:
    found = ranked(tasks)

    firsts = [points(own[0]) for own in found]
    assert firsts == sorted(firsts, reverse=True)
    assert sorted(map(repr, tasks)) == sorted(repr(one) for own in found for one in own)
    for own in found:
        assert len({one.site_id for one in own}) == 1
        assert points(own[0]) == max(map(points, own))


@given(TASKS, st.randoms())
def test_the_order_of_sites_does_not_depend_on_how_they_were_read(tasks, random) -> None:
    mixed = list(tasks)
    random.shuffle(mixed)

    assert [own[0].site_id for own in ranked(tasks)] == [own[0].site_id for own in ranked(mixed)]


def test_pages_of_tasks_follow_one_another() -> None:
    found = ranked([task(TaskKind.STALE, site, days=site) for site in range(5)])

    pages = [first_tasks(found, start, 2) for start in (0, 2, 4)]

    assert [one for page in pages for one in page] == [own[0] for own in found]


def test_people_are_reminded_of_a_site_once_a_week_at_most() -> None:
    assert is_due(None, TODAY)
    assert not is_due(TODAY - timedelta(6), TODAY)
    assert is_due(TODAY - timedelta(7), TODAY)


def test_percent_is_rounded_down_so_that_100_means_all() -> None:
    assert (percent(199, 200), percent(200, 200), percent(0, 0)) == (99, 100, 100)
