"""Addresses that no page of ours leads to: answered, on both engines, never broken by."""

from __future__ import annotations

import pytest

from fss.permissions.rules import Role
from tests.factories.accounts import make_user

QUERIES = ("q=%00", "q=a%00b", "page=999999999", f"page={'9' * 5000}", "q=%25_%5C", "sort=%00")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.COORDINATOR, "/pursuits/"),
        (Role.COORDINATOR, "/sites/"),
        (Role.ADMINISTRATOR, "/admin/people"),
        (Role.ADMINISTRATOR, "/admin/organizations"),
    ],
)
def test_a_list_opens_whatever_its_address_asks_for(client, db, sign_in, role, path, query):
    sign_in(client, make_user(role))

    assert client.get(f"{path}?{query}").status_code == 200
