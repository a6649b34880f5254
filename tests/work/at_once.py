"""Threads that act at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from fss.db import db


def at_once(app: Flask, *actions: Callable[[], None]) -> list[BaseException | None]:
    """Run the actions in threads that start together; what each raised."""
    barrier = threading.Barrier(len(actions))
    raised: list[BaseException | None] = [None] * len(actions)

    def run(index: int, action: Callable[[], None]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                action()
                db.session.commit()
            except BaseException as error:
                db.session.rollback()
                raised[index] = error
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=run, args=(index, action)) for index, action in enumerate(actions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
