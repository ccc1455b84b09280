"""Argon2id at OWASP's minimum: a tenth of the cost of Django's default (docs/decisions)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB of memory, two passes and one lane."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
