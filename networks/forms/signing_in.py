"""Forms of signing in and of one's own details. allauth's fields with the portal's words."""

from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm as BaseGenerateRecoveryCodesForm
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from elo_portal.office.widgets import RadioChoices

from ..models import Person, User

E_MAIL = _("E-mail")
WRITE_E_MAIL = _("Write your e-mail address")
E_MAIL_FORM = _("Write the e-mail address in the form name@example.fi")
PASSWORD = _("Password")
WRITE_PASSWORD = _("Write your password")
NEW_PASSWORD = _("New password")
NEW_PASSWORD_HINT = _("At least 12 characters. Several words in a row are easy to remember and hard to guess.")
WRITE_NEW_PASSWORD = _("Write a new password")
PASSWORD_AGAIN = _("The same password again")
WRITE_PASSWORD_AGAIN = _("Write the same password again")
PASSWORDS_DIFFER = _("The passwords differ. Write the same password in both fields.")


class _PlainFields:
    """Labels above, hints below them, no placeholders, and errors that say what to do."""

    words: ClassVar[dict[str, dict[str, Any]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            said = self.words.get(name, {})
            field.label = said.get("label", field.label)
            field.help_text = said.get("help_text", "")
            if "required" in said:
                field.error_messages["required"] = said["required"]
            if "invalid" in said:
                field.error_messages["invalid"] = said["invalid"]
            field.widget.attrs.update(said.get("attrs", {}))


class _TwiceTheSame:
    """Both passwords must be the same."""

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self)  # type: ignore[arg-type]
        cleaned = self.cleaned_data if cleaned is None else cleaned  # type: ignore[attr-defined]
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", PASSWORDS_DIFFER)  # type: ignore[attr-defined]
        return cleaned


ADDRESS = {"label": E_MAIL, "required": WRITE_E_MAIL, "invalid": E_MAIL_FORM}
TWO_PASSWORDS = {
    "password1": {"label": NEW_PASSWORD, "help_text": NEW_PASSWORD_HINT, "required": WRITE_NEW_PASSWORD},
    "password2": {"label": PASSWORD_AGAIN, "required": WRITE_PASSWORD_AGAIN},
}
ONE_TIME = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(_PlainFields, account_forms.LoginForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {
        "login": {
            **ADDRESS,
            "help_text": _("The address that the invitation was sent to"),
            "attrs": {"autocomplete": "username"},
        },
        "password": {"label": PASSWORD, "required": WRITE_PASSWORD},
        "remember": {
            "label": _("Keep me signed in on this device"),
            "help_text": _("At most 8 hours. Do not choose this on a shared computer."),
        },
    }


class RequestLoginCodeForm(_PlainFields, account_forms.RequestLoginCodeForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {"email": {**ADDRESS, "attrs": {"autocomplete": "username"}}}


class ConfirmLoginCodeForm(_PlainFields, account_forms.ConfirmLoginCodeForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {
        "code": {
            "label": _("Code from the mail"),
            "required": _("Write the code that came by mail"),
            "attrs": {"autocomplete": "one-time-code", "autocapitalize": "characters"},
        }
    }


class ResetPasswordForm(_PlainFields, account_forms.ResetPasswordForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {"email": {**ADDRESS, "attrs": {"autocomplete": "username"}}}


class ResetPasswordKeyForm(_PlainFields, _TwiceTheSame, account_forms.ResetPasswordKeyForm):
    words: ClassVar[dict[str, dict[str, Any]]] = TWO_PASSWORDS


class ChangePasswordForm(_PlainFields, _TwiceTheSame, account_forms.ChangePasswordForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {
        "oldpassword": {"label": _("Present password"), "required": _("Write your present password")},
        **TWO_PASSWORDS,
    }


class SetPasswordForm(_PlainFields, _TwiceTheSame, account_forms.SetPasswordForm):
    words: ClassVar[dict[str, dict[str, Any]]] = TWO_PASSWORDS


class ReauthenticateForm(_PlainFields, account_forms.ReauthenticateForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {"password": {"label": PASSWORD, "required": WRITE_PASSWORD}}


class SecondFactorForm(_PlainFields, mfa_forms.AuthenticateForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {
        "code": {
            "label": _("Code"),
            "help_text": _("Six digits from your authenticator app, or one of your recovery codes"),
            "required": _("Write the code of your authenticator app or a recovery code"),
            "attrs": {"autocomplete": "one-time-code"},
        }
    }


class SecondFactorAgainForm(_PlainFields, mfa_forms.ReauthenticateForm):
    words: ClassVar[dict[str, dict[str, Any]]] = SecondFactorForm.words


class ActivateSecondFactorForm(_PlainFields, totp_forms.ActivateTOTPForm):
    words: ClassVar[dict[str, dict[str, Any]]] = {
        "code": {
            "label": _("Code that the app shows"),
            "help_text": _("Six digits"),
            "required": _("Write the six digits that the app shows"),
            "attrs": ONE_TIME,
        }
    }


class DeactivateSecondFactorForm(totp_forms.DeactivateTOTPForm):
    """A button and nothing else."""


class GenerateRecoveryCodesForm(BaseGenerateRecoveryCodesForm):
    """A button and nothing else."""


class InvitationForm(_PlainFields, _TwiceTheSame, forms.Form):
    """Choosing the first password."""

    password1 = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=200
    )
    password2 = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=200
    )
    words: ClassVar[dict[str, dict[str, Any]]] = {
        **TWO_PASSWORDS,
        "password1": {**TWO_PASSWORDS["password1"], "label": PASSWORD},
    }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password1(self) -> str:
        """The rules of AUTH_PASSWORD_VALIDATORS, likeness to the person's address included."""
        return get_adapter().clean_password(self.cleaned_data["password1"], user=User(email=self.person.email))


class InvitationAgainForm(_PlainFields, forms.Form):
    """Asking for a new link."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    words: ClassVar[dict[str, dict[str, Any]]] = {
        "email": {**ADDRESS, "help_text": _("The address that the invitation was sent to")}
    }


class LanguageForm(forms.Form):
    """The language of pages and mails."""

    language = forms.ChoiceField(
        label=_("Language of pages and mail"),
        choices=[("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")],
        widget=RadioChoices,
        error_messages={"required": _("Choose a language"), "invalid_choice": _("Choose a language")},
    )
