"""The ministry report of a round: its editions, how far they have come, its files, and what is done with them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from networks.choices import DOCUMENT_LANGUAGES
from networks.permissions import require
from reporting import commands, editions
from reporting.choices import FileFormat
from reporting.documents.compilation.facts import facts_of, says_the_same
from reporting.editions.words import changes_of, identifier_of
from reporting.forms.compiling import LanguageForm
from reporting.models import Edition, EditionPrinting, MinistryReport, ReportFile, Round
from reporting.permissions import can_follow_round, can_issue, can_send_edition, registries_addressed

TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@require_safe
def ministry_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The editions of the round's ministry report, newest first."""
    context = _context(request, pk)
    newest = next((row["shown"].edition for row in context["rows"]), None)
    is_current = bool(newest and context["may_issue"]) and says_the_same(
        facts_of(context["round"], at=request.actor.at), newest
    )
    return render(request, "reporting/ministry_report.html", {**context, "is_current": is_current})


@never_cache
@require_safe
def ministry_report_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that tells how far the newest edition is, for status.js."""
    return render(request, "reporting/_ministry_report_status.html", _context(request, pk))


@require_POST
def edition_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an edition made of what stands now; when nothing has changed, say so."""
    round_ = get_object_or_404(Round, pk=pk)
    require(can_issue, request.actor, round_)
    edition, is_new = commands.issue_edition(
        round_, by=request.actor, at=request.actor.at, language=_language(request.POST)
    )
    if is_new:
        messages.success(request, _("Edition %(number)s is being made.") % {"number": edition.number})
    else:
        messages.info(
            request,
            _("Nothing has changed since edition %(number)s, so it is still the newest.") % {"number": edition.number},
        )
    return _to_page(round_)


@require_POST
def edition_language(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the same edition made in the other language."""
    edition = _edition(request, pk)
    require(can_issue, request.actor, edition.round)
    commands.ask_for_language(edition, _language(request.POST), by=request.actor, at=request.actor.at)
    messages.success(request, _("Edition %(number)s is being made in the other language.") % {"number": edition.number})
    return _to_page(edition.round)


@require_POST
def edition_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again what has failed of a printing, and only that."""
    printing = get_object_or_404(EditionPrinting.objects.select_related("edition__round"), pk=pk)
    _edition(request, printing.edition_id)
    require(can_issue, request.actor, printing.edition.round)
    if not commands.try_edition_again(printing, by=request.actor):
        messages.info(request, _("Nothing of it had failed: it is being made or is finished."))
    else:
        messages.success(request, _("What had failed is tried again. The other parts are kept."))
    return _to_page(printing.edition.round)


@require_POST
def edition_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the edition to the national lifelong guidance group."""
    edition = _edition(request, pk)
    require(can_send_edition, request.actor, edition.round)
    sending = commands.send_edition(edition, by=request.actor, at=request.actor.at)
    messages.success(
        request,
        _("Edition %(number)s has been sent to the national group, to %(people)s members by e-mail.")
        % {"number": edition.number, "people": sending.people},
    )
    return _to_page(edition.round)


@require_safe
def ministry_report_file(request: HttpRequest, pk: int, name: str, extension: str) -> HttpResponse:
    """A finished report. Raises NotNow while it is being made."""
    report = get_object_or_404(
        MinistryReport.objects.select_related("printing__edition", "receiver").filter(
            printing__edition__in=Edition.objects.visible_to(request.actor)
        ),
        pk=pk,
    )
    if extension not in FileFormat.values or name != name_of(report):
        raise Http404
    file = ReportFile.objects.filter(report=report, format=extension).first()
    if file is None:
        raise NotNow(_("The report is still being made. Try again in a moment."))
    audit.record("ministry_report.read", report, user=request.actor.user, file=extension)
    response = HttpResponse(bytes(file.data), content_type=TYPES[FileFormat(extension)])
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


def name_of(report: MinistryReport) -> str:
    """ELO-2014-R-1-OKM-fi: what the file is called."""
    content = report.printing.edition.frozen
    short = next(one["abbreviation"] for one in content["receivers"] if one["organisation"] == report.receiver_id)
    ascii_name = "".join(char for char in short if char.isascii() and char.isalnum()) or str(report.receiver_id)
    return f"{identifier_of(content)}-{ascii_name}-{report.printing.language}"


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    actor = request.actor
    round_ = get_object_or_404(Round, pk=pk)
    shown = editions.editions_of(round_, actor)
    follows = can_follow_round(actor, round_) or bool(registries_addressed(actor, round_.pk))
    if not shown and not (follows and round_.is_open(actor.at)):
        raise Http404
    issues = can_issue(actor, round_) and round_.is_open(actor.at)
    language = "sv" if request.LANGUAGE_CODE == "sv" else "fi"
    rows = [
        {
            "shown": one,
            "changes": changes_of(one.edition.frozen, language),
            "printings": [
                {
                    "shown": printing,
                    "reports": [
                        {
                            "shown": report,
                            "name": name_of(_with_printing(report.report, printing.printing, one.edition)),
                        }
                        for report in printing.reports
                    ],
                }
                for printing in one.printings
            ],
            "other_language": next((code for code, _name in DOCUMENT_LANGUAGES if code not in one.languages), ""),
        }
        for one in shown
    ]
    return {
        "round": round_,
        "rows": rows,
        "goes_on": any(printing.goes_on for one in shown for printing in one.printings),
        "may_issue": issues,
        "may_send": can_send_edition(actor, round_),
        "follows": can_follow_round(actor, round_),
        "languages": DOCUMENT_LANGUAGES,
        "chosen_language": language,
    }


def _with_printing(report: MinistryReport, printing: EditionPrinting, edition: Edition) -> MinistryReport:
    # So that the name is made without asking the database again.
    report.printing, printing.edition = printing, edition
    return report


def _edition(request: HttpRequest, pk: int) -> Edition:
    return get_object_or_404(Edition.objects.visible_to(request.actor).select_related("round"), pk=pk)


def _language(data: Any) -> str:
    form = LanguageForm(data)
    return form.cleaned_data["language"] if form.is_valid() else commands.USUAL_LANGUAGE


def _to_page(round_: Round) -> HttpResponseRedirect:
    return redirect("ministry_report", round_.pk)
