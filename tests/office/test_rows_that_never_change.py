"""What the database itself refuses to change or delete, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from elo_portal.office import audit
from elo_portal.office.models import AuditEntry, Print, PrintedFile, Revision
from reporting import commands
from reporting.models import (
    CompletionItem,
    CompletionRequest,
    CompletionTurn,
    Extension,
    FeedbackConfirmation,
    FeedbackLeftOut,
    FeedbackPublication,
    MeasureChange,
    PublishedFeedback,
    Reminder,
    ReopenRequest,
    Submission,
    Transition,
)
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = pytest.mark.django_db
LATER = helsinki(2015, 1, 22, 9, 0)

ROWS = [
    (AuditEntry, "act", "x"),
    (Revision, "body", "x"),
    (Print, "pages", 2),
    (PrintedFile, "pdf", b"x"),
    (Submission, "content", b"x"),
    (Submission, "is_late", True),
    (Transition, "note", "x"),
    (MeasureChange, "what", "x"),
    (FeedbackConfirmation, "sha256", "x"),
    (FeedbackPublication, "at", NOW),
    (FeedbackLeftOut, "reason", "x"),
    (PublishedFeedback, "content", b"x"),
    (CompletionRequest, "note", "x"),
    (CompletionItem, "title", "x"),
    (CompletionTurn, "text", "x"),
    (Extension, "reason", "x"),
    (ReopenRequest, "reason", "x"),
    (Reminder, "people", 9),
]


@pytest.fixture
def everything():
    """A sent document with its print, so that each table has a row."""
    document = builders.sent_document(in_round=builders.round_(questions=1))
    secretary, expert = builders.secretary(), builders.expert(document.group)
    builders.return_for_completion(document, 1, by=secretary)
    commands.extend(document, due=LATER, reason="Sairaus.", by=builders.actor(secretary), at=NOW)
    builders.completed(document, by=expert, at=LATER)
    commands.ask_opening(document, reason="Virhe.", by=builders.actor(expert, LATER), at=LATER)
    builders.reminder(document)
    plan = builders.plan()
    builders.measure(plan, by=builders.expert(plan.group))
    ministries = builders.both_ministries()
    secretaries = tuple(builders.secretary(one) for one in ministries)
    in_round = builders.round_(2013, questions=1, ministries=ministries)
    builders.sent_document(in_round=in_round)
    builders.given_feedback(in_round=in_round, secretaries=secretaries)
    made = Print.objects.create(key="x", sha256="0" * 64, size=4, pages=1, printed_at=NOW)
    PrintedFile.objects.create(print=made, pdf=b"%PDF")
    audit.record("test")


@pytest.mark.parametrize(("model", "column", "value"), ROWS)
def test_an_update_is_refused(everything, model, column, value):
    before = list(model.objects.values())
    assert before
    with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
        model.objects.update(**{column: value})
    assert list(model.objects.values()) == before


@pytest.mark.parametrize("model", list(dict.fromkeys(model for model, _column, _value in ROWS)))
def test_a_deletion_is_refused(everything, model):
    before = model.objects.count()
    assert before
    sql = f"DELETE FROM {model._meta.db_table}"  # noqa: S608 - a table of ours
    with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
        connection.cursor().execute(sql)
    assert model.objects.count() == before


def test_a_request_for_opening_is_decided_once(everything):
    decided = {"is_granted": False, "answer": "Ei tarvita.", "decided_by": builders.person(), "decided_at": LATER}
    assert ReopenRequest.objects.update(**decided) == 1
    with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
        ReopenRequest.objects.update(is_granted=True)


def test_a_print_and_its_bytes_cannot_be_deleted(everything):
    with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
        Print.objects.get(key="x").delete()
    assert bytes(PrintedFile.objects.get(print__key="x").pdf) == b"%PDF"
