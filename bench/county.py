"""The sample county in a temporary folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from fss import create_app
from fss.config import Config
from fss.db import db
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM
from fss.sample.services.county import COORDINATOR, identity_for, make_county
from fss.sample.services.sites import make_sites
from fss.timezone import utcnow


def make_app(folder: Path) -> Flask:
    """The application with the sample county's organizations, people and sites."""
    environment = {"FSS_DATA": str(folder), "FSS_PASSWORD_SALT": "bench", "FSS_TESTING": "1"}
    app = create_app(Config.from_environment(environment))
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        db.create_all()
        with acting(SYSTEM):
            now = utcnow()
            make_county(now)
            make_sites(now)
        db.session.commit()
    return app


def coordinator() -> Any:
    """Who asks."""
    return identity_for(COORDINATOR)
