"""The outgoing mail: in a rehearsal it is read here, because nothing leaves the machine."""

import base64
import hashlib
import re

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elo_portal.office import audit, mail, queries
from elo_portal.office.desk import for_keepers, name_of
from elo_portal.office.models import Notice
from elo_portal.office.models.mail import NoticeState

STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
DECIDABLE = (NoticeState.UNCERTAIN, NoticeState.FAILED)


@never_cache
@require_safe
@for_keepers
def mail_list(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("state", "kind", "q")}
    choice = queries.MailChoice(state=asked["state"], kind=asked["kind"], words=asked["q"])
    shown = queries.mail_list(choice, request.GET.get("page"))
    context = {"shown": shown, "choice": choice, "states": NoticeState.choices}
    return render(request, "office/mail_list.html", context)


@never_cache
@require_safe
@for_keepers
def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.select_related("print").defer("html"), pk=pk)
    readable = _is_readable(notice)
    if readable:
        audit.record("mail.read", notice, user=request.user)
    context = {
        "notice": notice,
        "readable": readable,
        "kind": name_of(notice.kind),
        "attempts": list(notice.attempts.order_by("-pk")),
        "can_decide": notice.state in DECIDABLE,
        "sender": settings.MAIL_FROM,
        "kilobytes": -(-notice.print.size // 1000) if notice.print else 0,
    }
    return render(request, "office/mail_detail.html", context)


@never_cache
@require_safe
@for_keepers
def mail_formatted(request: HttpRequest, pk: int) -> HttpResponse:
    """The formatted text as its addressee sees it: apart from our pages, without scripts, styles of its own alone."""
    notice = _readable(request, pk)
    policy = {
        "default-src": [NONE],
        "style-src": [f"'sha256-{_hash(style)}'" for style in STYLE.findall(notice.html)] or [NONE],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [NONE],
        "sandbox": True,
    }
    return csp(policy)(lambda _request: HttpResponse(notice.html))(request)


@never_cache
@require_safe
@for_keepers
def mail_text(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(_readable(request, pk).text, content_type="text/plain; charset=utf-8")


@require_POST
@for_keepers
def mail_delivered(request: HttpRequest, pk: int) -> HttpResponse:
    """The administrator has found out that the mail arrived."""
    if _decide(request, pk, mail.decide_delivered, "mail.decide_delivered"):
        messages.success(request, _("The message is marked as delivered."))
    return redirect("mail_detail", pk=pk)


@require_POST
@for_keepers
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The administrator wants the mail to be tried again."""
    if _decide(request, pk, mail.decide_again, "mail.decide_again"):
        messages.success(request, _("The message is tried again in a moment."))
    return redirect("mail_detail", pk=pk)


def _decide(request: HttpRequest, pk: int, decision, act: str) -> bool:
    """Whether the mail still waited for a decision; the page says so when it did not."""
    with transaction.atomic():
        notice = get_object_or_404(Notice.objects.select_for_update(of=("self",)), pk=pk)
        if notice.state not in DECIDABLE:
            messages.warning(
                request,
                _("The message is now in the state “%(state)s”, so there is nothing to decide.")
                % {"state": notice.get_state_display()},
            )
            return False
        decision(notice)
        audit.record(act, notice, user=request.user)
    return True


def _readable(request: HttpRequest, pk: int) -> Notice:
    notice = get_object_or_404(Notice, pk=pk)
    if not _is_readable(notice):
        raise PermissionDenied
    audit.record("mail.read", notice, user=request.user)
    return notice


def _is_readable(notice: Notice) -> bool:
    """Outside a rehearsal nobody but the addressee reads a secret link or code."""
    return settings.REHEARSAL or not notice.is_confidential


def _hash(style: str) -> str:
    """As the browser counts it: of the text with line feeds alone."""
    text = style.replace("\r\n", "\n").replace("\r", "\n")
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
