"""Staff, where they work, whom they belong to, what they sign in with, what they may do here."""

from awareness.people.models.belonging import Leave, Membership
from awareness.people.models.identifiers import Identifier, Kind
from awareness.people.models.places import Site, Team
from awareness.people.models.roles import Role, RoleGrant, holder_ids
from awareness.people.models.tries import TryCount
from awareness.people.models.users import User, at_work
from awareness.people.models.ways_in import Door, RecoveryCode, WayIn
from awareness.people.models.words import IdentifierWord, NameWord

__all__ = [
    "Door",
    "Identifier",
    "IdentifierWord",
    "Kind",
    "Leave",
    "Membership",
    "NameWord",
    "RecoveryCode",
    "Role",
    "RoleGrant",
    "Site",
    "Team",
    "TryCount",
    "User",
    "WayIn",
    "at_work",
    "holder_ids",
]
