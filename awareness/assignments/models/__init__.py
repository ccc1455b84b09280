"""Who is asked to take which module, why, and by when."""

from awareness.assignments.models.asks import (
    FOR_CHANGES_ALONE,
    Ask,
    AskChange,
    AskSource,
    ChangeKind,
    EndReason,
    ReasonCode,
)
from awareness.assignments.models.assignments import (
    Assignment,
    AssignmentPerson,
    AssignmentRole,
    AssignmentSite,
    AssignmentTeam,
    DueFrom,
    RenewFrom,
)
from awareness.assignments.models.tallies import CountedAway, Tally, TallyKind, TeamTally

__all__ = [
    "FOR_CHANGES_ALONE",
    "Ask",
    "AskChange",
    "AskSource",
    "Assignment",
    "AssignmentPerson",
    "AssignmentRole",
    "AssignmentSite",
    "AssignmentTeam",
    "ChangeKind",
    "CountedAway",
    "DueFrom",
    "EndReason",
    "ReasonCode",
    "RenewFrom",
    "Tally",
    "TallyKind",
    "TeamTally",
]
