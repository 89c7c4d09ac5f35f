"""What is typed about the terms of people in groups and organisations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.fields import DayField, LongField
from elo_portal.office.widgets import CheckboxChoices, RadioChoices
from elo_portal.office.words import day as in_words

from .. import queries
from ..choices import LANGUAGES, MEMBER_KINDS, ROLES_IN, OrganisationKind, Seat
from ..commands.terms import Body, Days, Newcomer, Term
from ..models import Group, Membership, Organisation, Person

NEW = "new"
E_MAIL_FORM = gettext_lazy("Write the whole address, for example name@example.fi")


class _Terms(forms.Form):
    """Days of a term, and refusals of the commands beside the field that they are about."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must not be before the first day."))
        return cleaned

    @property
    def days(self) -> Days:
        return Days(self.cleaned_data["since"], self.cleaned_data.get("until"))

    def refuse(self, error: ValidationError) -> None:
        """What a constraint says, beside its field where the field is on the form."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                place = {"email": "email", "until": "until"}.get(name)
                self.add_error(place if place in self.fields else None, errors)
        else:
            self.add_error(None, error)


def _since(**words: Any) -> DayField:
    return DayField(label=gettext_lazy("First day"), **words)


def _until() -> DayField:
    return DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("In the form dd.mm.yyyy. The day is included. Leave empty if no end has been set."),
    )


def _decision() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Decision"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: decision of the group, 12.3.2014 § 4"),
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class _Who(forms.Form):
    """A person by name and address, who may be known already."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the person's name")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Work e-mail"),
        required=False,
        help_text=gettext_lazy("For the group's messages, and for signing in if the person is invited to."),
        error_messages={"invalid": E_MAIL_FORM},
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of messages"), choices=LANGUAGES, widget=RadioChoices, initial="fi"
    )

    def known(self, name: str, email: str) -> Person | None:
        """The person of the address; the name must be theirs, else one of the two has been written wrong."""
        person = queries.person_at(email)
        if person is not None and person.name.casefold() != name.casefold():
            self.add_error("email", _("The address is another person's in the portal. Check the name and the address."))
        return person

    def newcomer(self, person: Person | None) -> Newcomer:
        typed = self.cleaned_data
        return Newcomer(typed["name"], typed["email"], typed["language"], person)


class _Body(forms.Form):
    """The organisation that a member represents, by its name and kind."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=160,
        error_messages={"required": gettext_lazy("Write the organisation that the member represents")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "list": "organisations"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of body"),
        help_text=gettext_lazy("Choose one."),
        error_messages={"required": gettext_lazy("Choose the kind of body that the member represents")},
        widget=RadioChoices,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label[:1].upper() + kind.label[1:]) for kind in MEMBER_KINDS]
        self._known: Organisation | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, kind = cleaned.get("organisation"), cleaned.get("kind")
        if name and kind and self.asks_for_body():
            self._known = self._find(name, kind)
        return cleaned

    def asks_for_body(self) -> bool:
        return True

    def _find(self, name: str, kind: str) -> Organisation | None:
        called = queries.organisations_called(name)
        for one in called:
            if one.kind == kind or (kind == OrganisationKind.OTHER and one.kind not in MEMBER_KINDS):
                return one
        if called:
            word = OrganisationKind(called[0].kind).label
            self.add_error("kind", _("The portal knows the organisation as: %(kind)s. Choose that.") % {"kind": word})
        elif kind == OrganisationKind.CENTRE:
            self.add_error("organisation", _("The portal knows no ELY centre of this name. Write it in full."))
        return None

    @property
    def body(self) -> Body:
        typed = self.cleaned_data
        return Body(typed["organisation"], typed["kind"], self._known)


class MemberForm(_Who, _Body, _Terms):
    """A new member of a group."""

    seat = forms.ChoiceField(
        label=gettext_lazy("Seat"), initial=Seat.MEMBER, widget=forms.Select(attrs={"class": "input"})
    )
    since = _since()
    until = _until()
    decision = _decision()
    field_order = ("name", "organisation", "kind", "seat", "since", "until", "email", "language", "decision")

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        self.group = group
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = _seats()
        self.fields["language"].initial = group.language
        self._person: Person | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if name := cleaned.get("name"):
            email = cleaned.get("email", "")
            self._person = self.known(name, email) if email else queries.namesake_in(self.group, name)
        return cleaned

    @property
    def who(self) -> Newcomer:
        return self.newcomer(self._person)


class ReplaceMemberForm(MemberForm):
    """Who takes the seat: one of the members, or somebody new."""

    member = forms.ChoiceField(
        label=gettext_lazy("Who takes the seat?"),
        widget=RadioChoices,
        error_messages={"required": gettext_lazy("Choose who takes the seat")},
    )
    stays = forms.BooleanField(label=gettext_lazy("The one who leaves the seat stays as a member"), required=False)
    field_order = ("member", "name", "organisation", "kind", "email", "language", "since", "until", "decision", "stays")

    def __init__(self, membership: Membership, others: Sequence[Membership], *args: Any, **kwargs: Any) -> None:
        super().__init__(membership.group, *args, **kwargs)
        del self.fields["seat"]
        if membership.seat == Seat.MEMBER:
            del self.fields["stays"]
        self.others = {str(one.pk): one for one in others}
        self.fields["member"].choices = [
            *((key, one.person.name) for key, one in self.others.items()),
            (NEW, _("Somebody new")),
        ]
        if not self.others:
            self.fields["member"].initial = NEW
        for name in ("name", "organisation", "kind"):
            self.fields[name].required = False
        self.fields["name"].label = _("Name of the new one")
        self.fields["organisation"].label = _("Organisation of the new one")
        self.fields["kind"].label = _("Kind of body of the new one")
        self.fields["email"].label = _("Work e-mail of the new one")

    def asks_for_body(self) -> bool:
        return self.cleaned_data.get("member") == NEW

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("member") == NEW:
            for name in ("name", "organisation", "kind"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return super().clean()

    @property
    def chosen(self) -> Membership | None:
        return self.others.get(self.cleaned_data["member"])

    @property
    def who(self) -> Newcomer:
        if self.chosen is not None:
            return Newcomer(self.chosen.person.name, person=self.chosen.person)
        return super().who

    @property
    def body(self) -> Body:
        if self.chosen is not None:
            return Body("", "", self.chosen.organisation)
        return super().body


class SeatForm(_Terms):
    """Another seat for a member, from a day."""

    seat = forms.ChoiceField(label=gettext_lazy("Seat"), widget=forms.Select(attrs={"class": "input"}))
    since = _since()
    decision = _decision()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = _seats()


class EndForm(_Terms):
    """The last day of a term."""

    last_day = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("In the form dd.mm.yyyy. Access ends at midnight after it."),
    )
    decision = _decision()


class _Correct(_Terms):
    """Name and address of a person who does not sign in yet, and why the term is corrected."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the person's name")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Work e-mail"),
        required=False,
        error_messages={"invalid": E_MAIL_FORM},
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    since = _since()
    until = _until()
    reason = LongField(
        label=gettext_lazy("What was wrong?"),
        help_text=gettext_lazy("Those who read the history see it."),
        required_words=gettext_lazy("Write what was wrong"),
        max_length=500,
    )

    def __init__(self, term: Term, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if queries.has_sign_in(term.person):
            del self.fields["name"], self.fields["email"]


class CorrectMemberForm(_Body, _Correct):
    """A membership that was written wrong."""

    seat = forms.ChoiceField(label=gettext_lazy("Seat"), widget=forms.Select(attrs={"class": "input"}))
    decision = _decision()
    field_order = ("name", "organisation", "kind", "email", "seat", "since", "until", "decision", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = _seats()


class CorrectAppointmentForm(_Correct):
    """An appointment that was written wrong."""


class RemoveForm(forms.Form):
    """Why a term is taken away."""

    reason = LongField(
        label=gettext_lazy("Why is it taken away?"),
        help_text=gettext_lazy("Those who read the history see it."),
        required_words=gettext_lazy("Write why it is taken away"),
        max_length=500,
    )


class AppointForm(_Who, _Terms):
    """A task in an organisation for a person, who signs in with the address."""

    role = forms.ChoiceField(
        label=gettext_lazy("Task"),
        widget=RadioChoices,
        error_messages={"required": gettext_lazy("Choose the task")},
    )
    since = _since()
    until = _until()
    decision = _decision()
    field_order = ("name", "email", "language", "role", "since", "until", "decision")

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = ROLES_IN.get(OrganisationKind(organisation.kind), ())
        self.fields["role"].choices = [(role.value, role.label[:1].upper() + role.label[1:]) for role in roles]
        self.fields["email"].required = True
        self.fields["email"].help_text = _("The address with which the person signs in.")
        self.fields["email"].error_messages["required"] = _("Write the person's work e-mail")
        self._person: Person | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("name") and cleaned.get("email"):
            self._person = self.known(cleaned["name"], cleaned["email"])
        return cleaned

    @property
    def who(self) -> Newcomer:
        return self.newcomer(self._person)


class ReplaceAppointedForm(AppointForm):
    """Who takes the task."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["role"]


class ContinueForm(forms.Form):
    """Which terms go on, and until when."""

    terms = forms.MultipleChoiceField(
        label=gettext_lazy("Whose term goes on?"),
        widget=CheckboxChoices,
        error_messages={"required": gettext_lazy("Choose at least one")},
    )
    until = DayField(label=gettext_lazy("New last day"))
    decision = _decision()

    def __init__(self, terms: Sequence[Term], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in terms}
        self.fields["terms"].choices = [(key, said(one)) for key, one in self.offered.items()]

    @property
    def chosen(self) -> list[Term]:
        return [self.offered[key] for key in self.cleaned_data["terms"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        until = cleaned.get("until")
        if until and any(
            self.offered[key].until and self.offered[key].until >= until for key in cleaned.get("terms", ())
        ):
            self.add_error("until", _("Choose a day after the present last days"))
        return cleaned


def said(term: Term) -> str:
    """Aino Heikkinen, secretary – until 31.12.2014"""
    task = term.get_seat_display() if isinstance(term, Membership) else term.get_role_display()
    return _("%(name)s, %(task)s – until %(day)s") % {
        "name": term.person.name,
        "task": task,
        "day": in_words(term.until),
    }


def _seats() -> list[tuple[str, str]]:
    return [(seat.value, str(seat.label)[:1].upper() + str(seat.label)[1:]) for seat in queries.SEATS_IN_ORDER]
