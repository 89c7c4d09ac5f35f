"""Printing what was sent: once, from the frozen bytes."""

from elo_portal.office import mail
from elo_portal.office.models import Print
from elo_portal.office.printing import printer
from elo_portal.office.printing.keeping import store
from reporting.documents import feedback_letter
from reporting.documents.report import report_html, report_title
from reporting.models import PublishedFeedback, Submission


def print_submission(pk: int) -> Print:
    """Print a sent version and attach the PDF to the mails that wait for it. A second call changes nothing."""
    submission = Submission.objects.select_related("document__group", "document__round").get(pk=pk)
    existing = Print.objects.filter(key=submission.print_key).first()
    printed = existing or _print(submission)
    mail.print_is_ready(printed)
    return printed


def _print(submission: Submission) -> Print:
    content = submission.frozen
    made = printer.print_pdf(
        report_html(content, sha256=submission.sha256),
        title=report_title(content),
        language=content["language"],
        created=submission.at,
        attachment=printer.Attachment(
            name=f"{submission.identifier}.json",
            data=bytes(submission.content),
            mime="application/json",
            description=report_title(content),
        ),
    )
    return store(submission.print_key, made)


def print_feedback(pk: int) -> Print:
    """Print a published feedback letter and attach the PDF to its mails. A second call changes nothing."""
    published = PublishedFeedback.objects.with_context().get(pk=pk)
    existing = Print.objects.filter(key=published.print_key).first()
    printed = existing or _print_feedback(published)
    mail.print_is_ready(printed)
    return printed


def _print_feedback(published: PublishedFeedback) -> Print:
    content = published.frozen
    title = feedback_letter.letter_title(content)
    made = printer.print_pdf(
        feedback_letter.letter_html(content, sha256=published.sha256),
        sheet=feedback_letter.SHEET,
        of=feedback_letter.TEXT,
        title=title,
        language=content["language"],
        created=published.publication.at,
        attachment=printer.Attachment(
            name=f"{published.identifier}.json",
            data=bytes(published.content),
            mime="application/json",
            description=title,
        ),
    )
    return store(published.print_key, made)
