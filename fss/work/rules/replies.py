"""How a person told somebody outside that their request has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fss.errors import RuleError

LONGEST = 1000


class Channel(StrEnum):
    """The way a reply went."""

    EMAIL = "email"
    PHONE = "phone"
    IN_PERSON = "in_person"
    LETTER = "letter"

    @property
    def label(self) -> str:
        """As people read it."""
        return CHANNEL_LABELS[self]


CHANNEL_LABELS = {
    Channel.EMAIL: "E-mail",
    Channel.PHONE: "Phone",
    Channel.IN_PERSON: "In person",
    Channel.LETTER: "Letter",
}


@dataclass(frozen=True)
class Reply:
    """A person's message to the one who asked; `text` says in short what was told to whom."""

    channel: Channel
    at: datetime
    text: str

    @property
    def words(self) -> str:
        """As it is kept as evidence."""
        return f"{self.channel.label}: {self.text.strip()}"


def check_reply(reply: Reply | None, *, since: datetime | None, now: datetime) -> Reply:
    """The reply, if it can have been one; RuleError (with its field) for what cannot be."""
    if reply is None:
        raise RuleError("Say how and when the reply went out.", "channel")
    if not reply.text.strip() or len(reply.text) > LONGEST:
        raise RuleError(
            f"Say in short who was told what, in at most {LONGEST:,} characters.", "told"
        )
    if reply.at > now:
        raise RuleError("The reply cannot have gone out in the future.", "replied_at")
    if since is not None and reply.at < since:
        raise RuleError("The reply cannot have gone out before the request came.", "replied_at")
    return reply
