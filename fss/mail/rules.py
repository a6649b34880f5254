"""Addresses, subjects, and what an answer of a mail server means. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from fss.errors import RuleError

TRIES = 6
SUBJECT_LENGTH = 200
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}))*"
)


def without_links(text: str) -> str:
    """The text without its addresses: links of invitations and packets are as good as keys."""
    return re.sub(r"https?://\S+", "(link, taken out after delivery)", text)


class MailState(StrEnum):
    """What became of a mail. `KEPT`: no mail server is set, so it is read on the outbox page."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return {
            MailState.QUEUED: "Waiting",
            MailState.SENT: "Sent",
            MailState.FAILED: "Could not be delivered",
            MailState.KEPT: "Kept here",
        }[self]


@dataclass(frozen=True)
class Server:
    """A mail server, from `smtp://user:password@host:587` or `smtps://…`."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls_from_start: bool = False


def read_server(url: str) -> Server | None:
    """The server that FSS_SMTP names; None when it is blank; ValueError when it is no such URL."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("FSS_SMTP is like smtp://user:password@host:587 or smtps://host")
    secure = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=parts.port or (465 if secure else 587 if parts.username else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_from_start=secure,
    )


def check_address(address: str) -> str:
    """One plain e-mail address, trimmed; RuleError for anything else (lists, names, new lines)."""
    address = address.strip()
    if len(address) > 254 or not ADDRESS.fullmatch(address):
        raise RuleError("Enter one e-mail address, like name@example.org.", field="email")
    return address


def one_line(subject: str) -> str:
    """A subject on one line: whatever breaks a line or hides becomes a space."""
    words = "".join(sign if sign.isprintable() else " " for sign in subject).split()
    return " ".join(words)[:SUBJECT_LENGTH]


def is_final(code: int) -> bool:
    """Whether trying again is useless: 5xx is final, 4xx is for now (RFC 5321, 4.2.1)."""
    return 500 <= code < 600


def words_of_failure(code: int | None) -> str:
    """Why a mail did not go, in plain words; `code` is the server's answer, None for no answer."""
    if code is None:
        return "The mail server could not be reached."
    if code in (550, 551, 553):
        return f"The mail server does not know this address (answer {code})."
    if code == 552:
        return "The recipient's mailbox is full (answer 552)."
    if code in (530, 534, 535):
        return f"The mail server did not accept our sign-in (answer {code})."
    return f"The mail server refused the mail (answer {code})."
