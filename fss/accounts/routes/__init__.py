"""Pages of accounts: sign-in, my account, and the administrator's pages."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.audit.rules import describe
from fss.permissions.rules import Permission
from fss.web.navigation import Entry, add_entry

bp = Blueprint("accounts", __name__)


def init_app(app: Flask) -> None:
    """Register sign-in, identity, pages and the Admin entry."""
    # The pages hang themselves on `bp` when they are imported.
    from fss.accounts.routes import (
        account,
        admin,
        county,
        guide,
        identity,
        notices,
        organizations,
        people,
        sign_in,
    )

    del account, county, guide, notices, organizations, people
    sign_in.init_app(app)
    identity.init_app(app)
    app.register_blueprint(bp)
    stop = app.view_functions["accounts.stop"]
    limited = app.extensions["fss-limiter"].shared_limit("30 per minute", scope="stop-mail")(stop)
    app.view_functions["accounts.stop"] = limited
    describe("mail:choose", "Chose which mail to get")
    describe("mail:stop", "Stopped mail of one kind")
    add_entry(
        app,
        Entry("Admin", "accounts.admin", Permission.SYSTEM_VIEW, 90, admin.BLUEPRINTS),
    )
