"""The application in a thread of the test, which shares its clock: it stands until it is moved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from fss.jobs.services.queue import close_queue, enqueue
from tests.browser.visitors import Visitors

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class _Quiet(WSGIRequestHandler):
    """Keeps no log of requests: when a test fails, it would hide why."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve `app` at a port of its own, as it is; the address, which its mails name too."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Each request has a thread of its own, and with it a connection to the queue.
        return ClosingIterator(app.wsgi_app(environ, start_response), lambda: close_queue(app))

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=_Quiet)
    url = f"http://127.0.0.1:{server.port}"
    app.config["FSS"] = replace(app.config["FSS"], base_url=url)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()


class StoppedClock:
    """An office at which it is as late as the test says, and the people in it."""

    def __init__(
        self,
        clock: time_machine.Traveller,
        visitors: Visitors,
        run_jobs: Callable[[], int],
    ) -> None:
        self.clock = clock
        self.visitors = visitors
        self.run_jobs = run_jobs

    def come(self, at: datetime) -> None:
        """Let it be `at`. A session lasts for a day at work: on the next, people sign in anew."""
        if datetime.now(at.tzinfo).date() != at.date():
            self.visitors.close()
            self.visitors.states.clear()
        self.clock.move_to(at)

    def visit(self, name: str, path: str = "/") -> Page:
        """A page of somebody's browser."""
        return self.visitors.visit(name, path)

    def sweep(self) -> None:
        """What the worker does in this minute: look at all clocks, deliver what is written."""
        enqueue("sweep_clocks")
        self.run_jobs()


@contextmanager
def stopped_clock(
    app: Flask, browser: Browser, run_jobs: Callable[[], int], start: datetime
) -> Iterator[StoppedClock]:
    """An office that opens at `start`; the browsers are watched for everything that goes wrong."""
    with time_machine.travel(start, tick=False) as clock, served(app) as url:
        visitors = Visitors(browser, url, {})
        try:
            yield StoppedClock(clock, visitors, run_jobs)
        finally:
            visitors.close()
