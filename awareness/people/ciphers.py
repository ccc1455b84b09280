"""What is kept, or sent to a browser, so that nobody can read it there. The key follows from
SECRET_KEY, which no database and no browser has."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


def cipher(purpose: str) -> Fernet:
    """One for each purpose: what was written for one cannot be read as another."""
    return Fernet(urlsafe_b64encode(salted_hmac(purpose, "", algorithm="sha256").digest()))
