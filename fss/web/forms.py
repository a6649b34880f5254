"""The form base and the fields that every feature uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    IntegerField,
    PasswordField,
    StringField,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from fss.db import Versioned
from fss.errors import RuleError

EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)
"""Later times have no instant that can be reckoned with in every zone."""


def stripped(value: str | None) -> str | None:
    """Trim outer white space and drop NUL, which no database text may hold."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


class Form(FlaskForm):
    """Base of all forms: text is trimmed, CSRF is on, rule errors land at their field."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Trim what people type into text fields; a password is left as it is."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                filters = unbound_field.kwargs.get("filters", [])
                options = {**options, "filters": [*filters, stripped]}
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    def refuse(self, error: RuleError) -> None:
        """Put a service's refusal at the field it names, or at the top of the form."""
        target = getattr(self, error.field, None) if error.field else None
        if isinstance(target, Field):
            target.errors = [*target.errors, error.message]
        else:
            self.form_errors.append(error.message)

    def attempt(self, action: Callable[[], Any]) -> bool:
        """Run `action`; a RuleError becomes an error of this form. True when it went through."""
        try:
            action()
        except RuleError as error:
            self.refuse(error)
            return False
        return True


class CountField(IntegerField):
    """A whole number; one of more digits than anybody counts with is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what a range could not be compared with."""
        if any(len(value) > 15 for value in valuelist):
            raise ValueError("Enter a smaller number.")
        super().process_formdata(valuelist)


class VersionField(IntegerField):
    """The version of the row that the person was shown; none where the row is only being made."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; the browser sends the field empty when there was none."""
        if any(valuelist):
            super().process_formdata(valuelist)


class VersionForm(Form):
    """A deed on a row, by the version that the person was shown; base of forms that change one."""

    version = VersionField()

    def show_version(self, stored: Versioned) -> None:
        """Start with the present version."""
        self.version.data = stored.version


def is_local_path(path: str) -> bool:
    """Whether a redirect to `path` stays on this site."""
    # Browsers drop tabs and new lines from addresses and take a backslash for a slash.
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and path.isprintable()
    )


def not_before_1900(_form: Any, field: Any) -> None:
    """Refuse dates that no record of this trade can have."""
    if isinstance(field.data, date) and field.data.year < EARLIEST.year:
        raise ValidationError("Enter a date in 1900 or later.")


class DayField(DateField):
    """A calendar day, ISO as the browser sends it or month/day/year as people type it."""

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        kwargs.setdefault("format", ["%Y-%m-%d", "%m/%d/%Y"])
        super().__init__(label, [*validators, not_before_1900], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say what to enter when it is no date."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a date like 12/01/2026.") from None


class LocalTimeField(StringField):
    """A local date and time (`datetime-local`); `.instant(zone)` gives the aware instant."""

    def instant(self, zone: str) -> datetime | None:
        """The entered wall time in `zone`, aware; None when blank or unreadable."""
        if not self.data:
            return None
        try:
            entered = datetime.fromisoformat(self.data)
        except ValueError:
            return None
        return entered.replace(tzinfo=ZoneInfo(zone)) if entered.tzinfo is None else entered

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse what is no date and time, or lies where no calendar reaches."""
        if not self.data:
            return
        try:
            entered = datetime.fromisoformat(self.data)
        except ValueError:
            raise ValidationError("Enter a date and a time, like 12/01/2026, 12:00 PM.") from None
        if entered.year < EARLIEST.year:
            raise ValidationError("Enter a date in 1900 or later.")
        if entered.year > LATEST.year:
            raise ValidationError("Enter a date before the year 3000.")
