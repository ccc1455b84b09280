"""Mail of the demo: printed where the server runs, so that a link in it can be copied."""

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend


class PlainConsole(EmailBackend):
    """The words as somebody would read them. As sent, a long line is broken and `=` is encoded."""

    def write_message(self, message: EmailMessage) -> None:
        self.stream.write(
            f"\n-- Mail to {', '.join(message.recipients())}: {message.subject}\n\n"
            f"{message.body}\n-- End of the mail\n"
        )
