"""What is done with rounds and documents: one function an act."""

from .announcing import (
    begin_announcement,
    draft_of,
    mark_announcement_opened,
    publish_announcement,
    save_announcement,
    take_off_front_page,
    throw_away_announcement,
)
from .arrivals import enter
from .attachments import attach, attach_again, choose_strategy, remove_attachment
from .case_numbers import take_case_number_away, write_case_number
from .compiling import (
    USUAL_LANGUAGE,
    ask_for_language,
    issue_due_editions,
    issue_edition,
    send_edition,
    try_edition_again,
)
from .completing import add_to_request, return_for_completion, settle_item
from .confirming import ask_to_confirm, confirm_report, take_back_report_confirmation
from .extending import extend
from .feedback import (
    confirm_feedback,
    end_deputy,
    name_deputy,
    publish_feedback,
    restore_feedback,
    save_common_feedback,
    save_feedback,
    settle_feedback,
    take_back_confirmation,
)
from .measures import add_measure, change_measure, remove_measure, restore_measure
from .notes import correct_note, withdraw_note, write_note
from .opening import answer_opening, ask_opening
from .preparing import (
    copy_round,
    correct_wording,
    round_draft,
    save_round,
    send_test_mails,
    set_to_open,
    take_opening_back,
)
from .reading import mark_read
from .reminding import remind
from .reviewing import review, take_back_review
from .rounds import open_due_rounds, open_round
from .sections import add_section, choose_handling_day, head_section, remove_section, restore_section
from .sending import reopen, send
from .writing import choose_language, restore_answer, save_answers, settle_answer

__all__ = [
    "USUAL_LANGUAGE",
    "add_measure",
    "add_section",
    "add_to_request",
    "answer_opening",
    "ask_for_language",
    "ask_opening",
    "ask_to_confirm",
    "attach",
    "attach_again",
    "begin_announcement",
    "change_measure",
    "choose_handling_day",
    "choose_language",
    "choose_strategy",
    "confirm_feedback",
    "confirm_report",
    "copy_round",
    "correct_note",
    "correct_wording",
    "draft_of",
    "end_deputy",
    "enter",
    "extend",
    "head_section",
    "issue_due_editions",
    "issue_edition",
    "mark_announcement_opened",
    "mark_read",
    "name_deputy",
    "open_due_rounds",
    "open_round",
    "publish_announcement",
    "publish_feedback",
    "remind",
    "remove_attachment",
    "remove_measure",
    "remove_section",
    "reopen",
    "restore_answer",
    "restore_feedback",
    "restore_measure",
    "restore_section",
    "return_for_completion",
    "review",
    "round_draft",
    "save_announcement",
    "save_answers",
    "save_common_feedback",
    "save_feedback",
    "save_round",
    "send",
    "send_edition",
    "send_test_mails",
    "set_to_open",
    "settle_answer",
    "settle_feedback",
    "settle_item",
    "take_back_confirmation",
    "take_back_report_confirmation",
    "take_back_review",
    "take_case_number_away",
    "take_off_front_page",
    "take_opening_back",
    "throw_away_announcement",
    "try_edition_again",
    "withdraw_note",
    "write_case_number",
    "write_note",
]
