"""A mail server of the tests: it keeps what it takes, and answers as it is told."""

import socket
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller


class Server:
    """`taken`: the mails; `answers`: by address, what is said to RCPT instead of 250."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.answers: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.taken.append(message_from_bytes(envelope.content))
        return "250 taken"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def smtp_server(server: Server):
    """Running on a free port of this machine."""
    server.port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def mailers(port: int, seconds: float = 5) -> dict:
    """The setting MAILERS that sends to it."""
    options = {"host": "127.0.0.1", "port": port, "timeout": seconds}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": options}}
