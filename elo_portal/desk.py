"""Tells the office who keeps its desk and what the portal's mails and jobs are called."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from elo_portal.office import desk
from elo_portal.office.clock import day_of
from elo_portal.office.mail import undelivered
from elo_portal.office.mail.undelivered import Next
from networks.choices import Role
from networks.models import Appointment
from networks.permissions import can_administer

MAILS: dict[str, Promise | str] = {
    # About reports
    "arrived": _("A plan or report to the ministries"),
    "receipt": _("Receipt to the sender"),
    "feedback_given": _("The ministries' feedback to a region"),
    "entered": _("Receipt of what was entered as arrived"),
    # To the groups
    "announcement": _("Announcement to the groups"),
    # About completion, extension and opening
    "completion_asked": _("Request for completion"),
    "completion_answered": _("A completed document to the ministries"),
    "completion_settled": _("Completion in order"),
    "extension": _("Notice of an extension"),
    "confirmation_asked": _("Request to confirm a report"),
    "opening_asked": _("Request for opening"),
    "opening_granted": _("Answer to a request for opening"),
    "opening_refused": _("Answer to a request for opening"),
    # Before and after a due date
    "reminder": _("Reminder of a due date"),
    "missing": _("List of the missing to the ministries"),
    "addressee_test": _("Test mail to an addressee"),
    # The ministries' national report
    "ministry_report_finished": _("A finished ministry report, to its receiver"),
    "edition_sent": _("The ministry report to the national group"),
    # About terms
    "term_ends": _("The end of a term, to the person"),
    "terms_end": _("Terms that end, to those who decide"),
    # About signing in
    "invitation": _("Invitation"),
    "login_code": _("Code for signing in"),
    "password_reset_key": _("Link for a new password"),
    "password_changed": _("Notice of a changed password"),
    "password_reset": _("Notice of a changed password"),
    "password_set": _("Notice of a changed password"),
    "totp_activated": _("Notice of the second factor"),
    "totp_deactivated": _("Notice of the second factor"),
    "recovery_codes_generated": _("Notice of the second factor"),
    "account_connected": _("Notice of an outside identity"),
    "account_disconnected": _("Notice of an outside identity"),
    "portal_feedback_answer": _("Answer to feedback"),
    # About mail
    "undelivered": _("Notice of an undelivered mail"),
    "passed_on": _("Undelivered mail to the next receiver"),
}

JOBS: dict[str, Promise | str] = {
    "reporting.print_submission": _("Printing of a plan or report that was sent"),
    "office.move_clock": _("A step of the rehearsal's clock"),
    "office.scan_upload": _("Virus scan of an attached file"),
    "strategies.print_version": _("Printing of a strategy that was adopted"),
    "reporting.print_feedback": _("Printing of the ministries' feedback"),
    "reporting.name_edition_parts": _("Naming of the parts of a ministry report"),
    "reporting.print_edition_part": _("Printing of a part of a ministry report"),
    "reporting.join_ministry_report": _("Joining of a ministry report"),
    "reporting.write_office_files": _("A ministry report as Word and Excel"),
}


def open_desk() -> None:
    """Called once when the portal starts."""
    desk.kept_by(can_administer, MAILS | JOBS)
    undelivered.told_to(_keepers)


def _keepers(at: datetime) -> list[Next]:
    """The administrators of the day who have an address, each once. One query."""
    holders = Appointment.objects.on(day_of(at)).filter(role=Role.ADMIN).exclude(person__email="")
    people = {one.person_id: one.person for one in holders.select_related("person").order_by("pk")}
    return [Next(str(one.pk), one.name, one.email, one.language) for one in people.values()]
