"""What the library has beside reports, and what is looked through for words. All of it is made anew
from the content files at each load; nobody's record rests on a row of these."""

from typing import Any

from django.db import models
from django.urls import reverse

from awareness.subjects.models import SubjectKeyField


class PartKind(models.TextChoices):
    """A figure on top of the library, a question across reports, a text of the library's own, the
    contents page of a report, or words that people use for what the library calls otherwise."""

    HIGHLIGHT = "highlight"
    THEME = "theme"
    TEXT = "text"
    REPORT = "report"
    SYNONYM = "synonym"


class LibraryPart(models.Model):
    """One part, resolved: `content` is what `library.rows` made of it, `content_hash` names it."""

    kind = models.CharField(max_length=10, choices=PartKind)
    slug = models.SlugField(max_length=80)
    subject = SubjectKeyField()
    order = models.PositiveSmallIntegerField()
    title = models.TextField()
    lead = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    words = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("kind", "order")
        constraints = [
            # /library/themes/<slug>/ and /library/<slug>/ lead to one page each.
            models.UniqueConstraint(fields=["kind", "slug"], name="insights_part_slug_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"

    @property
    def address(self) -> str:
        """Where it is read."""
        match self.kind:
            case PartKind.THEME:
                return reverse("insights:theme", args=[self.slug])
            case PartKind.TEXT:
                return reverse("insights:text", args=[self.slug])
            case PartKind.REPORT:
                return reverse("insights:report", args=[self.slug])
        return f"{reverse('insights:library')}#figures"

    # A text is shown by the same code as a version of an explainer.
    @property
    def body_markdown(self) -> str:
        return self.content["body_markdown"]

    @property
    def resolved(self) -> dict[str, Any]:
        return self.content["resolved"]

    @property
    def plain(self) -> dict[str, Any] | None:
        return self.content["plain"]

    @property
    def keys(self) -> set[str]:
        """Full keys of the figures that this part names or draws."""
        content = self.content
        pages = [page for part in content.get("parts", ()) for page in part["pages"]]
        keys = {key for part in (content, *pages) for key in part.get("keys", ())}
        for edition in (content, content.get("plain") or {}):
            resolved = edition.get("resolved") or {}
            keys |= {note["key"] for note in resolved.get("figures", ())}
            keys |= {key for c in resolved.get("charts", {}).values() for key in c["figures"]}
        return keys

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes, as of an explainer."""
        return max(1, round(self.words / 120))


class EntryKind(models.TextChoices):
    """What a search can find."""

    PAGE = "page"
    FIGURE = "figure"
    DISAGREEMENT = "disagreement"


class SearchEntry(models.Model):
    """One thing that a search can find. It holds what a page shows, and never what is held back.

    `folded` is title and passages as `search.searchable` cuts them into tokens. `passages` are
    {text, caveats}: what must be said beside the figures of each goes with it.
    """

    kind = models.CharField(max_length=12, choices=EntryKind)
    key = models.CharField(max_length=200)
    subject = SubjectKeyField()
    order = models.PositiveIntegerField()
    title = models.TextField()
    place = models.TextField(blank=True)  # the report and where in it, as people say it
    address = models.CharField(max_length=300)
    audience = models.JSONField(default=list, blank=True)  # of its page, as Explainer.audience
    passages = models.JSONField(default=list)
    folded = models.TextField()

    class Meta:
        ordering = ("kind", "order")
        verbose_name_plural = "search entries"
        constraints = [
            # Loading twice writes the same rows.
            models.UniqueConstraint(fields=["kind", "key"], name="insights_entry_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
