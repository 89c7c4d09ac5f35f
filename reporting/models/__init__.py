"""Tables of rounds and documents."""

from .announcements import Announcement, AnnouncementFile, AnnouncementRead, AnnouncementText
from .attachments import Attachment
from .documents import Answer, Document
from .measures import Measure, MeasureChange
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
    "Attachment",
    "Document",
    "Measure",
    "MeasureChange",
    "Question",
    "ReadMark",
    "Round",
    "Submission",
    "Transition",
]
