"""Find what pip cannot bring; install it with apt where allowed, else say what to install.

Standard library only: this runs before anything is installed.
"""

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MINIMUM_PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True)
class Part:
    """One thing the machine must have, how to see it, and the Debian package that brings it."""

    purpose: str
    package: str
    present: Callable[[], bool]
    for_tests_only: bool = False
    optional: bool = False


def library(name: str) -> Callable[[], bool]:
    """Return a check that the shared library `name` can be opened."""

    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def browser() -> str | None:
    """Return the path of the system's Chromium, or None."""
    named = os.environ.get("FSS_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def _has_npm() -> bool:
    return shutil.which("npm") is not None


def _has_browser() -> bool:
    return browser() is not None


def _python_makes_environments() -> bool:
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


PARTS = (
    Part("virtual environments", "python3-venv", _python_makes_environments),
    Part("certificates of download servers", "ca-certificates", CERTIFICATES.exists),
    Part("text layout in PDF files", "libpango-1.0-0", library("libpango-1.0.so.0")),
    Part("fonts in PDF files", "libpangoft2-1.0-0", library("libpangoft2-1.0.so.0")),
    Part("font subsets in PDF files", "libharfbuzz-subset0", library("libharfbuzz-subset.so.0")),
    Part("page assets", "libatomic1", lambda: _has_npm() or library("libatomic.so.1")()),
    Part("browser tests", "libatomic1", library("libatomic.so.1"), for_tests_only=True),
    # Ubuntu has no such package; setup.py then fetches a Chromium of its own.
    Part("browser tests", "chromium", _has_browser, for_tests_only=True, optional=True),
)


def missing(*, tests: bool) -> list[Part]:
    """Return the parts this machine lacks; those for tests only when `tests` is true."""
    wanted = [part for part in PARTS if tests or not part.for_tests_only]
    return [part for part in wanted if not part.present()]


def _administrator() -> list[str] | None:
    """Return the words to put before a command that needs root, or None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if sys.stdin.isatty():
        return ["sudo"]
    silent = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if silent.returncode == 0 else None


def _apt_knows(package: str) -> bool:
    policy = subprocess.run(
        ["apt-cache", "policy", package], capture_output=True, text=True, check=False
    ).stdout
    return "Candidate: " in policy and "Candidate: (none)" not in policy


def _install(parts: list[Part], before: list[str]) -> None:
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # No package list is normal on a fresh machine; one broken foreign source is not our problem.
    subprocess.run([*apt, "update"], check=False)
    packages = sorted(
        {part.package for part in parts if not part.optional or _apt_knows(part.package)}
    )
    if packages:
        print("Installing with apt:", " ".join(packages), flush=True)
        command = [*apt, "install", "-y", "--no-install-recommends", *packages]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr, file=sys.stderr)


def ensure(*, tests: bool) -> None:
    """Make the machine ready, or stop with one line that says what to install."""
    if sys.version_info < MINIMUM_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Python 3.11 or newer is needed; this is {found}. make PYTHON=python3.13 run")
    absent = missing(tests=tests)
    before = _administrator() if absent and shutil.which("apt-get") else None
    if before is not None:
        _install(absent, before)
        importlib.invalidate_caches()
    needed = [part for part in missing(tests=tests) if not part.optional]
    if needed:
        what = ", ".join(sorted({f"{part.package} (for {part.purpose})" for part in needed}))
        sys.exit(f"Please install what is missing, then start again: {what}")


if __name__ == "__main__":
    ensure(tests="--tests" in sys.argv[1:])
