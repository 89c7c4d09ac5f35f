"""Taking a step of the workflow."""

from datetime import datetime

from networks.actor import Actor
from reporting.choices import State, Step
from reporting.models import Document, Submission, Transition
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
