"""What waits: jobs, mails; and whether there is somebody to look after it."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office import clock
from elo_portal.office.models import Job, Notice
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.queries import LONG_WAIT
from networks.choices import Role
from networks.models import Appointment, User

from .words import age, one_line

LONG = timedelta(minutes=LONG_WAIT)
# A server that refuses for a time is asked again for half an hour (office.mail.commands).
LONG_FOR_MAIL = timedelta(minutes=45)


def jobs() -> Iterator[str]:
    waiting = Job.objects.waiting().filter(created_at__lt=timezone.now() - LONG).order_by("pk")
    prints = waiting.filter(kind__contains=".print_")
    if oldest := prints.first():
        yield _told(_("The oldest document that waits to be printed has waited for %(age)s: %(key)s."), oldest)
    if oldest := waiting.exclude(pk__in=prints).first():
        yield _told(_("The oldest job that waits has waited for %(age)s: %(key)s."), oldest)
    if count := Job.objects.parked().count():
        yield ngettext(
            "%(count)s job is parked after five attempts. Mend the cause, then start it again on the page of jobs.",
            "%(count)s jobs are parked after five attempts. Mend the cause, then start them again on the page of jobs.",
            count,
        ) % {"count": count}


def _told(sentence: str, job: Job) -> str:
    said = sentence % {"age": age(job.created_at), "key": job.key}
    if not job.last_error:
        return said
    return said + " " + _("Its last attempt said: %(why)s") % {"why": one_line(job.last_error)[:300]}


def mails() -> Iterator[str]:
    """Ages are of the portal's own clock, by which mails are written."""
    states = {
        state: (count, oldest)
        for state, count, oldest in Notice.objects.order_by().values_list("state").annotate(Count("pk"), Min("at"))
    }
    # As real moments, so that an age can be told by the one clock that the sentences know.
    shift = timezone.now() - clock.now()
    on_its_way = [
        states[state][1] for state in (NoticeState.WAITING, NoticeState.LEAVING, NoticeState.AGAIN) if state in states
    ]
    if on_its_way and timezone.now() - (oldest := min(on_its_way) + shift) > LONG_FOR_MAIL:
        yield _("The oldest mail that has not left was written %(age)s ago.") % {"age": age(oldest)}
    if NoticeState.FAILED in states:
        count, oldest = states[NoticeState.FAILED]
        yield ngettext(
            "%(count)s mail was not delivered; it was written %(age)s ago. See the page of mails.",
            "%(count)s mails were not delivered; the oldest was written %(age)s ago. See the page of mails.",
            count,
        ) % {"count": count, "age": age(oldest + shift)}
    if NoticeState.UNCERTAIN in states:
        count, oldest = states[NoticeState.UNCERTAIN]
        yield ngettext(
            "Of %(count)s mail it is not known whether it arrived; it was written %(age)s ago. See the page of mails.",
            "Of %(count)s mails it is not known whether they arrived; the oldest was written %(age)s ago. "
            "See the page of mails.",
            count,
        ) % {"count": count, "age": age(oldest + shift)}


def administrators() -> Iterator[str]:
    in_office = Appointment.objects.on(clock.day_of(clock.now())).filter(role=Role.ADMIN)
    if not User.objects.filter(is_active=True, person__appointments__in=in_office).exists():
        yield _("No administrator signs in to the portal. Run manage.py first_admin.")
