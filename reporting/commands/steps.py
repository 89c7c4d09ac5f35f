"""Taking a step of the workflow."""

from datetime import datetime

from django.utils.translation import gettext as _

from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from reporting.choices import State, Step
from reporting.completions import asked_answers
from reporting.models import Answer, Document, Submission, Transition
from reporting.workflow import Rule


def locked(document: Document) -> Document:
    """The document's row, held until the end of the transaction: two acts at once come one after the other."""
    return (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "group")
        .get(pk=document.pk)
    )


def take(
    rule: Rule, document: Document, *, by: Actor, at: datetime, note: str = "", concerning: Submission | None = None
) -> Transition:
    """Move a locked document along one row of the table and write down who did it."""
    transition = Transition.objects.create(
        document=document,
        step=Step(rule.step),
        from_state=document.state,
        to_state=rule.target,
        by=by.person,
        at=at,
        note=note,
        submission=concerning,
    )
    document.state = rule.target
    if rule.target != State.RETURNED:
        document.completion_due = None
    document.save(update_fields=["state", "completion_due"])
    return transition


def latest(document: Document) -> Submission | None:
    """The version that stands, without its content."""
    return Submission.objects.filter(document=document).without_content().order_by("-number").first()


def require_asked(document: Document, *topics: Answer) -> None:
    """What belongs to a topic follows it: while the document is returned, it is open when the topic is asked about.

    Raises NotNow for a topic that the ministries have not asked about.
    """
    asked = asked_answers(document)
    for topic in topics:
        if asked is not None and topic.pk not in asked:
            raise NotNow(
                _("The ministries have not asked about topic %(number)s, so what belongs to it stays as it was sent.")
                % {"number": topic.number}
            )


def require_not_returned(document: Document) -> None:
    """Raises NotNow for what belongs to no topic while the document is returned for completion: it stays as sent."""
    if document.state == State.RETURNED:
        raise NotNow(_("The ministries have asked to complete topics, so everything else stays as it was sent."))
