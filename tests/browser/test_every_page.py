"""Every page that somebody can reach, at 320 and 1280 px: accessible, quiet, whole."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest

from tests.browser.checks import basic_problems, problems_at_both_widths
from tests.browser.crawling import SHAPE, Depth, visits
from tests.browser.visitors import Visitors, fail_on

pytestmark = pytest.mark.browser

PEOPLE = (
    "coordinator",
    "administrator",
    "planner",
    "city",
    "utility",
    "engineer",
    "committee",
    "director",
)
FEWEST_KINDS = 150
"""Fewer would mean that the crawl stopped halfway."""
# What others see is mostly the same kinds of page: the sweep looks at theirs as well.
SEE_MOST = ("coordinator", "administrator", "planner")
SOME = Depth(instances=1, ways=2, shapes=1, at_both=False)
MANY = Depth(instances=3, ways=8, shapes=5, at_both=True)


@pytest.fixture(scope="session")
def seen() -> defaultdict[str, set[Any]]:
    """By kind of page, the shapes that axe has examined before, by whomever."""
    return defaultdict(set)


def test_every_kind_of_page_is_whole_and_accessible(people: Visitors):
    problems, patterns, colored = [], {"/"}, set()

    for name in SEE_MOST:
        page = people.visit(name)
        for visit in visits(page, people.url, SOME, known=frozenset(patterns - {"/"})):
            patterns.add(visit.pattern)
            if visit.response.status != 200:
                problems.append(f"{visit.response.status} for {visit.url}")
            # Colors are those of the style sheet: one page of each part of the program shows them.
            part = visit.pattern.split("/")[1]
            found = problems_at_both_widths(page, axe_at_both=False, colors=part not in colored)
            colored.add(part)
            problems += [f"{visit.pattern} ({name}): {problem}" for problem in found]

    fail_on([*problems, *people.watch.problems])
    assert len(patterns) > FEWEST_KINDS


@pytest.mark.sweep
@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_a_person_can_reach_is_whole_and_accessible(people: Visitors, seen, name):
    page = people.visit(name)
    problems, patterns = [], set()

    for visit in visits(page, people.url, MANY):
        patterns.add(visit.pattern)
        if visit.response.status != 200:
            problems.append(f"{visit.response.status} for {visit.url}")
        shape, examined = page.evaluate(SHAPE), seen[visit.pattern.partition("?")[0]]
        if shape in examined or len(examined) >= MANY.shapes:
            found = basic_problems(page)
        else:
            examined.add(shape)
            found = problems_at_both_widths(page, axe_at_both=MANY.at_both)
        problems += [f"{visit.pattern} ({name}): {problem}" for problem in found]

    fail_on([*problems, *people.watch.problems])
    assert "/" in patterns


@pytest.mark.parametrize("name", PEOPLE)
def test_every_entry_of_the_navigation_opens_and_says_so(people: Visitors, name):
    page = people.visit(name)
    entries = page.get_by_role("navigation", name="Main").get_by_role("link")
    links = [(one.inner_text(), one.get_attribute("href")) for one in entries.all()]

    assert links
    for label, link in links:
        response = page.goto(link)
        assert response.status == 200, label
        current = page.get_by_role("navigation", name="Main").locator("[aria-current=page]")
        assert current.inner_text() == label


def test_pages_for_people_without_an_account_are_accessible(people: Visitors):
    people.watch.allow(404, 410)
    page = people.visit()
    problems = []

    for path in ("/sign-in", "/password/forgot", "/invitation/unknown", "/nowhere"):
        page.goto(path)
        problems += [f"{path}: {problem}" for problem in problems_at_both_widths(page)]

    assert re.search("not found|no page|cannot find", page.inner_text("main"), re.IGNORECASE)
    fail_on(problems)
