"""Counts of tries at passwords."""

from django.db import models


class TryCount(models.Model):
    """How many tries there were under a key, until a moment. The key is an HMAC of what is counted
    (limits.py): no row names a person or an address."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    until = models.BigIntegerField()  # seconds since 1970: the same in the SQL of both databases

    class Meta:
        indexes = [
            # Which rows are over and go (tries.forget_old_counts).
            models.Index(fields=["until"], name="people_trycount_until"),
        ]

    def __str__(self) -> str:
        return f"{self.tries} tries"
