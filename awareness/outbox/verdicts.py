"""What an answer of the mail server means for one mail. Pure."""

import smtplib
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    REFUSED = "refused"  # this mail will not be taken
    LATER = "later"  # the server asked to be asked again
    AWAY = "away"  # nothing of ours is taken now, and this mail was not
    UNKNOWN = "unknown"  # it may have been taken


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    why: str = ""


ADDRESS_CODE, MAILBOX_FULL_CODE, REFUSED_WORDS_CODE = "address", "mailbox_full", "words"


def verdict_of(error: Exception) -> Verdict:
    """An answer of the server tells what became of the mail; a line that broke tells nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _words = next(iter(error.recipients.values()))
        return _verdict_of_code(code, ADDRESS_CODE)
    if isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError)):
        return Verdict(Outcome.AWAY)  # our address or password, not theirs
    if isinstance(error, smtplib.SMTPResponseException):
        return _verdict_of_code(error.smtp_code, REFUSED_WORDS_CODE)
    if "AnymailUnsupportedFeature" in _class_names(error):
        return Verdict(Outcome.AWAY)  # a ValueError, of our settings and not of the address
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return Verdict(Outcome.REFUSED, ADDRESS_CODE)  # an address that cannot be written to
    return _verdict_of_provider(error)


def _verdict_of_code(code: int, why: str) -> Verdict:
    if code == 421:
        return Verdict(Outcome.AWAY)
    if code == 552:
        return Verdict(Outcome.REFUSED, MAILBOX_FULL_CODE)
    return Verdict(Outcome.REFUSED, why) if code >= 500 else Verdict(Outcome.LATER)


def _class_names(error: Exception) -> set[str]:
    return {error_class.__name__ for error_class in type(error).__mro__}


def _verdict_of_provider(error: Exception) -> Verdict:
    """Of django-anymail, known by its names: it need not be installed."""
    names = _class_names(error)
    if names & {"AnymailRecipientsRefused", "AnymailInvalidAddress"}:
        return Verdict(Outcome.REFUSED, ADDRESS_CODE)
    status = getattr(error, "status_code", None)
    if "AnymailAPIError" in names and isinstance(status, int):
        return Verdict(_outcome_of_status(status))
    if "AnymailConfigurationError" in names:
        return Verdict(Outcome.AWAY)
    return Verdict(Outcome.UNKNOWN)


def _outcome_of_status(status: int) -> Outcome:
    """What a provider says of one mail, it may say of that mail alone: the others go on."""
    if status < 400 or status in (502, 504):
        return Outcome.UNKNOWN  # taken with words nobody reads, or passed on and the answer lost
    if status in (401, 402, 403) or status >= 500:
        return Outcome.AWAY  # our key, our account, or the provider itself
    return Outcome.LATER
