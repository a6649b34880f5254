"""Putting the application together: the order of this file is the order of a request's way."""

from __future__ import annotations

import importlib
import importlib.util
from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import fss.models  # noqa: F401  (the metadata must be whole before the first query)
from fss.config import Config
from fss.db import db, migrate, prepare_engine
from fss.permissions import guard
from fss.web import errors, filters, headers, logs, navigation, transactions

csrf = CSRFProtect()

# Each package brings `init_app(app)` in its routes: blueprints, navigation, context processors.
FEATURES = (
    "accounts",
    "audit",
    "files",
    "jobs",
    "mail",
    "layers",
    "sites",
    "exchange",
    "searches",
    "fields",
    "calendars",
    "process",
    "work",
    "pursuits",
    "matching",
    "upkeep",
    "proposals",
    "portal",
    "reports",
    "api",
)


def build(config: Config | None = None) -> Flask:
    """Make the Flask application; `create_app` is the public name."""
    config = config or Config.from_environment()
    app = Flask("fss", static_folder="static", template_folder="templates")
    app.config.update(
        FSS=config,
        TESTING=config.testing,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True}
        if not config.database_url.startswith("sqlite")
        else {},
        MAX_CONTENT_LENGTH=config.upload_limit + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=4000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.base_url.startswith("https://"),
        SESSION_COOKIE_NAME="fss_session",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
    )
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, db)
    csrf.init_app(app)
    logs.init_app(app)
    guard.init_app(app)
    transactions.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    navigation.init_app(app)
    for feature in FEATURES:
        importlib.import_module(f"fss.{feature}.routes").init_app(app)
    importlib.import_module("fss.cli").init_app(app)
    return app
