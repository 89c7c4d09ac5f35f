"""Tables of rounds and documents."""

from .announcements import Announcement, AnnouncementFile, AnnouncementRead, AnnouncementText
from .documents import Answer, Document
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Announcement",
    "AnnouncementFile",
    "AnnouncementRead",
    "AnnouncementText",
    "Answer",
    "Document",
    "Question",
    "ReadMark",
    "Round",
    "Submission",
    "Transition",
]
