"""Tables of people, organisations and groups."""

from .groups import Group, GroupArea, GroupChange, Membership, Participation, Theme
from .organisations import ContactAddress, Coverage, Organisation, OrganisationName, Region, Succession
from .people import Appointment, Invitation, Person, User
from .terms import TermChange, TermNotice

__all__ = [
    "Appointment",
    "ContactAddress",
    "Coverage",
    "Group",
    "GroupArea",
    "GroupChange",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationName",
    "Participation",
    "Person",
    "Region",
    "Succession",
    "TermChange",
    "TermNotice",
    "Theme",
    "User",
]
