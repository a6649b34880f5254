"""`python -m bench [number of sites …]`: print how fast the heavy parts are."""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from pathlib import Path

from bench.clocks import time_sweep
from bench.county import make_app
from bench.filling import fill
from bench.pages import compare_lists, make_pursuit, time_pages
from bench.process import time_matrix
from bench.process_pages import time_work
from bench.timing import Table, calibrate
from bench.upkeep import time_todo
from bench.work import time_import, time_packet, time_report
from fss.db import db

IMPORTED = 20_000


def main(arguments: list[str]) -> int:
    """Measure with as many sites as asked, 10,000 and 100,000 else."""
    numbers = [int(argument.replace(",", "")) for argument in arguments] or [10_000, 100_000]
    print(f"Python {platform.python_version()}, SQLite, one process; CPU time of the process.\n")
    table = Table()
    medians: dict[int, dict[str, float]] = {}
    table.cpu("a fixed loop, before", calibrate())
    with tempfile.TemporaryDirectory() as folder:
        time_matrix(table)
        app = make_app(Path(folder))
        with app.app_context():
            time_report(table)
            time_packet(table)
            db.session.rollback()
            pursuit_id = make_pursuit()
        time_todo(app, table)
        time_work(app, table)
        time_sweep(app, table)
        for number in sorted(numbers):
            start = time.perf_counter()
            with app.app_context():
                fill(number)
                db.session.remove()
            table.note(f"{number:,} sites generated", f"{time.perf_counter() - start:,.0f} s")
            medians[number] = time_pages(app, table, number, pursuit_id)
            if number == min(numbers):
                with app.app_context():
                    time_import(table, IMPORTED)
                    db.session.remove()
        compare_lists(table, medians)
        with app.app_context():
            db.engine.dispose()
    table.cpu("a fixed loop, after", calibrate())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
