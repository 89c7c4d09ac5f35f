"""The PDF of a document that is being written, as it would be printed now."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elo_portal.office import audit
from elo_portal.office.printing import printer
from elo_portal.office.refusals import NotNow
from networks.permissions import require

from ..content import content_of
from ..documents.report import report_html, report_title
from ..models import Document
from ..permissions import can_write
from .documents import visible_document


@never_cache
@require_safe
def document_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as it would be printed now, marked as a draft."""
    document = visible_document(request, pk)
    require(can_write, request.actor, document)
    content = content_of(document, at=request.actor.at)
    try:
        printed = printer.print_pdf(
            report_html(content, sha256=None),
            title=report_title(content),
            language=document.language,
            created=request.actor.at,
        )
    except printer.TooMuchToPrint as too_much:
        raise NotNow(_("The text is far too long to be printed. Shorten it first.")) from too_much
    audit.record("document.preview", document, user=request.actor.user)
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{content["identifier"]}-{_draft_word(document)}.pdf"'
    return response


def _draft_word(document: Document) -> str:
    return {"sv": "utkast"}.get(document.language, "luonnos")
