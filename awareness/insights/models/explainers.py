"""The pages people read. A version never changes: who read it can be shown the same words again."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from awareness.insights.models.ledger import Report

ACROSS = "across"  # the insight of a page that tells of several reports


class Status(models.TextChoices):
    """Where a version stands. Retired versions stay readable for those whose module pins them."""

    LIVE = "live"
    RETIRED = "retired"


class Explainer(models.Model):
    """One page of a report's library, by its address."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="explainers")
    slug = models.SlugField(max_length=80)
    insight = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    # Letters as a figure's (S, M, H, I): whom the library shows it to; [] for everybody.
    audience = models.JSONField(default=list, blank=True)
    # Where what it told is told today. Its versions stay, for those whose module pins them.
    moved_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_here"
    )

    class Meta:
        ordering = ("report", "order", "slug")
        constraints = [
            # /library/<report>/<slug>/ leads to one page.
            models.UniqueConstraint(fields=["report", "slug"], name="insights_explainer_slug_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.slug}"

    @property
    def chapter(self) -> str:
        """The insight's number as a contents page shows it: 7; "" where it has none."""
        return str(int(self.insight)) if self.insight.isdigit() else ""


class ImmutableError(Exception):
    """Somebody tried to change what people may have read already."""

    code = "immutable"


class VersionQuerySet(models.QuerySet["ExplainerVersion"]):
    def live(self) -> Self:
        return self.filter(status=Status.LIVE)

    def with_place(self) -> Self:
        """With the explainer and its report, for pages that name both."""
        return self.select_related("explainer__report")


class ExplainerVersion(models.Model):
    """Title, lead, text, resolved figures and chart data as they were published, and their hash.

    `body_markdown` is what was read: figures stand in it as links to their notes. `resolved` has
    `figures` (source notes in order of appearance) and `charts` (key -> data). `plain` and `youth`
    are the other editions, with the same four parts under `title`, `lead`, `body_markdown` and
    `resolved`; a page has no youth edition where the plain one stands in for it.
    """

    FROZEN = (
        "explainer_id", "number", "content_hash", "title", "lead", "body_markdown", "resolved",
        "plain", "youth", "words", "published_at",
    )  # fmt: skip

    explainer = models.ForeignKey(Explainer, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.LIVE)
    content_hash = models.CharField(max_length=64)
    title = models.TextField()
    lead = models.TextField(blank=True)
    body_markdown = models.TextField()
    resolved = models.JSONField(default=dict)
    plain = models.JSONField(null=True, blank=True)
    youth = models.JSONField(null=True, blank=True)
    words = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("explainer", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["explainer", "number"], name="insights_version_number_once"
            ),
            # The same content is the same version: publishing twice changes nothing.
            models.UniqueConstraint(
                fields=["explainer", "content_hash"], name="insights_version_hash_once"
            ),
            # What the library shows is never in doubt.
            models.UniqueConstraint(
                fields=["explainer"], condition=Q(status="live"), name="insights_version_one_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.explainer_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the status of a published version may change; ImmutableError otherwise."""
        if not self._state.adding and set(kwargs.get("update_fields") or self.FROZEN) - {"status"}:
            raise ImmutableError(f"{self} is published; publish a new version instead")
        super().save(*args, **kwargs)

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes, for somebody who looks at the charts too."""
        return max(1, round(self.words / 120))
