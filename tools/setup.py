"""Make what the application needs: system parts, `.venv`, locked packages, page assets.

    python3 tools/setup.py          to run it
    python3 tools/setup.py --tests  to test and check it too

Each step leaves a stamp in `.setup/` made from the content it depends on and is skipped while that
is unchanged. Standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import assets
import system

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
STAMPS = ROOT / ".setup"

# pip's settings as uv knows them: uv reads neither pip.conf nor PIP_*.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print what is being done and how long it took."""
    print(f"Setting up: {what} ...", flush=True)
    began = time.monotonic()
    yield
    print(f"Setting up: {what} took {time.monotonic() - began:.0f} s", flush=True)


def stamp_of(*parts: str | Path) -> str:
    """Return a digest of texts and of the content of files."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def is_done(name: str, stamp: str) -> bool:
    """Say whether step `name` was finished with this very stamp."""
    path = STAMPS / name
    return path.exists() and path.read_text() == stamp


def mark_done(name: str, stamp: str) -> None:
    """Remember that step `name` is finished."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(stamp)


def _environment_works() -> bool:
    if not PYTHON.exists():
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    """Make `.venv` with pip in it, unless a working one is there."""
    if _environment_works():
        return
    with step("virtual environment"):
        shutil.rmtree(STAMPS, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)


def _uv_settings() -> dict[str, str]:
    """Return the environment for uv: what pip is configured with, unless uv has its own setting."""
    listing = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    settings = dict(os.environ)
    for line in listing.stdout.splitlines():
        key, _, value = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        if name and name not in os.environ:
            settings[name] = value.strip("'\"").replace("\\n", " ")
    # As pip does: look in all of them. Every file's hash is in the lock.
    settings.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return settings


def _pip(lock: Path) -> bool:
    command: list[str | Path]
    command = [PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "-r", lock]
    return subprocess.run(command, check=False).returncode == 0


def _uv(lock: Path) -> bool:
    if shutil.which("uv", path=PYTHON.parent) is None and not _pip(REQUIREMENTS / "setup.txt"):
        return False
    uv = os.fspath(PYTHON.parent / "uv")
    command: list[str | Path]
    command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock]
    return subprocess.run(command, env=_uv_settings(), check=False).returncode == 0


def install(name: str) -> None:
    """Install `requirements/<name>.txt` into `.venv`, with uv for speed or else with pip."""
    lock = REQUIREMENTS / f"{name}.txt"
    stamp = stamp_of(lock, os.fspath(PYTHON.resolve()))
    if is_done(name, stamp):
        return
    with step(f"packages of requirements/{name}.txt"):
        if not _uv(lock):
            print("uv could not do it; trying pip.", flush=True)
            if not _pip(lock):
                sys.exit(
                    f"The packages of requirements/{name}.txt could not be installed; see above."
                )
    mark_done(name, stamp)


def make_page_assets() -> None:
    """Fetch USWDS, htmx and Leaflet by npm and copy what pages use into the static folder."""
    stamp = stamp_of(ROOT / "package-lock.json", ROOT / "tools" / "assets.py")
    if is_done("assets", stamp) and assets.complete():
        return
    if assets.npm_on_path() is None:
        install("node")
    with step("page assets"):
        assets.fetch(PYTHON)
        assets.copy()
    mark_done("assets", stamp)


def ensure_browser() -> None:
    """Fetch a Chromium for the tests where the system has none to offer."""
    if system.browser() is None:
        with step("Chromium for the browser tests"):
            subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"], check=True)


def main(arguments: list[str]) -> None:
    """Do what is not done yet."""
    tests = "--tests" in arguments
    system.ensure(tests=tests)
    make_environment()
    install("dev" if tests else "app")
    make_page_assets()
    if tests:
        ensure_browser()


if __name__ == "__main__":
    main(sys.argv[1:])
