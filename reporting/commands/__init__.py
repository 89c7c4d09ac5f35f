"""What is done with rounds and documents: one function an act."""

from .case_numbers import take_case_number_away, write_case_number
from .reading import mark_read
from .reviewing import review, take_back_review
from .rounds import open_round
from .sending import reopen, send
from .writing import choose_language, restore_answer, save_answers, settle_answer

__all__ = [
    "choose_language",
    "mark_read",
    "open_round",
    "reopen",
    "restore_answer",
    "review",
    "save_answers",
    "send",
    "settle_answer",
    "take_back_review",
    "take_case_number_away",
    "write_case_number",
]
