"""A letter as it is read. Plain and HTML are made from the same words; nothing is fetched, and no
link is one that counts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from awareness.outbox.models import Letterhead


@dataclass(frozen=True)
class Link:
    """An address on a line of its own; `words` are what HTML shows, plain text shows both."""

    words: str
    url: str


@dataclass(frozen=True)
class Letter:
    """What is said to one person. `body` is paragraphs and links in their order; `small` stands
    under a line, after the signature. Everything in `language`."""

    to: str
    name: str
    subject: str
    body: tuple[str | Link, ...]
    language: str
    small: tuple[str | Link, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RenderedLetter:
    subject: str
    sender: str
    reply_to: str
    plain: str
    html: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(f"{self.subject}\n{self.plain}\n{self.html}".encode()).hexdigest()


def read_letterhead(language: str) -> Letterhead:
    """The employer's words in that language; where they wrote none, an empty one."""
    letterhead = Letterhead.objects.filter(language=language).first()
    return letterhead or Letterhead(language=language)


def render(letter: Letter, head: Letterhead | None = None) -> RenderedLetter:
    """With the letterhead of its language, or the one given."""
    head = head or read_letterhead(letter.language)
    with translation.override(letter.language):
        name = " ".join((head.sender or settings.EMPLOYER).split())
        greeting = f"{head.greeting} {letter.name}," if head.greeting else ""
        context = {
            "letter": letter,
            "parts": [_part_context(part) for part in letter.body],
            "small": [_part_context(part) for part in letter.small],
            "greeting": greeting or _("Hello %(name)s,") % {"name": letter.name},
            "closing": head.closing or name,
            "bidi": get_language_info(letter.language)["bidi"],
        }
        address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1] or settings.DEFAULT_FROM_EMAIL
        return RenderedLetter(
            subject=" ".join(letter.subject.split()),
            sender=formataddr((name, address)) if name else address,
            reply_to=head.reply_to,
            plain=_as_plain_text(render_to_string("outbox/letter.txt", context)),
            html=render_to_string("outbox/letter.html", context),
        )


def _as_plain_text(text: str) -> str:
    """A rendered text is marked as safe; plain text is not HTML, and a page that shows it has to
    escape it."""
    return "".join(text)


def _part_context(part: str | Link) -> dict[str, str]:
    if isinstance(part, Link):
        return {"words": part.words, "url": part.url}
    return {"words": part, "url": ""}


def email_message(letter: Letter, rendered: RenderedLetter) -> EmailMultiAlternatives:
    """As it is handed to the mail server. A provider is told to follow nobody."""
    mail = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.plain,
        from_email=rendered.sender,
        to=[letter.to],
        reply_to=[rendered.reply_to] if rendered.reply_to else None,
        headers={"Auto-Submitted": "auto-generated", **letter.headers},
    )
    mail.attach_alternative(rendered.html, "text/html")
    mail.track_opens = mail.track_clicks = False  # type: ignore[attr-defined]
    return mail


def address_hash(address: str) -> str:
    """What is kept of an address, to know it again."""
    return salted_hmac("awareness.outbox", address.casefold(), algorithm="sha256").hexdigest()
