"""The database made from the content files: the ledger, and the pages written on it."""

from awareness.insights.models.explainers import Explainer, ExplainerVersion, Status
from awareness.insights.models.ledger import Discrepancy, Figure, Report, Table

__all__ = [
    "Discrepancy",
    "Explainer",
    "ExplainerVersion",
    "Figure",
    "Report",
    "Status",
    "Table",
]
