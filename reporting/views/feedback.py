"""The ministries' feedback: the list of a round, one letter, confirming, deputies, publishing, and its files."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import TemplateView

from elo_portal.office import audit
from elo_portal.office.models import Print, PrintedFile
from elo_portal.office.printing import printer
from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from networks.choices import Role
from networks.models import Appointment, Organisation
from networks.permissions import require

from .. import commands
from ..choices import LetterState, RoundKind
from ..documents import feedback_letter as printed_letter
from ..feedback import Standing, deputies_of, published_feedback, readiness, standing, standings
from ..forms.feedback import DeputyForm, PublishForm
from ..models import Document, PublishedFeedback, Round, Submission
from ..permissions import can_name_deputy, can_see_feedback_drafts, can_write_feedback
from .receipts import file_response

# The pill of each state (templatetags/portal.py); its word is the standing's own.
PILLS = {
    LetterState.NOT_BEGUN: "not_started",
    LetterState.DRAFT: "draft",
    LetterState.CHANGED: "check",
    LetterState.HALF: "in_progress",
    LetterState.READY: "done",
    LetterState.PUBLISHED: "feedback_given",
}


def _round(request: HttpRequest, pk: int) -> Round:
    """A round of reports that has been opened; 404 for those who do not see feedback that is being written."""
    actor = request.actor
    if not can_see_feedback_drafts(actor):
        raise Http404
    return get_object_or_404(Round, pk=pk, kind=RoundKind.REPORT, opens__lte=actor.at)


@method_decorator(never_cache, name="dispatch")
class FeedbackList(TemplateView):
    """How the feedback to every group of a round stands."""

    template_name = "reporting/feedback_letter_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        round_ = _round(self.request, self.kwargs["pk"])
        found = standings(round_, actor.day)
        counts = Counter(one.state for one in found if one.version)
        return super().get_context_data(
            round=round_,
            rows=[(one, PILLS[one.state]) for one in found],
            tally=[(PILLS[state], state.label, counts[state]) for state in reversed(LetterState) if counts[state]],
            sent=sum(1 for one in found if one.version),
            ready=sum(1 for one in found if one.is_ready),
            common=found[0].common if found else None,
            ministries=[one.name for one in found[0].confirmations] if found else [],
            writes=can_write_feedback(actor),
        )


# -- one letter


@never_cache
@require_safe
def feedback_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter to one group: published, for everybody who may read the report; before that for the ministries."""
    actor = request.actor
    document = _visible(request, pk)
    published = published_feedback(document)
    if published is not None:
        audit.record("feedback.read", published, user=actor.user)
        context = {
            "document": document,
            "published": published,
            "letter": published.frozen,
            "wording": published.frozen["wording"],
            "is_printed": Print.objects.filter(key=published.print_key).exists(),
            "report": _report(document),
            "sees_drafts": can_see_feedback_drafts(actor),
        }
        return render(request, "reporting/feedback_letter.html", context)
    now = _unpublished(request, document)
    report = now.version.identifier if now.version else ""
    context = {
        "document": document,
        "standing": now,
        "pill": PILLS[now.state],
        "wording": now.letter.wording(now.common, report) if now.letter else {},
        "own": {one.ministry.pk for one in now.confirmable_by(actor)},
        "writes": can_write_feedback(actor),
        "report": _report(document),
        "sees_drafts": True,
    }
    return render(request, "reporting/feedback_letter_draft.html", context)


@require_POST
def feedback_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, for one's own ministry, the version that the reader had before them."""
    actor = request.actor
    document = _visible(request, pk)
    now = _unpublished_or_done(request, document)
    if now is None:
        return redirect("feedback_letter", document.pk)
    ministry = _ministry(now, request)
    try:
        commands.confirm_feedback(document, ministry, by=actor, at=actor.at, sha256=request.POST.get("sha256", ""))
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("This version is confirmed for your ministry. The other ministry sees it."))
    return redirect("feedback_letter", document.pk)


@require_POST
def feedback_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the own ministry's confirmation."""
    actor = request.actor
    document = _visible(request, pk)
    now = _unpublished_or_done(request, document)
    if now is None:
        return redirect("feedback_letter", document.pk)
    try:
        commands.take_back_confirmation(document, _ministry(now, request), by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Your ministry's confirmation is taken back."))
    return redirect("feedback_letter", document.pk)


@never_cache
@require_safe
def feedback_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter's PDF as it would be printed now, marked as a draft."""
    now = _unpublished(request, _visible(request, pk))
    if not now.is_begun:
        raise NotNow(_("The feedback has not been begun."))
    content = printed_letter.content_of_letter(now, at=request.actor.at)
    try:
        printed = printer.print_pdf(
            printed_letter.letter_html(content, sha256=None),
            sheet=printed_letter.SHEET,
            of=printed_letter.TEXT,
            title=printed_letter.letter_title(content),
            language=content["language"],
            created=request.actor.at,
        )
    except printer.TooMuchToPrint as too_much:
        raise NotNow(_("The letter is far too long to be printed. Shorten it first.")) from too_much
    audit.record("feedback.preview", now.document, user=request.actor.user)
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    draft = {"sv": "utkast"}.get(content["language"], "luonnos")
    response["Content-Disposition"] = f'inline; filename="{content["identifier"]}-{draft}.pdf"'
    return response


@require_safe
def feedback_pdf(request: HttpRequest, pk: int, identifier: str) -> HttpResponse:
    """The printed original. Raises NotNow while it is being printed."""
    published = _named(request, pk, identifier)
    file = PrintedFile.objects.filter(print__key=published.print_key).first()
    if file is None:
        raise NotNow(_("The PDF of the letter is still being printed. Try again in a moment."))
    audit.record("feedback.read", published, user=request.actor.user, file="pdf")
    return file_response(bytes(file.pdf), f"{published.identifier}.pdf")


@require_safe
def feedback_json(request: HttpRequest, pk: int, identifier: str) -> HttpResponse:
    """The frozen content itself: the bytes whose hash the letter carries."""
    published = _named(request, pk, identifier)
    audit.record("feedback.export", published, user=request.actor.user, file="json")
    return file_response(bytes(published.content), f"{published.identifier}.json")


def _visible(request: HttpRequest, pk: int) -> Document:
    documents = Document.objects.visible_to(request.actor).filter(round__kind=RoundKind.REPORT)
    return get_object_or_404(documents.select_related("round", "group"), pk=pk)


def _unpublished(request: HttpRequest, document: Document) -> Standing:
    """404 for those who may not know of feedback that is being written (section 14, item 5)."""
    if not can_see_feedback_drafts(request.actor):
        raise Http404
    now = standing(document, request.actor.day)
    if now.version is None or now.published:
        raise Http404
    return now


def _unpublished_or_done(request: HttpRequest, document: Document) -> Standing | None:
    """None, with a message, when it has been published meanwhile."""
    if can_see_feedback_drafts(request.actor) and published_feedback(document):
        messages.info(request, _("The feedback has been published meanwhile."))
        return None
    return _unpublished(request, document)


def _ministry(now: Standing, request: HttpRequest) -> Organisation:
    """The ministry for which the button was pressed. 403 when the actor may not confirm for it."""
    wanted = request.POST.get("ministry", "")
    for one in now.confirmable_by(request.actor):
        if str(one.ministry.pk) == wanted:
            return one.ministry
    raise PermissionDenied


def _report(document: Document) -> Submission | None:
    """The report as it stands, with its content."""
    report = Submission.objects.filter(document=document).order_by("-number").first()
    if report:
        report.document = document
    return report


def _named(request: HttpRequest, pk: int, identifier: str) -> PublishedFeedback:
    published = published_feedback(_visible(request, pk))
    if published is None or identifier != published.identifier:
        raise Http404
    return published


# -- deputies


def _own_ministries(actor: Actor) -> list[Organisation]:
    own = Organisation.objects.filter(pk__in=actor.organisations_as(Role.NATIONAL_SECRETARY))
    return list(own.prefetch_related("names").order_by("pk"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for the own ministry's confirmer; a secretary names a deputy from day to day."""
    actor = request.actor
    require(can_write_feedback, actor)
    ministries = _own_ministries(actor)
    form = DeputyForm(request.POST if request.method == "POST" else None, ministries=ministries, today=actor.day)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            commands.name_deputy(
                said["ministry"], said["email"], since=said["since"], until=said["until"], by=actor, at=actor.at
            )
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(person)s is named as deputy.") % {"person": said["email"].name})
            return redirect("feedback_deputies")
    deputies = deputies_of([one.pk for one in ministries], actor.day)
    context = {
        "form": form,
        "ministries": [one.name_on(actor.day) for one in ministries],
        "deputies": [(one, one.organisation.short_name_on(actor.day), one.is_in_force(actor.day)) for one in deputies],
        "today": actor.day,
    }
    return render(request, "reporting/feedback_deputies.html", context)


@require_POST
def feedback_deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputy's time."""
    actor = request.actor
    require(can_write_feedback, actor)
    appointment = get_object_or_404(Appointment.objects.select_related("person"), pk=pk, role=Role.FEEDBACK_DEPUTY)
    require(can_name_deputy, actor, appointment.organisation_id)
    try:
        commands.end_deputy(appointment, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("%(person)s is no longer a deputy after today.") % {"person": appointment.person})
    return redirect("feedback_deputies")


# -- publishing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the publishing reaches and what is left out; POST publishes what the page listed."""
    actor = request.actor
    round_ = _round(request, pk)
    require(can_write_feedback, actor)
    now = readiness(round_, actor.day)
    form = PublishForm(request.POST if request.method == "POST" else None, readiness=now, actor=actor)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            publication = commands.publish_feedback(
                round_,
                by=actor,
                at=actor.at,
                checked=form.cleaned_data["checked"],
                reasons=form.reasons,
                case_numbers=form.case_numbers,
            )
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
            status = 409
        else:
            count = publication.letters.count()
            messages.success(
                request,
                ngettext(
                    "The feedback was published to %(count)s group. PDFs and mails are made in the background.",
                    "The feedback was published to %(count)s groups. PDFs and mails are made in the background.",
                    count,
                )
                % {"count": count},
            )
            return redirect("feedback_letter_list", round_.pk)
    if form.is_bound:
        # What is sent next is what this page lists.
        form.data = {**form.data.dict(), "checked": now.fingerprint}
    return render(
        request, "reporting/feedback_letters_publish.html", {"round": round_, "now": now, "form": form}, status=status
    )
