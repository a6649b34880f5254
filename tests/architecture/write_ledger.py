"""Write the route ledger anew: `python -m tests.architecture.write_ledger`."""

from __future__ import annotations

import tempfile

from fss import create_app
from fss.config import Config
from fss.db import db
from tests.architecture.test_routes import LEDGER, ledger_of

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({"FSS_DATA": folder}))
        LEDGER.write_text("\n".join(ledger_of(app)) + "\n")
        with app.app_context():
            db.engine.dispose()
