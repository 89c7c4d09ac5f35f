"""Tables of rounds and documents."""

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
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Answer",
    "CommonFeedback",
    "Document",
    "FeedbackConfirmation",
    "FeedbackDeputy",
    "FeedbackLeftOut",
    "FeedbackLetter",
    "FeedbackPublication",
    "PublishedFeedback",
    "Question",
    "ReadMark",
    "Round",
    "Submission",
    "Transition",
]
