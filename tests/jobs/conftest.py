"""Work that the tests ask for."""

from __future__ import annotations

import pytest

from fss.accounts.models import Organization
from fss.db import db
from fss.errors import RuleError
from fss.jobs.services.declared import JOBS
from fss.permissions.guard import current_identity
from tests.factories.accounts import make_organization


class Kinds(dict):
    """What the test's jobs did: a list per kind; `before_end` runs in the middle of the work."""

    before_end = staticmethod(lambda: None)


@pytest.fixture
def kinds(monkeypatch):
    """Jobs of the kinds `good`, `refused`, `broken`, `clashing` are declared for this test."""
    seen = Kinds(good=[], refused=[], broken=[], clashing=[], interrupted=[])

    def begin(kind, progress, arguments):
        seen[kind].append((current_identity().name, arguments))
        make_organization(f"made by {kind}")
        progress(1, 4, "Drawing the map")
        seen.before_end()

    def good(progress, **arguments):
        begin("good", progress, arguments)
        progress(4, 4, "4 sites written")
        return {"url": "/jobs/", "count": 4}

    def refused(progress, **arguments):
        begin("refused", progress, arguments)
        raise RuleError("No site has a photo. Add one and start again.")

    def broken(progress, **arguments):
        begin("broken", progress, arguments)
        raise ZeroDivisionError("secret-of-the-program")

    def clashing(progress, **arguments):
        begin("clashing", progress, arguments)
        db.session.add(Organization(kind="city", name="made by clashing", code="zz"))

    def interrupted(progress, **arguments):
        begin("interrupted", progress, arguments)
        raise KeyboardInterrupt

    for work in (good, refused, broken, clashing, interrupted):
        monkeypatch.setitem(JOBS, work.__name__, work)
    return seen
