"""The few ways in which the program says no. Messages are shown to people as they stand."""

from __future__ import annotations

from typing import Any


class ProgramError(Exception):
    """Base of every refusal that a person may see; `code` is the HTTP status at the edge."""

    code = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RuleError(ProgramError):
    """A rule of the trade or of a form forbids it; `field` names the form field at fault."""

    code = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFoundError(ProgramError):
    """There is no such thing, or none that this person may know of."""

    code = 404

    def __init__(self, message: str = "We could not find that page.") -> None:
        super().__init__(message)


class ForbiddenError(ProgramError):
    """The person may see the thing but not do this to it."""

    code = 403

    def __init__(self, message: str = "Your role does not allow this.") -> None:
        super().__init__(message)


class GoneError(ProgramError):
    """It was here and is not any more: a link that expired or was withdrawn."""

    code = 410


class ConflictError(ProgramError):
    """Somebody else saved first. `theirs` and `yours` are shown side by side: label → words."""

    code = 409

    def __init__(
        self,
        message: str = "Somebody else changed this while you were editing.",
        *,
        theirs: dict[str, Any] | None = None,
        yours: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.theirs = theirs or {}
        self.yours = yours or {}
