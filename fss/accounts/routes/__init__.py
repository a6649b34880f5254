"""Pages of accounts: sign-in, my account, and the administrator's pages."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.permissions.rules import Permission
from fss.web.navigation import Entry, add_entry

bp = Blueprint("accounts", __name__)


def init_app(app: Flask) -> None:
    """Register sign-in, identity, pages and the Admin entry."""
    # The pages hang themselves on `bp` when they are imported.
    from fss.accounts.routes import account, admin, county, identity, organizations, people, sign_in

    del account, county, organizations, people
    sign_in.init_app(app)
    identity.init_app(app)
    app.register_blueprint(bp)
    add_entry(
        app,
        Entry("Admin", "accounts.admin", Permission.SYSTEM_VIEW, 90, admin.BLUEPRINTS),
    )
