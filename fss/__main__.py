"""`python -m fss`: migrate, sample county, worker, server. With `demo`: the main job headless."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from fss.config import Config

WATCH_SECONDS = 5


def prepare(config: Config) -> None:
    """Migrate the database; make the sample county when the database is empty."""
    from flask_migrate import upgrade

    from fss import create_app
    from fss.db import db
    from fss.sample.services import ensure_sample_county
    from fss.sites.services import are_facets_missing, rebuild_sites

    app = create_app(config)
    with app.app_context():
        upgrade()
        if config.sample:
            print("Preparing the county; the first time takes half a minute.", flush=True)
            ensure_sample_county()
        if are_facets_missing():
            rebuild_sites()
            db.session.commit()
        # A connection must not cross the fork into the server's workers.
        db.session.remove()
        db.engine.dispose()


def announce(config: Config) -> None:
    """Print the address and, for the sample county, who can sign in."""
    from fss import create_app
    from fss.db import db
    from fss.sample.services import sample_sign_ins

    app = create_app(config)
    with app.app_context():
        lines = sample_sign_ins()
        db.session.remove()
        db.engine.dispose()
    print(f"\nFirst Stop Shop: {config.base_url}\n")
    for line in lines:
        print(line)
    print("\nCtrl-C ends it.\n", flush=True)


def serve() -> int:
    """Run the worker and the server until the server ends or a signal comes; end both.

    A worker that died is started again; what it was doing says so on its page.
    """
    config = Config.from_environment()
    prepare(config)
    announce(config)
    children = {"server": start_server(config), "worker": start_worker()}

    def stop(_signal: int, _frame: object) -> None:
        for child in children.values():
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    restarts = os.environ.get("FSS_RESTART_WORKER", "1") != "0"
    try:
        while True:
            try:
                return children["server"].wait(timeout=WATCH_SECONDS)
            except subprocess.TimeoutExpired:
                if restarts and children["worker"].poll() is not None:
                    children["worker"] = start_worker()
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()


def start_worker() -> subprocess.Popen[bytes]:
    """The process that does the long work."""
    return subprocess.Popen([sys.executable, "-m", "fss", "worker"])


def start_server(config: Config) -> subprocess.Popen[bytes]:
    """The process that answers requests. No access log: private links stand in addresses."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own arguments
        [
            sys.executable, "-m", "gunicorn", "wsgi:app",
            "--bind", f"{config.host}:{config.port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", str(config.threads),
            "--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning",
            "--no-control-socket",
        ]
    )  # fmt: skip


def work() -> int:
    """Run the worker alone (a second machine, a process manager)."""
    from fss import create_app
    from fss.jobs.tasks import consume

    consume(create_app(Config.from_environment()))
    return 0


def demonstrate() -> int:
    """Do the main job headless and leave its files in `demo-output/`."""
    from fss.sample.demo import run_demo

    return run_demo()


def main(arguments: Sequence[str]) -> int:
    """Choose what to do by the first argument."""
    commands = {"": serve, "worker": work, "demo": demonstrate}
    name = arguments[0] if arguments else ""
    if name not in commands:
        print(f"Use: python -m fss [{'|'.join(filter(None, commands))}]", file=sys.stderr)
        return 2
    return commands[name]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
