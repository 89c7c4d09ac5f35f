"""Tables of rounds and documents."""

from .attachments import Attachment
from .documents import Answer, Document
from .feedback import (
    CommonFeedback,
    FeedbackConfirmation,
    FeedbackDeputy,
    FeedbackLeftOut,
    FeedbackLetter,
    FeedbackPublication,
    PublishedFeedback,
)
from .measures import Measure, MeasureChange
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Answer",
    "Attachment",
    "CommonFeedback",
    "Document",
    "FeedbackConfirmation",
    "FeedbackDeputy",
    "FeedbackLeftOut",
    "FeedbackLetter",
    "FeedbackPublication",
    "Measure",
    "MeasureChange",
    "PublishedFeedback",
    "Question",
    "ReadMark",
    "Round",
    "Submission",
    "Transition",
]
