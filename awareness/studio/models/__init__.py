"""What authors did here, one file a concept. The content itself is files; nothing here is needed to
load it.
"""

from awareness.studio.models.approvals import (
    AdoptionProposal,
    Looked,
    ReturnReason,
    ReviewNote,
    Verdict,
)
from awareness.studio.models.disagreements import (
    PairCode,
    PairDecision,
    PairReason,
)
from awareness.studio.models.drafts import (
    Draft,
    DraftCode,
    DraftEvent,
    DraftRevision,
    DraftState,
)
from awareness.studio.models.jobs import (
    ContentEdit,
    FolderChange,
    Job,
    JobDropped,
    JobKind,
    JobOutcome,
    JobQuerySet,
    JobState,
)
from awareness.studio.models.offers import (
    OfferCode,
    OfferDecision,
    RefusalReason,
)
from awareness.studio.models.picks import (
    Confirmation,
    PageTables,
    Picked,
)
from awareness.studio.models.remarks import PageRemark, Trouble
from awareness.studio.models.reports import FileState, FoundNumber, ReportFile
from awareness.studio.models.reviews import (
    CommentClosed,
    DraftReview,
    DraftVerdict,
    PassageMark,
    ReviewComment,
    ReviewedRevision,
    ReviewOutcome,
)
from awareness.studio.models.zip_imports import ZipImport

__all__ = [
    "AdoptionProposal",
    "CommentClosed",
    "Confirmation",
    "ContentEdit",
    "Draft",
    "DraftCode",
    "DraftEvent",
    "DraftReview",
    "DraftRevision",
    "DraftState",
    "DraftVerdict",
    "FileState",
    "FolderChange",
    "FoundNumber",
    "Job",
    "JobDropped",
    "JobKind",
    "JobOutcome",
    "JobQuerySet",
    "JobState",
    "Looked",
    "OfferCode",
    "OfferDecision",
    "PageRemark",
    "PageTables",
    "PairCode",
    "PairDecision",
    "PairReason",
    "PassageMark",
    "Picked",
    "RefusalReason",
    "ReportFile",
    "ReturnReason",
    "ReviewComment",
    "ReviewNote",
    "ReviewOutcome",
    "ReviewedRevision",
    "Trouble",
    "Verdict",
    "ZipImport",
]
