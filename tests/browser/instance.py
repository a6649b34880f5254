"""A live instance: the sample county in a folder of its own, real server, real worker."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
READY_WITHIN = 180.0
ENDS_WITHIN = 30.0


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def descendants(pid: int) -> list[int]:
    """The processes that `pid` started, and those that they started."""
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [found for word in words for found in (int(word), *descendants(int(word)))]


def words_of(pid: int) -> list[str]:
    """The command line of a process; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except FileNotFoundError:
        return []


class Instance:
    """`python -m fss` in `folder`; `settings` are FSS_* variables, by their name."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder.with_name(folder.name + ".log")
        ours = {key: value for key, value in os.environ.items() if not key.startswith("FSS_")}
        self.environment = {
            **ours,
            "FSS_DATA": str(folder),
            "FSS_PORT": str(self.port),
            "FSS_SAMPLE": "1",
            "FSS_RESTART_WORKER": "0",  # a test kills it and wants to see what people see then
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> Instance:
        """Start it and wait until it answers."""
        self.process = self._run("-m", "fss")
        deadline = time.monotonic() + READY_WITHIN
        pause = threading.Event()
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the instance did not start:\n{self.last_words()}")
            pause.wait(0.1)
        return self

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def _answers(self) -> bool:
        # The port is open before the application is there: wait for a page.
        try:
            with urllib.request.urlopen(f"{self.url}/sign-in", timeout=30) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    def last_words(self, lines: int = 40) -> str:
        """The end of what the processes wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def kill_worker(self) -> None:
        """End the worker and its children at once, as if the machine had lost them."""
        assert self.process is not None
        started = descendants(self.process.pid)
        for pid in [pid for pid in started if words_of(pid)[1:4] == ["-m", "fss", "worker"]]:
            for one in (pid, *descendants(pid)):
                _end(one)

    def start_worker(self) -> None:
        """A new worker in the place of the one that was killed."""
        self.worker = self._run("-m", "fss", "worker")

    def copy_to(self, folder: Path) -> Path:
        """Copy the data as they are now, for another instance to start with."""
        folder.mkdir(mode=0o700)
        with (
            closing(sqlite3.connect(self.folder / "fss.sqlite3")) as source,
            closing(sqlite3.connect(folder / "fss.sqlite3")) as copy,
        ):
            source.backup(copy)
        for key in self.folder.glob("*.key"):
            shutil.copy(key, folder)
        if (self.folder / "files").exists():
            shutil.copytree(self.folder / "files", folder / "files")
        return folder

    def stop(self) -> None:
        """End every process in good order, and by force what does not end."""
        running = [child for child in (self.worker, self.process) if child is not None]
        started = [pid for child in running for pid in descendants(child.pid)]
        for child in running:
            child.terminate()
        for child in running:
            try:
                child.wait(timeout=ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for pid in started:
            if "fss" in words_of(pid) or "gunicorn" in words_of(pid):
                _end(pid)
        self.process = self.worker = None


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
