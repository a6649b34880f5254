"""Forms of clocks: the reply that acknowledges, pauses now and afterwards."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from fss.errors import RuleError
from fss.web.forms import Form, LocalTimeField, VersionForm
from fss.work.rules.clocks import PAUSE_WORDS, PauseReason
from fss.work.rules.replies import LONGEST, Channel, Reply

SHORT = Length(max=LONGEST, message=f"Shorten this to {LONGEST:,} characters.")


class ReplyFields(Form):
    """How and when a person told the one who asked that the request has come."""

    channel = RadioField(
        "How the reply went out",
        choices=[SelectChoice(channel.value, channel.label) for channel in Channel],
        validate_choice=False,
    )
    replied_at = LocalTimeField("When it went out")
    told = StringField(
        "Who was told what",
        [SHORT],
        description="A few words, such as: Jordan Lee, that we have the request.",
    )

    def reply(self, zone: str) -> Reply | None:
        """The reply entered; None when nothing was. RuleError (with its field) for half of it."""
        at = self.replied_at.instant(zone)
        if not (self.channel.data or at or self.told.data):
            return None
        if self.channel.data not in list(Channel):
            raise RuleError("Choose how the reply went out.", "channel")
        if at is None:
            raise RuleError("Enter when the reply went out.", "replied_at")
        return Reply(Channel(self.channel.data), at, self.told.data or "")


class MoveStandardForm(VersionForm):
    """Letting a running clock follow the standard of today."""

    reason = StringField(
        "Why it moves",
        [DataRequired("Say why it moves to another standard."), SHORT],
        description="Such as: agreed with the client.",
    )


class _PauseFields(Form):
    reason = RadioField(
        "Why it waits",
        choices=[SelectChoice(reason.value, PAUSE_WORDS[reason]) for reason in PauseReason],
        default=PauseReason.WAITING_CLIENT.value,
    )
    evidence = TextAreaField(
        "Which message shows it",
        [DataRequired("Name the message that shows what we wait for."), SHORT],
        description="Such as: e-mail of November 23 to Jordan Lee, asking for the rail survey.",
    )


class PauseForm(_PauseFields, VersionForm):
    until = LocalTimeField(
        "Until", description="Leave it empty if nobody knows. Anybody working on it may end it."
    )


class PastPauseForm(_PauseFields):
    start = LocalTimeField("From", [DataRequired("Enter when the pause began.")])
    end = LocalTimeField("Until", [DataRequired("Enter when the pause ended.")])
