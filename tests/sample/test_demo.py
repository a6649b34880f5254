"""The main job runs headless from end to end."""

from __future__ import annotations

from pathlib import Path

from fss.sample.demo import run_demo


def test_the_main_job_runs_and_leaves_its_files(tmp_path: Path, capsys):
    output = tmp_path / "demo-output"

    code = run_demo(output)

    told = capsys.readouterr().out
    assert code == 0, told
    assert "WRONG" not in told
    assert "All checks hold" in told
    kinds = sorted(path.suffix for path in output.iterdir())
    assert kinds == [".docx", ".docx", ".pdf", ".pdf", ".zip"]
