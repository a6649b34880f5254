"""Every model, imported once so that the metadata is whole (migrations, tests)."""

from __future__ import annotations

import importlib
import pkgutil

import fss

for _package in pkgutil.iter_modules(fss.__path__):
    if _package.ispkg and importlib.util.find_spec(f"fss.{_package.name}.models"):
        importlib.import_module(f"fss.{_package.name}.models")
