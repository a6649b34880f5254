"""People at their browsers: signed in by the real form, watched for everything that goes wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from playwright.sync_api import Error as BrowserError

PASSWORD = "prairie-sample-county"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
PATIENCE_MS = 30_000


class Watch:
    """Collects console messages, script errors and refusals; `allow` names intended codes."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.intended: set[int] = set()

    def allow(self, *codes: int) -> None:
        """These 4xx answers are what the test is about."""
        assert all(400 <= code < 500 for code in codes)
        self.intended.update(codes)

    def follow(self, context: BrowserContext) -> None:
        """Listen to all pages of `context`."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium writes one line of its own for each refusal; the answer itself is judged below.
        if message.type in ("log", "info", "debug") or message.text.startswith(
            "Failed to load resource"
        ):
            return
        where = message.page.url if message.page else "?"
        self.problems.append(f"console {message.type} on {where}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.intended:
            self.problems.append(f"{response.status} for {response.request.method} {response.url}")


class Visitors:
    """Opens browsers for people by the name of their mailbox; `None` is somebody unknown."""

    def __init__(self, browser: Browser, url: str, states: dict[str, Any]) -> None:
        self.browser = browser
        self.url = url
        self.states = states
        self.watch = Watch()
        self.contexts: list[BrowserContext] = []

    def visit(
        self, name: str | None = None, path: str = "/", *, viewport: dict[str, int] | None = None
    ) -> Page:
        """A page of a new browser, opened at `path`; nobody in particular when `name` is None."""
        if name is not None and name not in self.states:
            self.states[name] = self._sign_in(name)
        page = self._context(viewport or WIDE, self.states[name] if name else None).new_page()
        page.goto(path)
        return page

    def _context(self, viewport: dict[str, int], state: Any = None) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.url,
            viewport=viewport,  # type: ignore[arg-type]
            storage_state=state,
            locale="en-US",
            timezone_id="America/Chicago",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        self.watch.follow(context)
        self.contexts.append(context)
        return context

    def _sign_in(self, name: str) -> Any:
        context = self._context(WIDE)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(f"{name}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("navigation", name="Main").wait_for()
        state = context.storage_state()
        context.close()
        self.contexts.remove(context)
        return state

    def close(self) -> None:
        """Close all browsers."""
        for context in self.contexts:
            try:
                context.close()
            except BrowserError as error:
                self.watch.problems.append(f"closing: {error}")
        self.contexts.clear()


def fail_on(problems: Iterable[str]) -> None:
    """Fail with every problem on a line of its own."""
    found = list(dict.fromkeys(problems))
    assert not found, "\n".join((f"{len(found)} problems:", *found))
