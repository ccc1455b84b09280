"""The same with the hash that ships; the measuring hash can still be read once."""

from tests.bench.settings import *  # noqa: F403

PASSWORD_HASHERS = [
    "awareness.people.hashers.Argon2idHasher",
    "django.contrib.auth.hashers.MD5PasswordHasher",
]
