"""What WeasyPrint may fetch: the program's own fonts and styles, and a document's own pictures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static/vendor/uswds/fonts/public-sans"
_CSS = ROOT / "static/css"
_TYPES = {".ttf": "font/ttf", ".svg": "image/svg+xml"}


class MissingFontsError(RuntimeError):
    """The page assets were not copied yet."""


def check_fonts() -> None:
    """MissingFontsError unless the fonts to embed are there."""
    if not (FONTS / "PublicSans-Regular.ttf").is_file():
        raise MissingFontsError(f"The Public Sans fonts are not in {FONTS}. Run “make setup”.")


@cache
def _read(path: str) -> bytes:
    kind, _, name = path.partition("/")
    folder = {"fonts": FONTS, "css": _CSS}.get(kind)
    known = {item.name for item in folder.iterdir()} if folder and folder.is_dir() else set()
    if folder is None or name not in known or Path(name).suffix not in _TYPES:
        raise FatalURLFetchingError(f"Not a file of this program: app:{path}")
    return (folder / name).read_bytes()


class SafeFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `app:` addresses from known folders and `app:picture/…` from the document.

    Anything else ends the rendering: no network, no file of the machine, no silent gap.
    """

    def __init__(self, pictures: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._pictures = pictures or {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """The bytes of a known address; FatalURLFetchingError for every other."""
        scheme, _, path = url.partition(":")
        if scheme != "app":
            raise FatalURLFetchingError(f"A document may not fetch {url[:80]}")
        if path in self._pictures:
            return URLFetcherResponse(url, self._pictures[path])
        body = _read(path)
        return URLFetcherResponse(url, body, {"Content-Type": _TYPES[Path(path).suffix]})
