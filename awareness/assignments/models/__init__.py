"""Who is asked to take which module, why, and by when."""

from awareness.assignments.models.asks import (
    CHANGES,
    Ask,
    AskChange,
    AskSource,
    Code,
    Ended,
    Kind,
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
from awareness.assignments.models.tallies import CountedAway, Tallied, Tally, TeamTally

__all__ = [
    "CHANGES",
    "Ask",
    "AskChange",
    "AskSource",
    "Assignment",
    "AssignmentPerson",
    "AssignmentRole",
    "AssignmentSite",
    "AssignmentTeam",
    "Code",
    "CountedAway",
    "DueFrom",
    "Ended",
    "Kind",
    "RenewFrom",
    "Tallied",
    "Tally",
    "TeamTally",
]
