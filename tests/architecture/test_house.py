"""What the house style says about files and texts, checked over the whole repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VAGUE = re.compile(r"(^|/)(utils?|helpers?|common|misc|manager)(\.py|/)")
LONGEST = 400


def tracked() -> list[Path]:
    """Every file of the repository that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def test_no_file_has_a_name_that_tells_nothing() -> None:
    vague = [str(path.relative_to(ROOT)) for path in tracked() if VAGUE.search(str(path))]

    assert vague == []


def test_no_python_file_outgrows_its_room() -> None:
    long = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and len(path.read_text().splitlines()) > LONGEST
    ]

    assert long == []


def test_no_template_turns_text_into_markup_or_carries_script_or_style() -> None:
    forbidden = re.compile(r"\|\s*safe\b|autoescape\s+false|<style|\sstyle=|\son[a-z]+=", re.I)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "fss" / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if forbidden.search(line)
    ]

    assert found == []


def test_no_file_carries_a_path_of_a_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:root|home|work)/[a-z]")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in {".py", ".md", ".html", ".txt", ".toml", ".js", ".css", ".json", ".in"}
        and path != Path(__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if machine.search(line)
    ]

    assert found == []
