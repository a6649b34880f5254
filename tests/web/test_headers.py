"""The headers that keep a page to itself."""

from __future__ import annotations

import pytest

from fss.web.headers import policy


@pytest.mark.parametrize("path", ["/no/such/page", "/static/css/app.css"])
def test_every_answer_carries_the_strict_policy(client, path):
    headers = client.get(path).headers

    rules = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(rules)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_cached(client):
    assert client.get("/no/such/page").headers["Cache-Control"] == "no-store"


def test_https_is_asked_for_only_where_it_is_spoken(client):
    plain = client.get("/no/such/page")
    secure = client.get("/no/such/page", base_url="https://county.example")

    assert "Strict-Transport-Security" not in plain.headers
    assert "max-age" in secure.headers["Strict-Transport-Security"]


def test_only_the_named_tile_service_may_bring_images():
    rules = policy("https://{s}.tiles.example/{z}/{x}/{y}.png").split("; ")

    assert "img-src 'self' data: https://*.tiles.example" in rules
    assert "img-src 'self' data:" in policy("").split("; ")
