"""What can run: declared by decorators in the features' `tasks` modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Work = TypeVar("Work", bound=Callable[..., Any])


@dataclass(frozen=True)
class Background:
    """A small task without a job row (delivering a mail); retried when it raises."""

    work: Callable[..., Any]
    retries: int
    retry_delay: int
    retry_backoff: float


@dataclass(frozen=True)
class Periodic:
    """A task that runs by the clock (UTC), as crontab says."""

    work: Callable[[], Any]
    crontab: dict[str, str]


JOBS: dict[str, Callable[..., Any]] = {}
BACKGROUND: dict[str, Background] = {}
PERIODIC: dict[str, Periodic] = {}


def _declare(declared: dict[str, Any], name: str, value: Any) -> None:
    if name in declared:
        raise RuntimeError(f"“{name}” is declared twice")
    declared[name] = value


def job(kind: str) -> Callable[[Work], Work]:
    """Declare the work of jobs of `kind`: `work(progress, **arguments) -> dict | None`.

    It runs as the person who asked, in one transaction of its own, and may run again: the same
    arguments must lead to the same outcome. What it returns is kept as JSON: `url` (a page of
    this site) or `file_id` become the link to the result.
    """

    def declare(work: Work) -> Work:
        _declare(JOBS, kind, work)
        return work

    return declare


def background(
    name: str, *, retries: int = 0, retry_delay: int = 60, retry_backoff: float = 2
) -> Callable[[Work], Work]:
    """Declare a small task for `enqueue(name, **arguments)`; seconds between tries double."""

    def declare(work: Work) -> Work:
        _declare(BACKGROUND, name, Background(work, retries, retry_delay, retry_backoff))
        return work

    return declare


def periodic(name: str, **crontab: str) -> Callable[[Work], Work]:
    """Declare a task by the clock: `@periodic("clocks", minute="*/5")`; times are UTC."""

    def declare(work: Work) -> Work:
        _declare(PERIODIC, name, Periodic(work, crontab))
        return work

    return declare
