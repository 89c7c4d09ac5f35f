"""How people sign in: allauth's hooks, in the portal's own way.

Nobody signs up. A sign-in exists only once an invitation has been accepted, and an outside identity is known by
its provider and its own id alone: an equal e-mail address proves nothing.
"""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import password_changed, password_reset
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.signals import social_account_added, social_account_removed
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from elo_portal.office import audit, clock
from elo_portal.office.middleware import SESSION_LANGUAGE

from . import mails
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """E-mail and password, or a one-time code by mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This sign-in is not in use."),
        "email_password_mismatch": _("The e-mail address or the password is wrong. Check both."),
        "enter_current_password": _("Write your present password."),
        "incorrect_code": _("The code is wrong or has expired."),
        "incorrect_password": _("The password is wrong."),
        "invalid_login": _("Signing in did not succeed. Begin again."),
        "invalid_or_expired_key": _("The link has been used or has expired."),
        "invalid_password_reset": _("The link has been used or has expired."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "same_as_current": _("Choose a password that differs from the present one."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again. Nothing has been locked."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the portal's own address, whatever the request said its host was."""
        uid, _dash, secret = key.partition("-")
        return settings.PORTAL_ADDRESS + reverse("account_reset_password_from_key", args=[uid, secret])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail as a row of the portal's own, to the person's sign-in address and nowhere else."""
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            return
        facts = dict(context)
        if "password_reset_url" in facts:
            facts["path"] = facts["password_reset_url"].removeprefix(settings.PORTAL_ADDRESS)
        mails.send_account_mail(template_prefix, user.person, user.email, facts, at=clock.now())


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Identities of outside providers (for Virtu). Each was connected by a person who had signed in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        raise ImmediateHttpResponse(render(request, "socialaccount/not_connected.html", status=403))


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor; its secrets lie encrypted in the database, with keys made of SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Switch the second factor on first."),
        "incorrect_code": _("The code is wrong. Write the newest code of your authenticator app."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Newest key first, so that SECRET_KEY can be changed by moving the old one to SECRET_KEY_FALLBACKS."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa:{key!s}".encode()).digest())) for key in keys]
    )


def connect_signals() -> None:
    """Called once when the portal starts."""
    user_logged_in.connect(_signed_in, dispatch_uid="networks.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="networks.signed_out")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="networks.sign_in_failed")
    password_changed.connect(_password_changed, dispatch_uid="networks.password_changed")
    password_reset.connect(_password_changed, dispatch_uid="networks.password_reset")
    authenticator_added.connect(_second_factor_added, dispatch_uid="networks.factor_added")
    authenticator_removed.connect(_second_factor_removed, dispatch_uid="networks.factor_removed")
    authenticator_reset.connect(_second_factor_added, dispatch_uid="networks.factor_reset")
    social_account_added.connect(_identity_added, dispatch_uid="networks.identity_added")
    social_account_removed.connect(_identity_removed, dispatch_uid="networks.identity_removed")
    post_save.connect(_forget_old_addresses, sender=User, dispatch_uid="networks.old_addresses")


def _signed_in(request: HttpRequest | None = None, user: User | None = None, **_: Any) -> None:
    if user is None:
        return
    if request is not None and hasattr(request, "session"):
        request.session[SESSION_LANGUAGE] = user.person.language
    audit.record("sign_in", user, user=user)


def _signed_out(user: User | None = None, **_: Any) -> None:
    if user is not None:
        audit.record("sign_out", user, user=user)


def _sign_in_failed(credentials: dict[str, Any], **_: Any) -> None:
    """What was typed is not kept: it may be a password in the wrong field."""
    known = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
    audit.record("sign_in.failed", known or "")


def _password_changed(user: User, **_: Any) -> None:
    audit.record("password.changed", user, user=user)


def _second_factor_added(user: User, authenticator: Authenticator, **_: Any) -> None:
    audit.record("second_factor.added", user, user=user, type=authenticator.type)


def _second_factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    audit.record("second_factor.removed", user, user=user, type=authenticator.type)


def _identity_added(sociallogin: SocialLogin, **_: Any) -> None:
    audit.record("identity.connected", sociallogin.user, user=sociallogin.user, provider=sociallogin.account.provider)


def _identity_removed(socialaccount: SocialAccount, **_: Any) -> None:
    audit.record("identity.removed", socialaccount.user, user=socialaccount.user, provider=socialaccount.provider)


def _forget_old_addresses(instance: User, **_: Any) -> None:
    """allauth keeps addresses in a table of its own; one that is no longer the user's must not sign in."""
    EmailAddress.objects.filter(user=instance).exclude(email__iexact=instance.email).delete()
