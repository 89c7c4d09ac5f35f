"""Announcements: the list, one of them, writing, sending, the front page and the files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office import audit, uploads
from elo_portal.office.refusals import NotNow
from networks.permissions import require

from .. import announcements, commands
from ..commands.announcing import Draft
from ..forms.announcing import ALL, CHOSEN, AnnouncementForm, TakeOffForm
from ..models import Announcement, AnnouncementFile
from ..permissions import can_announce

TEXTS = ("subject_fi", "body_fi", "subject_sv", "body_sv")


@never_cache
@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    """What the reader may see, newest first; above it the drafts of those who write."""
    actor = request.actor
    context = {
        "shown": announcements.announcement_list(actor, request.GET.get("page")),
        "may_write": can_announce(actor),
        "is_in_network": actor.is_in_network,
    }
    return render(request, "reporting/announcement_list.html", context)


@never_cache
@require_safe
def announcement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One announcement in the reader's language, the other below it. Opening it marks it as seen."""
    actor = request.actor
    announcement = _visible(request, pk)
    if not announcement.is_published:
        return redirect("announcement_publish", pk)
    commands.mark_announcement_opened(announcement, by=actor, at=actor.at)
    language = translation.get_language() or "fi"
    shown = announcement.texts_for(language)
    visible = Announcement.objects.visible_to(actor)
    context = {
        "announcement": announcement,
        "texts": shown,
        "other": None if len(shown) > 1 else announcement.text_in("fi" if language == "sv" else "sv"),
        "groups": _group_names(announcement),
        "corrected": visible.filter(pk=announcement.corrects_id).first(),
        "corrections": list(visible.published().filter(corrects=announcement)),
        "may_write": can_announce(actor),
    }
    return render(request, "reporting/announcement_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft; `?corrects=3` begins from the announcement that it corrects."""
    actor = request.actor
    require(can_announce, actor)
    corrects = _corrected(request)
    if request.method != "POST":
        initial = _initial(commands.draft_of(corrects)) if corrects else {}
        form = AnnouncementForm(actor, None, initial={**initial, "base": 0})
        return _write_page(request, form, None, corrects=corrects)
    form = AnnouncementForm(actor, None, request.POST, request.FILES)
    if not form.is_valid():
        return _write_page(request, form, None, corrects=corrects)
    announcement = commands.begin_announcement(
        form.draft(), by=actor, at=actor.at, corrects=corrects, added=form.cleaned_data["added"]
    )
    return _after_saving(request, announcement)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft. `?check=1` says beside the fields what is missing before it can be sent."""
    actor = request.actor
    announcement = _visible(request, pk)
    require(can_announce, actor)
    if request.method != "POST":
        if announcement.is_published:
            messages.info(request, _("The announcement has been published, so it cannot be changed any more."))
            return redirect(announcement)
        initial = _initial(commands.draft_of(announcement)) | {"base": announcement.version}
        form = AnnouncementForm(actor, announcement, initial=initial)
        if request.GET.get("check"):
            form = AnnouncementForm(actor, announcement, initial)
            if form.is_valid():
                form.require_whole()
        return _write_page(request, form, announcement)
    form = AnnouncementForm(actor, announcement, request.POST, request.FILES)
    if not form.is_valid():
        return _write_page(request, form, announcement)
    saved = commands.save_announcement(
        announcement,
        form.draft(),
        base=form.cleaned_data["base"],
        by=actor,
        at=actor.at,
        added=form.cleaned_data["added"],
        removed=[int(one) for one in form.cleaned_data.get("removed", [])],
    )
    return _after_saving(request, announcement) if saved else _clash(request, pk, form.draft())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview as each reader sees it, whom it reaches, and the button that sends it."""
    actor = request.actor
    announcement = _visible(request, pk)
    require(can_announce, actor)
    if request.method == "POST":
        try:
            reached = commands.publish_announcement(
                announcement, checked=request.POST.get("checked", ""), by=actor, at=actor.at
            )
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("announcement_publish", pk)
        messages.success(request, _sent(len(reached.mailed)))
        return redirect(announcement)
    if announcement.is_published:
        return redirect(announcement)
    form = AnnouncementForm(actor, announcement, _initial(commands.draft_of(announcement)) | {"base": 0})
    if not form.is_valid() or not form.require_whole():
        return redirect(f"{reverse('announcement_write', args=[pk])}?check=1")
    reached = announcements.reach(announcement, actor.day)
    context = {
        "announcement": announcement,
        "texts": [announcement.text_in("fi"), announcement.text_in("sv")],
        "reached": reached,
        "to_whom": _to_whom(len(reached.groups), len(reached.mailed)),
    }
    return render(request, "reporting/announcement_publish.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an announcement off the front page, with a reason."""
    actor = request.actor
    announcement = _visible(request, pk)
    require(can_announce, actor)
    form = TakeOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.take_off_front_page(announcement, reason=form.cleaned_data["reason"], by=actor, at=actor.at)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The announcement is no longer on the front page. It stays in the list."))
            return redirect(announcement)
    elif request.method != "POST" and (not announcement.is_published or announcement.taken_off_at):
        messages.info(request, _("The announcement is not on the front page."))
        return redirect(announcement)
    return render(request, "reporting/announcement_take_off.html", {"announcement": announcement, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """What is lost with a draft, and the button that throws it away."""
    actor = request.actor
    announcement = _visible(request, pk)
    require(can_announce, actor)
    if request.method == "POST":
        try:
            commands.throw_away_announcement(announcement, checked=request.POST.get("checked", ""), by=actor)
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("announcement_throw_away", pk)
        messages.success(request, _("The draft has been thrown away."))
        return redirect("announcement_list")
    if announcement.is_published:
        messages.info(request, _("The announcement has been published, so it cannot be thrown away."))
        return redirect(announcement)
    context = {"announcement": announcement, "texts": [announcement.text_in("fi"), announcement.text_in("sv")]}
    return render(request, "reporting/announcement_throw_away.html", context)


@require_safe
def announcement_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file for those who may read its announcement. Raises NotNow while it waits for its virus scan."""
    announcement = _visible(request, pk)
    found = get_object_or_404(AnnouncementFile.objects.select_related("upload"), announcement=announcement, pk=file)
    response = uploads.served(found.upload)
    audit.record("announcement.file", announcement, user=request.actor.user, upload=found.upload_id)
    return response


def _visible(request: HttpRequest, pk: int) -> Announcement:
    whole = Announcement.objects.visible_to(request.actor).select_related(
        "round", "by", "published_by", "published_for", "taken_off_by", "changed_by", "corrects"
    )
    return get_object_or_404(whole.prefetch_related("files__upload", "published_for__names"), pk=pk)


def _corrected(request: HttpRequest) -> Announcement | None:
    """The published announcement that the address or the form names."""
    asked = (request.POST or request.GET).get("corrects", "")
    if not asked.isdecimal() or len(asked) > 9:
        return None
    return get_object_or_404(Announcement.objects.visible_to(request.actor).published(), pk=int(asked))


def _initial(draft: Draft) -> dict[str, Any]:
    return {
        **{name: getattr(draft, name) for name in TEXTS},
        "to": ALL if draft.to_all else CHOSEN,
        "groups": [str(one) for one in draft.groups],
        "round": draft.round.pk if draft.round else "",
    }


def _write_page(
    request: HttpRequest,
    form: AnnouncementForm,
    announcement: Announcement | None,
    *,
    corrects: Announcement | None = None,
    theirs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "announcement": announcement,
        "corrects": corrects or (announcement.corrects if announcement else None),
        "theirs": theirs,
    }
    return render(request, "reporting/announcement_write.html", context)


def _clash(request: HttpRequest, pk: int, mine: Draft) -> HttpResponse:
    """Somebody saved first: both texts are shown, and the next save is made upon theirs, knowingly."""
    announcement = _visible(request, pk)
    data = request.POST.copy()
    data["base"] = str(announcement.version)
    # Files clash with nothing: what was to be taken away or added has been.
    data.pop("removed", None)
    form = AnnouncementForm(request.actor, announcement, data)
    now, mine = commands.draft_of(announcement), mine.tidied()
    labels = {name: str(form.fields[name].label) for name in (*TEXTS, "to", "round")}
    theirs = [(labels[name], getattr(now, name)) for name in TEXTS if getattr(now, name) != getattr(mine, name)]
    if (now.to_all, now.groups) != (mine.to_all, mine.groups):
        theirs.append((labels["to"], _group_names(announcement) or _("To all regional groups")))
    if now.round != mine.round:
        theirs.append((labels["round"], str(now.round or _("No round"))))
    return _write_page(request, form, announcement, theirs=theirs)


def _after_saving(request: HttpRequest, announcement: Announcement) -> HttpResponse:
    if request.POST.get("then") == "preview":
        return redirect("announcement_publish", announcement.pk)
    messages.success(request, _("The draft is saved."))
    return redirect("announcement_write", announcement.pk)


def _group_names(announcement: Announcement) -> str:
    """The chosen groups by name; empty when it is to all."""
    if announcement.to_all:
        return ""
    return ", ".join(sorted(str(group) for group in announcement.groups.all())) or "–"


def _to_whom(groups: int, people: int) -> str:
    """What the button says: Send to 16 groups (143 people)."""
    counted = ngettext("%(count)s person", "%(count)s people", people) % {"count": people}
    return ngettext("Send to %(groups)s group (%(people)s)", "Send to %(groups)s groups (%(people)s)", groups) % {
        "groups": groups,
        "people": counted,
    }


def _sent(people: int) -> str:
    return ngettext(
        "The announcement is published, and a message leaves to %(count)s person.",
        "The announcement is published, and a message leaves to %(count)s people.",
        people,
    ) % {"count": people}
