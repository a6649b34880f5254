"""Security headers: a strict content security policy and no caching of signed-in pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, g, request


def policy(tiles: str) -> str:
    """The content security policy; a county's tile service, if any, may serve images."""
    images = "'self' data:"
    if tiles:
        parts = urlsplit(tiles)
        images += f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {images}",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def may_be_kept(*, seconds: int, by_reader: bool = False) -> None:
    """Let caches keep the answer to this request: it is the same for everybody.

    `by_reader`: it is for one reader, whose own program may keep it. Every other answer is kept
    nowhere.
    """
    g.fss_kept = f"{'private' if by_reader else 'public'}, max-age={seconds}"


def init_app(app: Flask) -> None:
    """Set the headers on every answer."""
    content_policy = policy(app.config["FSS"].tiles)

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", content_policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = g.get("fss_kept", "no-store")
        return response
