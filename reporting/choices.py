"""Words of the reporting floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundKind(models.TextChoices):
    PLAN = "plan", _("action plan")
    REPORT = "report", _("year-end report")
    GROUP_REPORT = "group_report", _("development group's report")


class State(models.TextChoices):
    """States of a document (requirements, section 14, item 1). Late is a mark, not a state."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned for completion")
    REVIEWED = "reviewed", _("Reviewed")
    FEEDBACK_GIVEN = "feedback_given", _("Feedback given")


class Step(models.TextChoices):
    """Steps of the workflow; the table of who, from and to is in workflow.py."""

    SEND = "send", _("sent")
    REOPEN = "reopen", _("reopened for writing")
    REVIEW = "review", _("marked as reviewed")
    TAKE_BACK_REVIEW = "take_back_review", _("review taken back")
    RETURN = "return", _("returned for completion")
    ADD_TO_REQUEST = "add_to_request", _("asked to be completed further")
    OPEN = "open", _("opened for writing at the group's request")
    ENTER = "enter", _("entered as arrived by another way")
    GIVE_FEEDBACK = "give_feedback", _("given feedback")


class ConfirmationAct(models.TextChoices):
    """What a ministry did with a feedback letter; its newest act counts."""

    CONFIRM = "confirm", _("confirmed")
    TAKE_BACK = "take_back", _("confirmation taken back")


class LetterState(models.TextChoices):
    """How far the ministries' feedback to one group has come."""

    NOT_BEGUN = "not_begun", _("Not begun")
    DRAFT = "draft", _("Draft")
    CHANGED = "changed", _("Changed since it was confirmed")
    HALF = "half", _("Confirmed by one ministry")
    READY = "ready", _("Confirmed by both ministries")
    PUBLISHED = "published", _("Published")


class Turn(models.TextChoices):
    """What happens to one item of a request for completion, in turns between the ministries and the region."""

    ASKED = "asked", _("asked")
    REPLIED = "replied", _("replied")
    SETTLED = "settled", _("settled")
    ENDED = "ended", _("ended by the review")


class ReminderKind(models.TextChoices):
    """What a reminder is: of a due day that is coming, or the list of those who have not sent by it."""

    COMING = "coming", _("Before the due date")
    MISSING = "missing", _("List of the missing")


class ItemState(models.TextChoices):
    """Whose turn it is: an open item waits for the region, an answered one for the ministries."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    SETTLED = "settled", _("In order")


class Waiting(models.TextChoices):
    """What of a group waits for the person who looks at the board."""

    UNREAD = "unread", _("Not read by your ministry")
    ANSWERED = "answered", _("Completion to look at")
    OVERDUE = "overdue", _("Completion overdue")
    OPENING = "opening", _("Asks for opening")
    UNNUMBERED = "unnumbered", _("Without your case number")


class Beside(models.TextChoices):
    """What of the plan and the strategy stands beside a report's question (a round's data)."""

    NOTHING = "", _("nothing")
    STRATEGY_DEFINITION = "strategy_definition", _("the strategy's definition of guidance")
    PLAN_TOPIC_1 = "plan_topic_1", _("topic 1 of the plan")
    PLAN_TOPIC_2 = "plan_topic_2", _("topic 2 of the plan")
    PLAN_MEASURES_AND_TOPIC_3 = "plan_measures_and_topic_3", _("measures by goal and topic 3 of the plan")
    PLAN_TOPIC_4 = "plan_topic_4", _("topic 4 of the plan")


class AttachmentRole(models.TextChoices):
    """What an attached file is to a plan."""

    PLAN = "plan", _("the plan as the group has decided it")
    STRATEGY = "strategy", _("the region's strategy")
    OTHER = "other", _("other attachment")


class FileFormat(models.TextChoices):
    """In what a ministry report is given: to be read, to be gone on with, to be counted."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word (DOCX)")
    XLSX = "xlsx", _("Excel (XLSX)")
