"""Events, and the seal that keeps them."""

from django.db import models


class Event(models.Model):
    """Something that was done, in the order of the ids. Added, never changed (migration 0001).

    `subject` is whom it is about and `actor` who did it, by their random ids; None: nobody in
    particular, and the server itself (a command, a task). `facts` are codes, days and slugs of
    sites and teams; names, addresses and numbers of people stay outside.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=40)  # as "role.granted"
    subject = models.UUIDField(null=True)
    actor = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # What was done about somebody, on their page and HR's.
            models.Index(fields=["subject", "id"], name="journal_event_subject"),
        ]

    def __str__(self) -> str:
        return self.kind


class Seal(models.Model):
    """While there is a row, the database refuses to change or take away an event, and this row."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"since {self.at}"
