"""What each site tells its people: whom to phone, the policy, the law as approved, and the lines
outside the house.

Nothing here is overwritten. A changed contact, policy, card or line is a new row, so that what
stood on a page on some day can still be found.
"""

from awareness.workplace.models.contacts import PolicyVersion, Position, SiteContact
from awareness.workplace.models.golive import (
    HelpLink,
    Statement,
    StatementAnswer,
    StatementTopic,
    SubjectChoice,
)
from awareness.workplace.models.legal import LegalCard, SiteSetting
from awareness.workplace.models.support import CRISIS, YOUTH, LineCheck, Need, SupportLine

__all__ = [
    "CRISIS",
    "YOUTH",
    "HelpLink",
    "LegalCard",
    "LineCheck",
    "Need",
    "PolicyVersion",
    "Position",
    "SiteContact",
    "SiteSetting",
    "Statement",
    "StatementAnswer",
    "StatementTopic",
    "SubjectChoice",
    "SupportLine",
]
