"""First Stop Shop: one county office answers site requests for all its member cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from fss.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application from `config` (by default the environment's)."""
    from fss.app import build

    return build(config)
