"""Tables of rounds and documents."""

from .documents import Answer, Document
from .registering import Arrival, CaseNumber
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Answer",
    "Arrival",
    "CaseNumber",
    "Document",
    "Question",
    "ReadMark",
    "Round",
    "Submission",
    "Transition",
]
