"""What is done to a person's term: in a group, or in an organisation's task."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elo_portal.office.refusals import NotNow
from elo_portal.office.words import day as in_words

from .. import forms as asked
from .. import queries
from ..commands import terms as commands
from ..commands.invitations import invite
from ..commands.terms import Contact, Term, task_of
from ..models import Appointment, Group, Membership, Organisation
from ..permissions import can_appoint, can_manage_members, can_see_groups, require

TERMS = {"membership": Membership, "appointment": Appointment}


# -- a new one


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new member of the group. `?kind=` and `?seat=` choose beforehand."""
    actor = request.actor
    group = get_object_or_404(Group, code=code)
    require(can_manage_members, actor, group)
    initial = {
        "kind": request.GET.get("kind"),
        "seat": request.GET.get("seat", "member"),
        "language": group.language,
        "since": in_words(actor.day),
        "until": in_words(_usual_end(group, actor.day)),
    }
    form = asked.MemberForm(group, request.POST or None, initial=initial)

    def add() -> str:
        typed = form.cleaned_data
        made = commands.add_member(
            group,
            form.who,
            form.body,
            seat=typed["seat"],
            days=form.days,
            decision=typed["decision"],
            by=actor,
            at=actor.at,
        )
        return _("%(name)s is now in the group.") % {"name": made.person.name}

    back = reverse("group_detail", args=[code])
    if done := _done(request, form, add, back):
        return done
    return _page(request, form, str(group), back, _("Add a member"), _("Save the member"), suggests=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appointed_add(request: HttpRequest, key: str) -> HttpResponse:
    """A task in an organisation for a person."""
    actor = request.actor
    require(can_appoint, actor)
    organisation = get_object_or_404(Organisation, key=key)
    form = asked.AppointForm(organisation, request.POST or None, initial={"since": in_words(actor.day)})
    if not form.fields["role"].choices:
        raise Http404

    def add() -> str:
        typed = form.cleaned_data
        made = commands.appoint(
            form.who,
            organisation,
            role=typed["role"],
            days=form.days,
            decision=typed["decision"],
            by=actor,
            at=actor.at,
        )
        return _("%(name)s has the task now.") % {"name": made.person.name}

    back = reverse("organisation_detail", args=[key])
    if done := _done(request, form, add, back):
        return done
    name = organisation.name_on(actor.day)
    return _page(request, form, name, back, _("Add a person"), _("Save the person"))


# -- one that there is


@require_safe
def term_detail(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    """The term, and what can be done to it."""
    term = _term(request, of, pk)
    context = _about(request, term) | {
        "of": of,
        "has_sign_in": queries.has_sign_in(term.person),
        "is_membership": isinstance(term, Membership),
        "has_ended": bool(term.until and term.until < request.actor.day),
    }
    return render(request, "networks/term_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term_end(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    actor, term = request.actor, _term(request, of, pk)
    form = asked.EndForm(request.POST or None, initial={"last_day": in_words(actor.day)})

    def end() -> str:
        typed = form.cleaned_data
        commands.end_term(term, last_day=typed["last_day"], decision=typed["decision"], by=actor, at=actor.at)
        return _("The term of %(name)s ends on %(day)s.") % {
            "name": term.person.name,
            "day": in_words(typed["last_day"]),
        }

    return _asked_of(request, term, form, end, _("End the term"), _("End the term"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term_move(request: HttpRequest, pk: int) -> HttpResponse:
    actor, term = request.actor, _term(request, "membership", pk)
    form = asked.SeatForm(request.POST or None, initial={"seat": term.seat, "since": in_words(actor.day)})

    def move() -> str:
        typed = form.cleaned_data
        commands.move_member(
            term, seat=typed["seat"], since=typed["since"], decision=typed["decision"], by=actor, at=actor.at
        )
        return _("%(name)s has another seat since %(day)s.") % {
            "name": term.person.name,
            "day": in_words(typed["since"]),
        }

    return _asked_of(request, term, form, move, _("Change the seat"), _("Change the seat"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term_replace(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    actor, term = request.actor, _term(request, of, pk)
    initial = {"since": in_words(actor.day), "until": in_words(term.until) if term.until else ""}
    if isinstance(term, Membership):
        now = queries.composition(term.group, actor.day)
        others = [one for one in now.members if one.person_id != term.person_id]
        initial["language"] = term.group.language
        form: Any = asked.ReplaceMemberForm(term, others, request.POST or None, initial=initial)
    else:
        form = asked.ReplaceAppointedForm(term.organisation, request.POST or None, initial=initial)

    def replace() -> str:
        typed = form.cleaned_data
        said = {"days": form.days, "decision": typed["decision"], "by": actor, "at": actor.at}
        if isinstance(term, Membership):
            new: Term = commands.replace_member(term, form.who, form.body, stays=typed.get("stays", False), **said)
        else:
            new = commands.replace_appointed(term, form.who, **said)
        return _("%(new)s follows %(old)s on %(day)s.") % {
            "new": new.person.name,
            "old": term.person.name,
            "day": in_words(new.since),
        }

    suggests = isinstance(term, Membership)
    return _asked_of(request, term, form, replace, _("Another in the place"), _("Save the change"), suggests=suggests)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term_correct(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    """What was written wrong. Name and address can be corrected until the person signs in."""
    actor, term = request.actor, _term(request, of, pk)
    initial: dict[str, Any] = {
        "since": in_words(term.since),
        "until": in_words(term.until) if term.until else "",
        "name": term.person.name,
        "email": term.person.email,
    }
    if isinstance(term, Membership):
        initial |= {
            "organisation": term.organisation.name_on(actor.day),
            "kind": queries.kind_of(term.organisation).value,
            "seat": term.seat,
            "decision": term.decision,
        }
        form: Any = asked.CorrectMemberForm(term, request.POST or None, initial=initial)
    else:
        form = asked.CorrectAppointmentForm(term, request.POST or None, initial=initial)

    def correct() -> str:
        typed = form.cleaned_data
        changed: dict[str, Any] = {"since": typed["since"], "until": typed["until"]}
        if "name" in typed:
            changed["contact"] = Contact(typed["name"], typed["email"])
        if isinstance(term, Membership):
            changed |= {"seat": typed["seat"], "decision": typed["decision"], "body": form.body}
        commands.correct_term(term, reason=typed["reason"], by=actor, at=actor.at, **changed)
        return _("The term has been corrected.")

    suggests = isinstance(term, Membership)
    return _asked_of(request, term, form, correct, _("Correct the term"), _("Save the correction"), suggests=suggests)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term_remove(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    actor, term = request.actor, _term(request, of, pk)
    form = asked.RemoveForm(request.POST or None)

    def remove() -> str:
        commands.remove_term(term, reason=form.cleaned_data["reason"], by=actor, at=actor.at)
        return _("The term of %(name)s has been taken away.") % {"name": term.person.name}

    return _asked_of(request, term, form, remove, _("Take away a term written in error"), _("Take away"))


@require_POST
def term_invite(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    """A link by mail with which the person begins to sign in."""
    term = _term(request, of, pk)
    try:
        invite(term.person, by=request.actor.person, at=request.actor.at, now=timezone.now())
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%(name)s has been invited.") % {"name": term.person.name})
    return redirect("term_detail", of, pk)


# -- several at once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_continue(request: HttpRequest, code: str) -> HttpResponse:
    """The terms of a group that end go on to a later day, in one go."""
    actor = request.actor
    group = get_object_or_404(Group, code=code)
    require(can_manage_members, actor, group)
    offered = [one for one in queries.composition(group, actor.day).members if one.until]
    return _continue(request, offered, str(group), reverse("group_detail", args=[code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_continue(request: HttpRequest, key: str) -> HttpResponse:
    """The tasks in an organisation that end go on to a later day, in one go."""
    actor = request.actor
    require(can_appoint, actor)
    organisation = get_object_or_404(Organisation.objects.prefetch_related("names"), key=key)
    people = queries.people_of(organisation, actor.day)
    offered = [one for one in people if one.until and one.since <= actor.day]
    back = reverse("organisation_detail", args=[key])
    return _continue(request, offered, organisation.name_on(actor.day), back)


def _continue(request: HttpRequest, offered: Any, place: str, back: str) -> HttpResponse:
    """Those that end soon are chosen beforehand, all when none does."""
    actor = request.actor
    if not offered:
        raise NotNow(_("No term here has a last day."))
    soon = [one for one in offered if one.until <= actor.day + queries.ENDS_SOON] or offered
    initial = {
        "terms": [str(one.pk) for one in soon],
        "until": in_words(_a_year_after(max(one.until for one in soon))),
    }
    form = asked.ContinueForm(offered, request.POST or None, initial=initial)

    def go_on() -> str:
        typed = form.cleaned_data
        commands.continue_terms(form.chosen, until=typed["until"], decision=typed["decision"], by=actor, at=actor.at)
        return _("The terms go on until %(day)s.") % {"day": in_words(typed["until"])}

    if done := _done(request, form, go_on, back):
        return done
    return _page(request, form, place, back, _("Continue terms"), _("Continue the terms"))


# -- parts


def _term(request: HttpRequest, of: str, pk: int) -> Term:
    """The term, for those who may change it. Raises Http404 to those who may not even see it."""
    actor = request.actor
    if not can_see_groups(actor):
        raise Http404
    rows = TERMS[of].objects.select_related("person__user", "organisation").prefetch_related("organisation__names")
    if of == "membership":
        membership = _found(request, rows.select_related("group"), pk)
        require(can_manage_members, actor, membership.group)
        return membership
    require(can_appoint, actor)
    return _found(request, rows, pk)


def _found(request: HttpRequest, rows: Any, pk: int) -> Any:
    """Raises Http404; to one who was about to change it NotNow, since a colleague may have taken it away meanwhile."""
    if (term := rows.filter(pk=pk).first()) is None:
        if request.method == "POST":
            raise NotNow(
                _("The term is no longer there. A colleague has taken it away; the history tells who and why.")
            )
        raise Http404
    return term


def _place(request: HttpRequest, term: Term) -> tuple[str, str]:
    """What the term is in, by name, and its page."""
    if isinstance(term, Membership):
        return str(term.group), reverse("group_detail", args=[term.group.code])
    name = term.organisation.name_on(request.actor.day)
    return name, reverse("organisation_detail", args=[term.organisation.key])


def _about(request: HttpRequest, term: Term) -> dict[str, Any]:
    place, back = _place(request, term)
    task = term.get_seat_display() if isinstance(term, Membership) else term.get_role_display()
    return {"term": term, "place": place, "back": back, "task": task, "code": task_of(term), "day": request.actor.day}


def _asked_of(
    request: HttpRequest,
    term: Term,
    form: forms.Form,
    act: Callable[[], str],
    heading: str,
    button: str,
    *,
    suggests: bool = False,
) -> HttpResponse:
    place, back = _place(request, term)
    if done := _done(request, form, act, back):
        return done
    of = "membership" if isinstance(term, Membership) else "appointment"
    about = _about(request, term) | {"own_page": reverse("term_detail", args=[of, term.pk])}
    about = {name: value for name, value in about.items() if name not in {"place", "back"}}
    return _page(request, form, place, back, heading, button, suggests=suggests, **about)


def _done(request: HttpRequest, form: Any, act: Callable[[], str], back: str) -> HttpResponseRedirect | None:
    """Carry out what was asked; a refusal is said on the form, and nothing typed is lost."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        sentence = act()
    except NotNow as refusal:
        form.add_error(None, refusal.sentence)
    except ValidationError as error:
        form.refuse(error)
    else:
        messages.success(request, sentence)
        return HttpResponseRedirect(back)
    return None


def _page(
    request: HttpRequest,
    form: forms.Form,
    place: str,
    back: str,
    heading: str,
    button: str,
    *,
    suggests: bool = False,
    **more: Any,
) -> HttpResponse:
    names = queries.names_to_suggest(request.actor.day, get_language() or "fi") if suggests else ()
    context = more | {
        "form": form,
        "place": place,
        "back": back,
        "heading": heading,
        "button": button,
        "suggestions": names,
    }
    return render(request, "networks/term_form.html", context)


def _usual_end(group: Group, day: date) -> date | None:
    """The last day that most of the members' terms have, which a new one usually shares."""
    ends = [one.until for one in group.memberships.on(day) if one.until and one.until >= day]
    return max(set(ends), key=ends.count) if ends else None


def _a_year_after(day: date) -> date:
    """The same day a year later; the 28th for a leap day."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
