"""Doors of those who do not sign in yet."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office import clock
from networks.commands.invitations import accept_invitation, hash_of, invite
from networks.forms import InvitationAgainForm, InvitationForm
from networks.models import Invitation, Person


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: choose a password and begin."""
    found = Invitation.objects.select_related("person").filter(token_hash=hash_of(token)).first()
    if found is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        # The mail was in the person's language; so is the page it opens.
        translation.activate(found.person.language)
    if found is None or found.accepted_at or found.expires_at <= timezone.now():
        context = {"is_used": bool(found and found.accepted_at)}
        return render(request, "networks/invitation_expired.html", context, status=410)
    form = InvitationForm(request.POST or None, person=found.person)
    if request.method == "POST" and form.is_valid():
        user = accept_invitation(found, form.cleaned_data["password1"], at=timezone.now())
        return perform_login(request, user)
    return render(request, "networks/invitation.html", {"form": form, "person": found.person})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_again(request: HttpRequest) -> HttpResponse:
    """A new link for one that has expired. The answer is the same for every address."""
    form = InvitationAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        if too_many := ratelimit.consume_or_429(request, action="invitation_again", key=address):
            return too_many
        person = (
            Person.objects.filter(email__iexact=address, user=None, invitations__accepted_at=None)
            .exclude(invitations=None)
            .first()
        )
        if person is not None:
            invite(person, by=None, at=clock.now(), now=timezone.now())
        return redirect("invitation_sent")
    return render(request, "networks/invitation_again.html", {"form": form})


@login_not_required
@require_safe
def invitation_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "networks/invitation_sent.html")
