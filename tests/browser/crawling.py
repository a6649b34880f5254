"""Following the links of the application as one person sees them, a few of each kind of page."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, Response

IDENTIFIERS = re.compile(
    r"(?<=/)(?:[0-9a-f]{8}-[0-9a-f-]{27}|\d+(?:-\d+)*|\d+-[a-z0-9-]+|[A-Za-z0-9_-]{20,}|[a-z]+(?:_[a-z0-9]+)+)(?=/|$)"
)
# Links whose answer is not a page: they are asked for without being shown.
NOT_PAGES = re.compile(
    r"/(?:download|export|calendar\.ics|files|api/v1)(?:/|\.|$)|/open/sites/[^/]+/photos/|\.(?:csv|xlsx|pdf|docx|zip|ics|json)$"
)

LINKS = """
() => {
  const here = [...document.querySelectorAll("a[href]")].filter((a) => !a.hasAttribute("download"))
    .map((a) => a.href);
  const forms = [...document.querySelectorAll("form")]
    .filter((form) => form.method === "get" && form.action).map((form) => form.action);
  return [...here, ...forms];
}
"""
# What a page is made of, without its words: kinds of elements within kinds of elements. Pages
# made of the same parts need axe only once.
SHAPE = """
() => {
  const word = (element) => element.tagName + "." + [...element.classList].sort().join(".") +
    (element.getAttribute("role") || "") + (element.type || "");
  const found = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.parentElement.closest("svg")) {
      found.add(word(element.parentElement) + ">" + word(element));
    }
  }
  return [...found].sort().join(" ");
}
"""


@dataclass(frozen=True)
class Depth:
    """How much is opened: of each kind of page, of the ways to narrow one list; and of one kind of
    page so many that are made of different parts are examined by axe, at one width or at both.
    """

    instances: int
    ways: int
    shapes: int
    at_both: bool


@dataclass(frozen=True)
class Visit:
    """A page that was opened: its address, its kind, and the answer."""

    url: str
    pattern: str
    response: Response


def pattern_of(url: str) -> str:
    """The kind of page: the path without identifiers, and the names of what is asked."""
    parts = urlsplit(url)
    path = IDENTIFIERS.sub("<>", parts.path)
    asked = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return path + ("?" + "&".join(asked) if asked else "")


def visits(page: Page, base: str, depth: Depth, *, known: Collection[str] = ()) -> Iterator[Visit]:
    """Open every page that can be reached from where `page` is, nearest first; no `known` kinds."""
    waiting = deque([page.url])
    met = {page.url}
    opened: Counter[str] = Counter()
    narrowed: Counter[str] = Counter()
    while waiting:
        url = waiting.popleft()
        pattern = pattern_of(url)
        path, _, asked = pattern.partition("?")
        if pattern in known:
            continue
        # A list can be sorted and narrowed in more ways than anybody could open: some are enough.
        if opened[pattern] >= (1 if asked else depth.instances) or narrowed[path] >= depth.ways:
            continue
        opened[pattern] += 1
        narrowed[path] += bool(asked)
        if NOT_PAGES.search(urlsplit(url).path):
            answer = page.request.get(url)
            assert answer.status < 400, f"{answer.status} for {url}"
            continue
        try:
            response = page.goto(url)
        except BrowserError as error:
            if "Download is starting" in error.message:
                continue
            raise
        assert response is not None
        yield Visit(url, pattern, response)
        for link in page.evaluate(LINKS):
            link = link.split("#")[0]
            if link.startswith(base + "/") and link not in met:
                met.add(link)
                waiting.append(link)
