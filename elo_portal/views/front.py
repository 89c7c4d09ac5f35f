"""The front page, by role: the writer's year, or the way to where the reader's work is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elo_portal.office.words import day_and_month, one_decimal
from networks.actor import Actor
from networks.choices import GroupKind, Role, Seat
from networks.models import Appointment, Group, GroupArea, Organisation
from reporting import progress
from reporting.announcements import newest_for
from reporting.choices import RoundKind, State, Step
from reporting.completions import newest_request
from reporting.deadlines import days_left, is_past
from reporting.models import Document, Measure, Round
from reporting.permissions import can_send
from reporting.progress import Progress, RoundOfYear
from reporting.queries import group_reports_of
from reporting.workflow import can_ask_opening, steps_for

WORDS_OF_A_REQUEST = 40

OF_THE_YEAR = (RoundKind.PLAN, RoundKind.REPORT)
# Roles that read and neither write nor review, in the order in which the front page speaks to them.
READERS = (Role.COORDINATOR, Role.SUPPORT_READER)


@dataclass(frozen=True)
class YearStep:
    """A step of the year (vuosikello): done, now or still to come."""

    phase: str
    drawing: str
    what: str
    info: str
    due: datetime | None = None
    early_year: int | None = None


@dataclass(frozen=True)
class Task:
    """A line of what to do before sending; without an address it cannot be done yet."""

    title: str
    hint: str
    url: str = ""
    state: str = ""
    label: str = ""


@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The same order as in the main menu: administrator, secretary, registry, writer, reader."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.holds(Role.ADMIN):
        return redirect("situation")
    is_secretary = actor.holds(Role.NATIONAL_SECRETARY)
    if is_secretary:
        newest = Round.objects.filter(kind__in=OF_THE_YEAR, opens__lte=actor.at).first()
        if newest is not None:
            return redirect("round_board", newest.pk)
    if actor.holds(Role.REGISTRY) and not is_secretary:
        return redirect("registry_desk")
    # The national group has a chair and a secretary too, but it sends nothing; a development group has no year.
    groups = Group.objects.filter(pk__in=actor.groups_written, kind=GroupKind.REGIONAL)
    if groups and not is_secretary:
        return _writers_year(request, actor, sorted(groups, key=lambda one: _importance(one, actor)))
    return _readers_page(request, actor, is_secretary=is_secretary)


def _readers_page(request: HttpRequest, actor: Actor, *, is_secretary: bool) -> HttpResponse:
    """What the role reads, where, and until when; to a person without a role, that there is nothing. Three queries."""
    tasks = Appointment.objects.on(actor.day).filter(person=actor.person, role__in=READERS)
    ends = list(tasks.values_list("until", flat=True))
    context = {
        "actor": actor,
        "is_secretary": is_secretary,
        "role": next((role for role in READERS if actor.holds(role)), ""),
        "sits_in_national_group": _sits_in_national_group(actor),
        "rounds": Round.objects.filter(opens__lte=actor.at) if actor.is_in_network else [],
        "news": newest_for(actor),
        "last_day": None if not ends or None in ends else max(ends),
        "feedback_round": _round_of_feedback(actor),
        "group_reports": group_reports_of(actor),
    }
    return render(request, "portal/front_reader.html", context)


def _sits_in_national_group(actor: Actor) -> bool:
    return Group.objects.filter(pk__in=actor.groups_sat_in, kind=GroupKind.NATIONAL).exists()


def _round_of_feedback(actor: Actor) -> Round | None:
    """The round whose feedback a deputy reads and confirms."""
    if not actor.holds(Role.FEEDBACK_DEPUTY):
        return None
    return Round.objects.filter(kind=RoundKind.REPORT, opens__lte=actor.at).first()


def _writers_year(request: HttpRequest, actor: Actor, groups: list[Group]) -> HttpResponse:
    group = next((one for one in groups if one.code == request.GET.get("group")), groups[0])
    newest = (
        Round.objects.filter(documents__group=group, kind__in=OF_THE_YEAR, opens__lte=actor.at)
        .order_by("-opens")
        .values_list("year", flat=True)
        .first()
    )
    year = newest or actor.day.year
    rounds = progress.rounds_of_year(group, year)
    opened = [one for one in rounds if one.document is not None]
    report = _to_do(opened)
    context: dict[str, Any] = {
        "group": group,
        "others": [one for one in groups if one != group],
        "year": year,
        "name_in_title": _name_in_title(group, actor),
        "eyebrow": _eyebrow(group, actor),
        "today": actor.day,
        "report": None,
        "cards": [one for one in opened if one is not report],
        "news": newest_for(actor),
        "group_reports": group_reports_of(actor),
    }
    now = length = None
    if report is not None and report.document is not None:
        now = progress.progress_of(report.document)
        length = progress.length_of(now, at=actor.at) if report.document.is_being_written else None
        context |= _report(report, now, length, actor)
    context["steps"] = _steps(rounds, now, length, actor, year)
    return render(request, "portal/front.html", context)


def _to_do(opened: list[RoundOfYear]) -> RoundOfYear | None:
    """What the page is about: the first by due date that waits for its writers, else the last that was sent."""
    written = [one for one in opened if one.document is not None and one.document.is_being_written]
    unsent = [one for one in written if one.version is None]
    return next(iter([*unsent, *written, *reversed(opened)]), None)


def _importance(group: Group, actor: Actor) -> tuple[bool, str]:
    """The group for which the person sends stands first."""
    return (group.pk not in actor.groups_sent, group.code)


def _name_in_title(group: Group, actor: Actor) -> str:
    """The region for the title. Finnish says whose year it is: «Kainuun ELO-vuosi»."""
    if (translation.get_language() or "fi") != "fi":
        return group.area
    areas = GroupArea.objects.on(actor.day).filter(group=group).select_related("region").order_by("region__code")
    return " ja ".join(one.region.genitive_fi for one in areas) or group.area


def _eyebrow(group: Group, actor: Actor) -> str:
    """Organisation and role by which the person writes."""
    share = next((one for one in actor.shares if one.group == group.pk and one.role == Role.EXPERT), None)
    place = next((one for one in actor.places if one.group == group.pk), None)
    key = share.organisation if share else place.organisation if place else None
    organisation = Organisation.objects.prefetch_related("names").filter(pk=key).first()
    role = Role(share.role).label if share else Seat(place.seat).label if place else ""
    parts = [organisation.short_name_on(actor.day) if organisation else "", capfirst(str(role))]
    return " · ".join(part for part in parts if part)


def _report(report: RoundOfYear, now: Progress, length: int | None, actor: Actor) -> dict[str, Any]:
    document, round_ = now.document, report.round
    limit = round_.page_limit
    is_too_long = bool(limit and length is not None and length > limit * 100)
    tasks = _tasks(document, now, length, is_too_long=is_too_long, actor=actor) if document.is_being_written else []
    return {
        "report": report,
        "document": document,
        "progress": now,
        "exact": None if length is None else length / 100,
        "pages": None if length is None else progress.up_to_tenth(length),
        "limit": limit,
        "is_too_long": is_too_long,
        "tasks": tasks,
        "done": sum(1 for task in tasks if task.state == "done"),
        "left": sum(1 for task in tasks if task.state != "done"),
        "days": days_left(document.due, actor.day),
        "is_past": is_past(document.due, actor.at),
        "is_late": document.is_being_written and report.version is None and is_past(document.due, actor.at),
        "can_reopen": Step.REOPEN in steps_for(actor, document),
        "asked": newest_request(document) if document.state == State.RETURNED else None,
        "opening": document.reopen_requests.filter(decided_at=None).select_related("by").first(),
        "can_ask_opening": can_ask_opening(actor, document),
        "extension": document.extensions.order_by("-pk").first() if document.is_being_written else None,
    }


def _tasks(document: Document, now: Progress, length: int | None, *, is_too_long: bool, actor: Actor) -> list[Task]:
    editor = reverse("document_write", args=[document.pk])
    tasks = [
        Task(
            title=(
                _("Decide between two texts of topic %(number)s")
                if document.is_plan
                else _("Decide between two texts of question %(number)s")
            )
            % {"number": answer.number},
            hint=_("Somebody else changed the same text. Both are in the history."),
            url=reverse("answer_conflict", args=[document.pk, answer.number]),
            state="check",
            label=_("Two texts"),
        )
        for answer, _revision in now.waiting_of(actor.user)
    ]
    is_plan = document.is_plan
    if document.state == State.RETURNED:
        is_ready = not now.unreplied and not now.unanswered and not is_too_long
        return [*tasks, *_replies(now, editor), _last_task(document, is_ready=is_ready, actor=actor)]
    tasks += [
        Task(
            title=(_("Write topic %(number)s: %(title)s") if is_plan else _("Answer question %(number)s: %(title)s"))
            % {"number": answer.number, "title": answer.title},
            hint=_("No text yet."),
            url=f"{editor}#q{answer.number}",
            state="not_started",
        )
        for answer in now.unanswered
    ]
    if not now.unanswered:
        said = _("%(answered)s / %(all)s topics and sections.") if is_plan else _("%(answered)s / %(all)s questions.")
        tasks.append(
            Task(
                title=_("Every topic has been written") if is_plan else _("Every question has been answered"),
                hint=said % {"answered": now.answered, "all": len(now.answers)},
                url=editor,
                state="done",
            )
        )
    if is_plan:
        tasks.append(_measures_task(document, editor))
    if is_too_long and length is not None:
        tasks.append(
            Task(
                title=_("Shorten the plan") if is_plan else _("Shorten the report"),
                hint=_("%(pages)s pages, the limit is %(limit)s.")
                % {"pages": one_decimal(progress.up_to_tenth(length)), "limit": document.round.page_limit},
                url=editor,
                state="failed",
                label=_("Too long"),
            )
        )
    return [*tasks, _last_task(document, is_ready=not now.unanswered and not is_too_long, actor=actor)]


def _measures_task(document: Document, editor: str) -> Task:
    count = Measure.objects.filter(document=document, is_removed=False).count()
    return Task(
        title=_("Write the measures"),
        hint=ngettext("%(count)s measure.", "%(count)s measures.", count) % {"count": count}
        if count
        else _("None yet."),
        url=f"{editor}#measures",
        state="done" if count else "not_started",
    )


def _replies(now: Progress, editor: str) -> list[Task]:
    """The request for completion item by item: what is asked, and whether the reply has been written."""
    unreplied = {item.pk for item in now.unreplied}
    return [
        Task(
            title=_("Request for completion %(number)s: %(title)s") % {"number": item.number, "title": item.title},
            hint=(_("Topic %(number)s. %(what)s") if now.document.is_plan else _("Question %(number)s. %(what)s"))
            % {"number": item.answer.number, "what": Truncator(item.asking.text).words(WORDS_OF_A_REQUEST)},
            url=f"{editor}#item-{item.number}",
            state="open" if item.pk in unreplied else "done",
            label="" if item.pk in unreplied else _("Reply written"),
        )
        for item in now.asked
    ]


def _last_task(document: Document, *, is_ready: bool, actor: Actor) -> Task:
    check = reverse("document_check", args=[document.pk])
    is_plan = document.is_plan
    if not can_send(actor, document):
        return Task(
            title=_("Check the plan") if is_plan else _("Check the report"),
            hint=_("The expert of the responsible centre sends it."),
            url=check,
            state="in_progress" if is_ready else "",
            label=_("To be done"),
        )
    title = _("Send the plan to the ministries") if is_plan else _("Send the report to the ministries")
    if is_ready:
        return Task(
            title=title,
            hint=_("You see the whole of it and its addressees before you send it."),
            url=check,
            state="in_progress",
            label=_("To be done"),
        )
    return Task(title=title, hint=_("Opens when everything above has been done."))


def _steps(
    rounds: list[RoundOfYear], now: Progress | None, length: int | None, actor: Actor, year: int
) -> list[YearStep]:
    steps = [_step(one, now, length, actor) for one in rounds]
    reports = [one for one in rounds if one.round.kind == RoundKind.REPORT]
    if reports:
        given = any(one.document and one.document.state == State.FEEDBACK_GIVEN for one in reports)
        waits = all(one.document and not one.document.is_being_written for one in reports)
        steps.append(
            YearStep(
                phase="done" if given else "now" if waits else "next",
                drawing="chat",
                what=_("Feedback from the ministries"),
                info=_("Given") if given else _("Coming: the ministries give their feedback on the report"),
                early_year=year + 1,
            )
        )
    return steps


def _step(one: RoundOfYear, now: Progress | None, length: int | None, actor: Actor) -> YearStep:
    what = _("Action plan and strategy") if one.round.kind == RoundKind.PLAN else _("Report on the action plan")
    left = days_left(one.due, actor.day)
    if one.document is None:
        info = _("Not handled in the portal this year") if left < 0 else _("Not opened yet")
        return YearStep("next", "circle", what, info, one.due)
    if not one.document.is_being_written and one.version is not None:
        said = [_("sent %(day)s") % {"day": day_and_month(one.version.at)}]
        if one.review is not None:
            said.append(_("reviewed %(day)s") % {"day": day_and_month(one.review.at)})
        return YearStep("done", "check", what, _("Done: %(what)s") % {"what": ", ".join(said)}, one.due)
    if one.document.state == State.RETURNED:
        asked = _("Returned for completion.")
        return YearStep("now", "return", what, f"{asked} {_days_left(left)}", one.due)
    said = []
    if now is not None and now.document.pk == one.document.pk:
        counted = _("%(answered)s / %(all)s topics") if one.round.is_plan else _("%(answered)s / %(all)s questions")
        said.append(counted % {"answered": now.answered, "all": len(now.answers)})
    if length is not None and said:
        said.append(_("%(pages)s pages") % {"pages": one_decimal(progress.up_to_tenth(length))})
    info = _("Draft: %(what)s.") % {"what": ", ".join(said)} if said else _("Draft.")
    return YearStep("now", "pencil", what, f"{info} {_time_left(one, left)}", one.due)


def _time_left(one: RoundOfYear, left: int) -> str:
    if one.version is not None:
        return _("Version %(number)s stands until the next is sent.") % {"number": one.version.number}
    return _days_left(left)


def _days_left(left: int) -> str:
    if left > 0:
        return ngettext("%(count)s day is left.", "%(count)s days are left.", left) % {"count": left}
    return _("The due date is today.") if left == 0 else _("The due date has passed.")
