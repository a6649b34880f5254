"""What holds on every page: accessibility by axe, nothing cut off at 320 px, one heading."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.visitors import NARROW, WIDE, fail_on

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
}
# Colors are the same at both widths, and looking at them is most of the work of axe.
BUT_COLORS = {**OPTIONS, "rules": {"color-contrast": {"enabled": False}}}
AXE = Axe()

# USWDS hides what runs over the edge of the page, so the page's own width says nothing: look for
# boxes beyond the edge that no frame of theirs lets people scroll to.
BEYOND_THE_EDGE = """
() => {
  const edge = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (["auto", "scroll"].includes(style.overflowX)) return true;
      if (at.classList.contains("leaflet-container")) return true;
    }
    return false;
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || style.clipPath === "inset(50%)") continue;
    if (element.ownerSVGElement || element.closest(".usa-sr-only, .usa-skipnav")) continue;
    if (box.right < -5000) continue;  // USWDS puts what only screen readers need far out
    if ((box.right > edge + 1 || box.left < -1) && !scrolls(element)) {
      const words = element.textContent.trim().replace(/\\s+/g, " ").slice(0, 60);
      found.push(`${element.tagName.toLowerCase()}.${element.className} ` +
        `${Math.round(box.left)}..${Math.round(box.right)} “${words}”`);
    }
  }
  return found.slice(0, 5);
}
"""

BASICS = """
() => ({
  headings: document.querySelectorAll("h1").length,
  heading: (document.querySelector("h1")?.textContent || "").trim(),
  title: document.title.trim(),
  language: document.documentElement.lang,
  repeated: [...document.querySelectorAll("[id]")].map((one) => one.id)
    .filter((id, index, all) => all.indexOf(id) !== index),
})
"""


def accessibility_problems(page: Page, *, with_colors: bool = True) -> list[str]:
    """What axe finds on the page as it is now, at its present width."""
    options = OPTIONS if with_colors else BUT_COLORS
    found: list[dict[str, Any]] = AXE.run(page, options=options).response["violations"]
    return [
        f"axe {violation['id']}: {violation['help']}: {node['target']} {node['html'][:200]} "
        f"({'; '.join(m['message'] for m in node['any'] + node['all'] + node['none'])[:250]})"
        for violation in found
        for node in violation["nodes"][:3]
    ]


def cut_off(page: Page) -> list[str]:
    """Boxes that nobody can scroll to, at the present width."""
    found: list[str] = page.evaluate(BEYOND_THE_EDGE)
    return [f"beyond the edge: {box}" for box in found]


def basic_problems(page: Page) -> list[str]:
    """One h1 with words, a title, a language, no id twice."""
    seen = page.evaluate(BASICS)
    problems = []
    if seen["headings"] != 1 or not seen["heading"]:
        problems.append(f"{seen['headings']} h1, “{seen['heading']}”")
    if not seen["title"] or seen["title"].startswith("–"):
        problems.append(f"title “{seen['title']}”")
    if not seen["language"].startswith("en"):
        problems.append(f"language “{seen['language']}”")
    if seen["repeated"]:
        problems.append(f"ids twice: {seen['repeated'][:5]}")
    return problems


def problems_at_both_widths(
    page: Page, *, axe_at_both: bool = True, colors: bool = True
) -> list[str]:
    """Everything wrong with the page at 320 and 1280 px; its width is as before afterwards.

    `axe_at_both`: axe at both widths, else at 1280 px; `colors`: contrasts as well, at 1280 px.
    """
    page.wait_for_load_state()  # after a click the page may be there in part
    before: ViewportSize | None = page.viewport_size
    problems = basic_problems(page)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found = cut_off(page)
        if axe_at_both or size is WIDE:
            found += accessibility_problems(page, with_colors=colors and size is WIDE)
        problems += [f"at {size['width']} px: {problem}" for problem in found]
    if before is not None:
        page.set_viewport_size(before)
    return problems


def check_accessible(page: Page) -> None:
    """Fail when axe, or a look at the boxes, finds something at 320 or 1280 px."""
    found = problems_at_both_widths(page, axe_at_both=False)
    fail_on(f"{page.url}: {problem}" for problem in found)
