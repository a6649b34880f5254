"""A mail server of our own, on a port of this machine."""

from __future__ import annotations

import pytest
from aiosmtpd.controller import Controller


class Mailbox:
    """Keeps what arrives; answers with `answer` instead when one is set."""

    def __init__(self):
        self.messages = []
        self.answer = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope)
        return "250 Taken"


class AnyPort(Controller):
    """A server on whichever port is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox():
    """A running mail server; its `port` is free to be spoken to."""
    box = Mailbox()
    controller = AnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def with_server(app, mailbox, monkeypatch):
    """The application sends through `mailbox`."""
    from dataclasses import replace

    url = f"smtp://127.0.0.1:{mailbox.port}"
    monkeypatch.setitem(
        app.config,
        "FSS",
        replace(app.config["FSS"], smtp=url, mail_from="First Stop Shop <fss@county.example>"),
    )
    return mailbox
