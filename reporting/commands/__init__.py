"""What is done with rounds and documents: one function an act."""

from .arrivals import enter
from .case_numbers import take_case_number_away, write_case_number
from .measures import add_measure, change_measure, remove_measure, restore_measure
from .reading import mark_read
from .reviewing import review, take_back_review
from .rounds import open_round
from .sections import add_section, choose_handling_day, head_section, remove_section, restore_section
from .sending import reopen, send
from .writing import choose_language, restore_answer, save_answers, settle_answer

__all__ = [
    "add_measure",
    "add_section",
    "change_measure",
    "choose_handling_day",
    "choose_language",
    "enter",
    "head_section",
    "mark_read",
    "open_round",
    "remove_measure",
    "remove_section",
    "reopen",
    "restore_answer",
    "restore_measure",
    "restore_section",
    "review",
    "save_answers",
    "send",
    "settle_answer",
    "take_back_review",
    "take_case_number_away",
    "write_case_number",
]
