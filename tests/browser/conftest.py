"""A live instance with the sample county, the system's Chromium, and people who use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.instance import Instance
from tests.browser.visitors import PATIENCE_MS, Visitors, fail_on

# A job takes its time while other tests run: waiting longer costs nothing when it is there.
expect.set_options(timeout=PATIENCE_MS)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Where the system's Chromium is: FSS_CHROMIUM, or the first that is found."""
    named = os.environ.get("FSS_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        raise RuntimeError("no Chromium found: install it, or name it in FSS_CHROMIUM")
    return found


def launch_arguments() -> dict[str, Any]:
    """How Chromium is started."""
    root = os.geteuid() == 0
    return {
        "executable_path": chromium(),
        "args": [*FLAGS, *(["--no-sandbox"] if root else [])],
        "chromium_sandbox": not root,
    }


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium for pytest-playwright."""
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The instance that the tests share. Each test works on things of its own making."""
    made = Instance(tmp_path_factory.mktemp("instance") / "data").start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def states() -> dict[str, Any]:
    """Who has signed in at the shared instance, and with which cookies."""
    return {}


@pytest.fixture
def people(browser: Browser, instance: Instance, states: dict[str, Any]) -> Iterator[Visitors]:
    """People at the shared instance; the test fails on anything their browsers complain of."""
    visitors = Visitors(browser, instance.url, states)
    yield visitors
    visitors.close()
    fail_on(visitors.watch.problems)


@pytest.fixture
def own_instance(
    instance: Instance, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., tuple[Instance, Visitors]]]:
    """`own_instance(FSS_…="…")`: one more instance with the same county, to break; its people."""
    made: list[Instance] = []
    all_visitors: list[Visitors] = []

    def make(**settings: str) -> tuple[Instance, Visitors]:
        folder = instance.copy_to(tmp_path_factory.mktemp("instance") / "data")
        other = Instance(folder, **settings).start()
        made.append(other)
        visitors = Visitors(browser, other.url, {})
        all_visitors.append(visitors)
        return other, visitors

    yield make
    for visitors in all_visitors:
        visitors.close()
    for other in made:
        other.stop()
    fail_on(problem for visitors in all_visitors for problem in visitors.watch.problems)
