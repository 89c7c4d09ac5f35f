"""Tables of rounds and documents."""

from .documents import Answer, Document
from .measures import Measure, MeasureChange
from .registering import Arrival, ArrivalFile, CaseNumber
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Answer",
    "Arrival",
    "ArrivalFile",
    "CaseNumber",
    "Document",
    "Measure",
    "MeasureChange",
    "Question",
    "ReadMark",
    "Round",
    "Submission",
    "Transition",
]
