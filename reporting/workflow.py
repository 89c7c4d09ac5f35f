"""The table of steps: "what may this actor do with this document now?".

From it come the checks of the commands, the buttons, the test matrix and the drawing in docs/.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.refusals import NotNow
from elo_portal.office.words import moment
from networks.actor import Actor

from . import permissions
from .choices import State, Step
from .deadlines import is_past
from .models import Document


def at_any_time(actor: Actor, document: Document) -> bool:
    return True


def before_due(actor: Actor, document: Document) -> bool:
    """Until the due moment the region may reopen what it sent (requirements, section 14, item 1)."""
    return not is_past(document.due, actor.at)


def after_due(actor: Actor, document: Document) -> bool:
    """Afterwards it asks, and a secretary opens it (requirements, section 14, item 1)."""
    return is_past(document.due, actor.at)


def round_is_open(actor: Actor, document: Document) -> bool:
    return document.round.is_open(actor.at)


@dataclass(frozen=True)
class Rule:
    """One row of the table: a step leads from one of some states to another, by whom and when."""

    step: Step
    sources: frozenset[State]
    target: State
    who: Callable[[Actor, Document], bool]
    when: Callable[[Actor, Document], bool]
    needs_reason: bool
    label: Promise


TABLE: tuple[Rule, ...] = (
    Rule(
        Step.SEND,
        frozenset({State.DRAFT, State.RETURNED}),
        State.SENT,
        permissions.can_send,
        round_is_open,
        False,
        gettext_lazy("Send"),
    ),
    Rule(
        Step.REOPEN,
        frozenset({State.SENT}),
        State.DRAFT,
        permissions.can_send,
        before_due,
        False,
        gettext_lazy("Reopen for writing"),
    ),
    Rule(
        Step.REVIEW,
        frozenset({State.SENT}),
        State.REVIEWED,
        permissions.can_review,
        at_any_time,
        False,
        gettext_lazy("Mark as reviewed"),
    ),
    Rule(
        Step.TAKE_BACK_REVIEW,
        frozenset({State.REVIEWED}),
        State.SENT,
        permissions.can_review,
        at_any_time,
        True,
        gettext_lazy("Take the review back"),
    ),
    Rule(
        Step.RETURN,
        frozenset({State.SENT}),
        State.RETURNED,
        permissions.can_review,
        at_any_time,
        True,
        gettext_lazy("Ask for completion"),
    ),
    Rule(
        Step.ADD_TO_REQUEST,
        frozenset({State.RETURNED}),
        State.RETURNED,
        permissions.can_review,
        at_any_time,
        True,
        gettext_lazy("Add to the request"),
    ),
    Rule(
        Step.OPEN,
        frozenset({State.SENT}),
        State.DRAFT,
        permissions.can_open,
        after_due,
        True,
        gettext_lazy("Open for writing"),
    ),
    Rule(
        Step.ENTER,
        frozenset({State.DRAFT, State.RETURNED}),
        State.SENT,
        permissions.can_enter,
        round_is_open,
        False,
        gettext_lazy("Enter as arrived"),
    ),
    Rule(
        Step.GIVE_FEEDBACK,
        frozenset({State.REVIEWED}),
        State.FEEDBACK_GIVEN,
        permissions.can_give_feedback,
        at_any_time,
        False,
        gettext_lazy("Publish the feedback"),
    ),
)

RULES: dict[Step, Rule] = {rule.step: rule for rule in TABLE}


def steps_for(actor: Actor, document: Document) -> list[Step]:
    """The steps that the actor may take with the document now, in the table's order."""
    return [rule.step for rule in TABLE if allows(rule, actor, document)]


def allows(rule: Rule, actor: Actor, document: Document) -> bool:
    return document.state in rule.sources and rule.who(actor, document) and rule.when(actor, document)


def require_step(step: Step, actor: Actor, document: Document) -> Rule:
    """The rule of the step.

    Raises PermissionDenied when the actor may never take it, NotNow with a sentence when it is not the moment.
    """
    rule = RULES[step]
    if not rule.who(actor, document):
        raise PermissionDenied
    if document.state not in rule.sources:
        raise NotNow(_already(document))
    if not rule.when(actor, document):
        raise NotNow(_wrong_moment(step))
    return rule


def require_asking_for_opening(actor: Actor, document: Document) -> None:
    """Whether the region may ask for opening now: what it sent stands and it cannot reopen it itself.

    Raises PermissionDenied when the actor may never ask, NotNow with a sentence when it is not the moment.
    """
    if not permissions.can_send(actor, document):
        raise PermissionDenied
    if document.is_being_written:
        raise NotNow(_("The document is open for writing already."))
    if document.state == State.FEEDBACK_GIVEN:
        raise NotNow(_("The ministries have given their feedback, so the document is not opened any more."))
    if Step.REOPEN in steps_for(actor, document):
        raise NotNow(_("The due date has not passed, so you can reopen the document yourself."))


def can_ask_opening(actor: Actor, document: Document) -> bool:
    try:
        require_asking_for_opening(actor, document)
    except (PermissionDenied, NotNow):
        return False
    return True


def _already(document: Document) -> str:
    """Who was first, when two people act at once."""
    last = document.transitions.select_related("by").order_by("-pk").first()
    if last is None:
        return _("The document is in the state “%(state)s”, so this cannot be done now.") % {
            "state": document.get_state_display()
        }
    return _("%(person)s was here first: the document was %(step)s on %(moment)s.") % {
        "person": last.by.name,
        "step": last.get_step_display(),
        "moment": moment(last.at),
    }


def _wrong_moment(step: Step) -> str:
    if step == Step.REOPEN:
        return _("The due date has passed, so it can no longer be reopened here. Ask the ministries to open it.")
    if step == Step.OPEN:
        return _("The due date has not passed yet, so the group can reopen the document itself.")
    return _("The round has not been opened yet.")
