"""Content that authors are writing: rows until it is published, and seen by authors alone."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from awareness.content.writing import ObjectKind, ObjectRef
from awareness.people.append_only import AppendOnly


class DraftCode(models.TextChoices):
    """What happened to a draft, in the words that its history says after a name."""

    BEGUN = "begun", _("began it")
    TAKEN_OVER = "taken_over", _("took it over")
    DELETED = "deleted", _("deleted it")
    RESTORED = "restored", _("took back that it was deleted")
    RENEWED = "renewed", _("compared it with what is published now")
    SENT = "sent", _("sent it to review")
    RETURNED = "returned", _("returned it")
    WITHDRAWN = "withdrawn", _("took it back from review")
    APPROVED = "approved", _("approved it")
    REFUSED = "refused", _("was not published: a check refused it")
    PUBLISHED = "published", _("published it")


class DraftState(models.TextChoices):
    """How a draft stands, by the newest event that decides it."""

    WRITTEN = "written", _("being written")
    IN_REVIEW = "in_review", _("in review")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved, being published")
    PUBLISHED = "published", _("published")
    DELETED = "deleted", _("deleted")


STATE_BY_CODE = {
    DraftCode.BEGUN: DraftState.WRITTEN,
    DraftCode.RESTORED: DraftState.WRITTEN,
    DraftCode.SENT: DraftState.IN_REVIEW,
    DraftCode.RETURNED: DraftState.RETURNED,
    DraftCode.WITHDRAWN: DraftState.WRITTEN,
    DraftCode.APPROVED: DraftState.APPROVED,
    DraftCode.REFUSED: DraftState.RETURNED,
    DraftCode.PUBLISHED: DraftState.PUBLISHED,
    DraftCode.DELETED: DraftState.DELETED,
}


class DraftQuerySet(models.QuerySet["Draft"]):
    def with_state(self) -> "DraftQuerySet":
        """Drafts with four annotations: `newest_code`, the DraftCode of the newest event that
        decides their state; of the newest revision `newest_number`, `changed_by` (a name) and
        `changed_at`. What changed last comes first."""
        deciding_events = DraftEvent.objects.filter(draft=OuterRef("pk"), code__in=STATE_BY_CODE)
        newest_first = DraftRevision.objects.filter(draft=OuterRef("pk")).order_by("-number")
        return self.annotate(  # type: ignore[no-redef, misc]  # Draft declares them for readers
            newest_code=Coalesce(
                Subquery(deciding_events.order_by("-id").values("code")[:1]),
                models.Value(DraftCode.BEGUN.value),
            ),
            newest_number=Subquery(newest_first.values("number")[:1]),
            changed_by=Subquery(newest_first.values("name")[:1]),
            changed_at=Subquery(newest_first.values("at")[:1]),
        ).order_by("-changed_at", "id")

    def in_states(self, *states: DraftState) -> "DraftQuerySet":
        """Drafts in one of these states, annotated by `with_state`."""
        codes = [code for code, state in STATE_BY_CODE.items() if state in states]
        return self.with_state().filter(**{"newest_code__in": codes})  # annotated above

    def open(self) -> "DraftQuerySet":
        """Those that are neither deleted nor published."""
        return self.filter(closed_at=None)


class Draft(models.Model):
    """One object of the content as authors write it; its text is in its revisions.

    `subject` is the key of its subject, `report` the slug of its report (of a question that rests
    on no report the slug of its module), "" where it has none. `started` is the digest of the
    published text that it began from, "" for something new. `editor` may save; others take over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in ObjectKind])
    subject = models.SlugField(max_length=80)
    report = models.SlugField(max_length=80, blank=True)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)  # of its newest revision, for lists
    started = models.CharField(max_length=64, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    editor_name = models.CharField(max_length=120)  # as it was then
    closed_at = models.DateTimeField(null=True, blank=True)  # deleted, or published
    # Of rows that were read with `with_state`; the code is None in others.
    newest_code: str | None = None
    newest_number: int
    changed_by: str
    changed_at: datetime

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two people who begin the same object write one draft; also serves finding it.
            models.UniqueConstraint(
                fields=["kind", "subject", "report", "key"],
                condition=Q(closed_at=None),
                name="studio_draft_one_open",
            ),
            # A kind that no code knows could be neither shown nor published.
            models.CheckConstraint(
                condition=Q(kind__in=list(ObjectKind)), name="studio_draft_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.report or self.subject}/{self.key}"

    @property
    def ref(self) -> ObjectRef:
        return ObjectRef(ObjectKind(self.kind), self.subject, self.report, self.key)

    @property
    def state(self) -> DraftState:
        """Of a draft that was read with `with_state`, without a query; else one query."""
        code = self.newest_code
        if code is None:
            deciding = self.events.filter(code__in=STATE_BY_CODE).order_by("-id")
            code = deciding.values_list("code", flat=True).first() or DraftCode.BEGUN
        return STATE_BY_CODE[DraftCode(code)]

    def newest_revision(self) -> "DraftRevision":
        """Every draft has one: it is begun with it."""
        return self.revisions.latest("number")


class DraftRevision(AppendOnly):
    """What a draft said once. `body` holds the values of its kind's form by the fields' names.

    `goes_back_to` is the number of the earlier revision that this one repeats, 0 for none.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # from 1
    body = models.JSONField()
    goes_back_to = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            # Two saves at once: one of them is told; also serves the newest one of a draft.
            models.UniqueConstraint(fields=["draft", "number"], name="studio_draft_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.number}"

    @property
    def number_first_saved(self) -> int:
        """The number of the revision in which this body was first saved."""
        return self.goes_back_to or self.number


class DraftEvent(AppendOnly):
    """What somebody did to a draft besides writing; `revision` is what it was done to."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="events")
    code = models.CharField(max_length=12, choices=DraftCode)
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            # What no code knows would leave a draft without a state.
            models.CheckConstraint(
                condition=Q(code__in=DraftCode.values), name="studio_draft_event_known"
            ),
        ]
        indexes = [
            # The newest event of a draft that decides its state.
            models.Index(fields=["draft", "code"], name="studio_draft_event_state"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.code}"
