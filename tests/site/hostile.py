"""A hostile text wherever the studio keeps words that somebody wrote, sent or was called by."""

from django.apps import apps
from django.db import models

from awareness.content.reading.kept import KeptText
from awareness.studio.models import (
    AdoptionProposal,
    CommentClosed,
    DraftReview,
    DraftRevision,
    FileState,
    FoundNumber,
    JobOutcome,
    OfferDecision,
    PageRemark,
    PairDecision,
    ReportFile,
    ReviewComment,
    ReviewNote,
    ReviewOutcome,
    ZipImport,
)  # fmt: skip
from awareness.studio.reviews.reading import read_review
from quizzes.models import QuestionVersion
from tests.insights.ledgers import REPORT
from tests.learning.conftest import NOW
from tests.site.test_every_door import PACK

# Columns that no form takes as they are: hashes, codes, and what addresses are made of.
MADE_HERE = {
    "started", "original", "passage", "content_hash", "refused", "site_url", "pack", "file", "key",
    "text", "value", "dealt_name", "figure", "kind", "qualifier", "family", "field",
}  # fmt: skip
SUBJECT = "child-protection"


def fill_studio(house, everybody, text: str) -> list[str]:
    """Puts the text into every such column of every row, and into rows that the house has none of.
    The addresses, beside those of DOORS, of pages that show some of them."""
    author, reader = everybody["author"], everybody["second_author"]
    report = ReportFile.objects.get(pk=house.report)
    number = FoundNumber.objects.create(
        report=report, line=2, start=0, end=4, as_printed=text, value="67", unit=text,
        kind="share", in_table=False,
        proposals=[{"field": "label", "value": text, "line": 2, "inherited": False}],
    )  # fmt: skip
    decided = {"code": "refused", "by": author, "name": text, "at": NOW}
    OfferDecision.objects.create(
        report=PACK, family="Q1", figures=[f"{PACK}:respondents"], reason="same", stem=text,
        **decided,
    )  # fmt: skip
    PairDecision.objects.create(
        subject=SUBJECT,
        names=[f"{PACK}:report:12:67", f"{PACK}:report:14:68"],
        reason="rounding",
        words=text,
        **decided,
    )
    refused = ZipImport.objects.create(
        name=text, subject=SUBJECT, files={}, state=FileState.REFUSED, problems=[text], by=author,
        by_name=text, at=NOW,
    )  # fmt: skip
    ZipImport.objects.filter(pk=house.zip_import).update(
        state=FileState.READY, files={f"reports/{text}/texts.yaml": text, "subject.yaml": text}
    )
    PageRemark.objects.create(
        page=f"/library/{text}", trouble="number", figure=f"{REPORT}:alerts", day=NOW.date()
    )
    PageRemark.objects.create(
        page=f"/library/{text}", trouble="other", figure="", day=NOW.date(), dealt_on=NOW.date(),
        dealt_by=author, dealt_name=text,
    )  # fmt: skip
    JobOutcome.objects.create(job_id=house.job, state="refused", problems=[text], at=NOW)
    review = DraftReview.objects.get(pk=house.review)
    passage = read_review(review).drafts[0].passages[0].digest
    about = {"review": review, "draft_id": house.draft, "passage": passage, "at": NOW}
    asked = ReviewComment.objects.create(by=reader, name=text, text=text, about=text, **about)
    ReviewComment.objects.create(
        by=author, name=text, text=text, about=text, answers=asked, **about
    )
    closed = ReviewComment.objects.create(by=reader, name=text, text=text, about=text, **about)
    CommentClosed.objects.create(comment=closed, by=reader, name=text, at=NOW)
    sides = {"asked_by": author, "asked_name": text, "reviewer": reader, "reviewer_name": text}
    ended = DraftReview.objects.create(**sides, at=NOW, by_day=NOW.date(), site_url="")
    ReviewOutcome.objects.create(review=ended, verdict="returned", by=reader, name=text, at=NOW)
    version = QuestionVersion.objects.filter(question__key="rep/q1").latest("number")
    ReviewNote.objects.create(
        version=version, by=reader, name=text, day=NOW.date(), verdict="return", reason="language",
        comment=text,
    )  # fmt: skip
    AdoptionProposal.objects.create(
        module_version_id=house.version, content_hash="0" * 64, by=reader, name=text, day=NOW.date()
    )
    for model in apps.get_app_config("studio").get_models():
        columns = {
            field.name: f"{model.__name__}.{field.name}{text}"[: field.max_length]
            for field in model._meta.fields
            if isinstance(field, models.CharField | models.TextField)
            and not isinstance(field, models.SlugField)
            and not field.choices
            and field.name not in MADE_HERE
        }
        if columns:  # past those that let nothing be changed: earlier writers wrote other words
            models.QuerySet(model).update(**columns)
    kept = KeptText(("=== page 1 ===", text), "pdf", "0" * 64)
    models.QuerySet(ReportFile).update(
        text=str(kept), about={"title": [text, 2], "publisher": [text, 2]},
        personal=[[2, "name", text]],
    )  # fmt: skip
    models.QuerySet(ReviewComment).update(text=f"ReviewComment.text{text}")
    for revision in DraftRevision.objects.all():
        words = {name: text for name in ("title", "lead", "body", "plain_body", "step1_title",
                                         "step1_preview") if name in revision.body}  # fmt: skip
        models.QuerySet(DraftRevision).filter(pk=revision.pk).update(body=revision.body | words)
    return [
        f"/studio/reports/{report.pk}/?number={number.place}",
        f"/studio/imports/{refused.pk}/",
        f"/studio/reviews/{ended.pk}/",
        "/studio/drafts/?deleted=1",
    ]
