"""The edge decides: a view without a declared permission never runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, request

from fss.errors import ForbiddenError, NotFoundError
from fss.permissions.rules import NOBODY, Identity, Permission, allows

View = TypeVar("View", bound=Callable[..., Any])
Loader = Callable[[UUID, Identity], Any]


class SignInRequiredError(Exception):
    """Nobody is signed in where somebody must be."""


@dataclass(frozen=True)
class Access:
    """What a route declares: the permission it needs, or why it is public."""

    permission: Permission | None
    public_because: str = ""
    commits_on_get: bool = False


_identity: ContextVar[Identity] = ContextVar("identity", default=NOBODY)


def current_identity() -> Identity:
    """Who acts now: in a request the signed-in person, in a job whoever asked for it."""
    return _identity.get()


def set_identity(identity: Identity) -> None:
    """Say, at the start of a request, who acts."""
    _identity.set(identity)


@contextmanager
def acting(identity: Identity) -> Iterator[None]:
    """Within: `identity` acts (jobs, commands, tests)."""
    token = _identity.set(identity)
    try:
        yield
    finally:
        _identity.reset(token)


def requires(permission: Permission, **loaders: Loader) -> Callable[[View], View]:
    """Declare what a view needs.

    Each loader turns `<uuid:NAME_id>` of the URL into the argument `NAME`; it raises
    NotFoundError (or returns None) for what this person may not know of: that answers 404. A
    thing that may be read but not be done this to answers 403.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            identity = current_identity()
            if identity.is_anonymous:
                raise SignInRequiredError
            subject = None
            for name, load in loaders.items():
                loaded = load(values.pop(f"{name}_id"), identity)
                if loaded is None:
                    raise NotFoundError
                values[name] = loaded
                subject = loaded if subject is None else subject
            if not allows(permission, identity, subject):
                raise ForbiddenError
            return view(**values)

        guarded.__access__ = Access(permission)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def public(because: str, *, commits_on_get: bool = False) -> Callable[[View], View]:
    """Declare a view that needs no sign-in, and why.

    `commits_on_get` is for the few reads whose record must be kept (a broker opens a packet).
    """

    def declare(view: View) -> View:
        view.__access__ = Access(None, because, commits_on_get)  # type: ignore[attr-defined]
        return view

    return declare


def declare_endpoint(app: Flask, endpoint: str, access: Access) -> None:
    """Declare the access of a view that a library brings (sign-in, static files)."""
    app.extensions.setdefault("fss-access", {})[endpoint] = access


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """What a route declared; None where it declared nothing, and so never runs."""
    if endpoint is None:
        return None
    declared: dict[str, Access] = app.extensions.get("fss-access", {})
    return declared.get(endpoint) or getattr(app.view_functions.get(endpoint), "__access__", None)


def init_app(app: Flask) -> None:
    """Refuse every request whose route declared nothing."""
    declare_endpoint(app, "static", Access(None, "style, script and images of the pages"))

    @app.before_request
    def _default_deny() -> None:
        if request.endpoint is not None and access_of(app, request.endpoint) is None:
            raise ForbiddenError
