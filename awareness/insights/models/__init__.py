"""The database made from the content files: the ledger, and the pages written on it."""

from awareness.insights.models.explainers import ACROSS, Explainer, ExplainerVersion, Status
from awareness.insights.models.ledger import Discrepancy, Figure, Report, Table
from awareness.insights.models.library import EntryKind, LibraryPart, PartKind, SearchEntry

__all__ = [
    "ACROSS",
    "Discrepancy",
    "EntryKind",
    "Explainer",
    "ExplainerVersion",
    "Figure",
    "LibraryPart",
    "PartKind",
    "Report",
    "SearchEntry",
    "Status",
    "Table",
]
