"""Fetch page assets by npm and copy what pages use into `fss/static/vendor/`.

Nothing third-party is committed: package-lock.json holds the versions and their hashes. A page
that needs one more file adds it to `FILES`. Standard library only.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "fss" / "static" / "vendor"
USWDS = "@uswds/uswds"

ICONS = [
    *("add", "arrow_back", "calendar_today", "check_circle", "close", "error", "expand_less"),
    *("expand_more", "info", "launch", "navigate_before", "navigate_far_before"),
    *("navigate_far_next", "navigate_next", "remove", "search", "unfold_more", "warning"),
]
MAP_IMAGES = [
    *("layers.png", "layers-2x.png"),
    *("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png"),
]
# woff2 for pages, ttf for documents.
FONTS = [
    f"PublicSans-{weight}.{kind}"
    for weight in ("Regular", "Italic", "SemiBold", "Bold", "BoldItalic")
    for kind in ("woff2", "ttf")
]

# From inside node_modules to inside fss/static/vendor.
FILES = {
    f"{USWDS}/LICENSE.md": "uswds/LICENSE.md",
    f"{USWDS}/dist/img/correct8.svg": "uswds/img/correct8.svg",
    f"{USWDS}/dist/img/correct8-alt.svg": "uswds/img/correct8-alt.svg",
    **{f"{USWDS}/dist/img/usa-icons/{i}.svg": f"uswds/img/usa-icons/{i}.svg" for i in ICONS},
    **{f"{USWDS}/dist/fonts/public-sans/{f}": f"uswds/fonts/public-sans/{f}" for f in FONTS},
    "htmx.org/LICENSE": "htmx/LICENSE",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    **{f"leaflet/dist/images/{name}": f"leaflet/images/{name}" for name in MAP_IMAGES},
}
STYLES = (f"{USWDS}/dist/css/uswds.min.css", "uswds/css/uswds.min.css")


def npm_on_path() -> str | None:
    """Return the machine's own npm, or None."""
    return shutil.which("npm")


def fetch(python: Path) -> None:
    """Fill node_modules from the lock, with the npm on the path or else that beside `python`."""
    npm = [npm_on_path() or python.parent / "npm"]
    subprocess.run([*npm, "ci", "--ignore-scripts", "--silent"], cwd=ROOT, check=True)


def in_public_sans(css: str) -> str:
    """Return USWDS's compiled styles, set in Public Sans in place of their own fonts."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    return re.sub(r"(Source Sans Pro|Merriweather) Web", "Public Sans", css)


def copy() -> None:
    """Write the static folder anew from node_modules."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, VENDOR / target)
    source, target = STYLES
    (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
    (VENDOR / target).write_text(in_public_sans((MODULES / source).read_text()))


def complete() -> bool:
    """Say whether every file is in the static folder."""
    return all((VENDOR / target).exists() for target in (*FILES.values(), STYLES[1]))


if __name__ == "__main__":
    fetch(Path(sys.executable))
    copy()
