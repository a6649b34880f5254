"""Pages for people without an account: packets, tracking, the sites that everybody may see."""

from __future__ import annotations

from flask import Flask

from fss.portal.routes import open_sites, packets, promises


def init_app(app: Flask) -> None:
    """Register the pages; tell the pages of the inventory where a site's public page is."""
    app.register_blueprint(packets.bp)
    packets.limit_tries(app)
    app.register_blueprint(open_sites.bp)
    app.register_blueprint(promises.bp)
    app.jinja_env.globals["public_page"] = open_sites.public_page
