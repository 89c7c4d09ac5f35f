"""Feedback on the portal: anyone gives it, administrators answer it within 14 days."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from elo_portal.models import PortalFeedback
from elo_portal.office import clock
from elo_portal.office.refusals import NotNow
from elo_portal.pages import commands
from elo_portal.pages.forms import FeedbackAnswerForm, FeedbackForm
from elo_portal.pages.limits import may_send_feedback
from networks.permissions import can_administer, require

# The signed number in the thank-you page's address: nobody can ask for another's.
RECEIVED = signing.Signer(salt="portal-feedback-received")
ON_A_PAGE = 50


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The form. What was written is kept when it cannot be taken."""
    if request.method != "POST":
        return render(request, "portal/feedback_form.html", {"form": FeedbackForm(initial=_asked(request))})
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/feedback_form.html", {"form": form})
    if not may_send_feedback(request):
        form.add_error(
            None, _("Too much feedback has come from this computer. Your text is kept here: send it in an hour.")
        )
        return render(request, "portal/feedback_form.html", {"form": form}, status=429)
    language = (translation.get_language() or "fi")[:2]
    feedback = commands.give_feedback(**form.cleaned_data, language=language, at=timezone.now())
    return redirect("portal_feedback_received", received=RECEIVED.sign(feedback.pk))


@login_not_required
@require_GET
def received(request: HttpRequest, received: str) -> HttpResponse:
    """Thanks, the number, and the day by which it is answered."""
    try:
        number = RECEIVED.unsign(received)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    feedback = get_object_or_404(PortalFeedback, pk=number)
    return render(request, "portal/feedback_received.html", {"feedback": feedback})


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All feedback, the open first. Three queries of its own: how many, the page, and how many are open."""
    require(can_administer, request.actor)
    today = clock.day_of(timezone.now())
    shown = Paginator(PortalFeedback.objects.open_first(), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"feedback": row, "days": row.days_left(today), "late": row.is_late(today)} for row in shown]
    waiting = PortalFeedback.objects.filter(answered_at=None).count()
    return render(request, "portal/feedback_list.html", {"rows": rows, "shown": shown, "waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of feedback and its answer."""
    require(can_administer, request.actor)
    feedback = get_object_or_404(PortalFeedback.objects.select_related("answered_by"), pk=pk)
    form = FeedbackAnswerForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            commands.answer_feedback(
                feedback,
                answer=form.cleaned_data["answer"],
                by=request.actor.user,
                at=timezone.now(),
                mail_at=clock.now(),
            )
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
            status = 409
            feedback.refresh_from_db()
        else:
            if feedback.address:
                messages.success(request, _("The answer is stored and its mail is on its way."))
            else:
                messages.success(request, _("The answer is stored. No address was given, so no mail is sent."))
            return redirect("portal_feedback_list")
    today = clock.day_of(timezone.now())
    page: dict[str, Any] = {"feedback": feedback, "form": form}
    page |= {"days": feedback.days_left(today), "late": feedback.is_late(today)}
    return render(request, "portal/feedback_answer.html", page, status=status)


def _asked(request: HttpRequest) -> dict[str, str]:
    """A link may choose the subject: the accessibility statement's does."""
    return {"kind": request.GET.get("kind", "")}
