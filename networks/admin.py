from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office import clock
from elo_portal.office.engine_room import AuditedAdmin, AuditedInline, ReadOnlyAdmin
from elo_portal.office.refusals import NotNow

from .commands.invitations import invite
from .commands.people import remove_second_factor
from .models import (
    Appointment,
    ContactAddress,
    Coverage,
    Group,
    GroupArea,
    GroupChange,
    Invitation,
    Membership,
    Organisation,
    OrganisationName,
    Participation,
    Person,
    Region,
    Succession,
    TermChange,
    TermNotice,
    Theme,
    User,
)


class NameInline(AuditedInline):
    model = OrganisationName


class ContactInline(AuditedInline):
    model = ContactAddress


class CoverageInline(AuditedInline):
    model = Coverage


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    list_display = ("key", "kind", "abbreviation", "since", "until")
    list_filter = ("kind",)
    search_fields = ("key", "abbreviation", "names__fi", "names__sv")
    inlines = (NameInline, ContactInline, CoverageInline)


class AreaInline(AuditedInline):
    model = GroupArea


class ParticipationInline(AuditedInline):
    model = Participation
    autocomplete_fields = ("organisation",)


@admin.register(Group)
class GroupAdmin(AuditedAdmin):
    list_display = ("code", "name_fi", "kind", "language", "since", "until")
    list_filter = ("kind",)
    search_fields = ("code", "name_fi", "name_sv")
    inlines = (AreaInline, ParticipationInline)


@admin.register(GroupChange)
class GroupChangeAdmin(ReadOnlyAdmin):
    list_display = ("group", "act", "organisation", "day", "by", "at")
    list_filter = ("act",)
    list_select_related = ("group", "organisation", "by")


@admin.register(Person)
class PersonAdmin(AuditedAdmin):
    list_display = ("name", "email", "title", "language")
    search_fields = ("name", "email")
    actions = ("invite_to_sign_in",)

    @admin.action(description=gettext_lazy("Invite to sign in"))
    def invite_to_sign_in(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Each gets a one-time link by mail; who signs in already or has no address is named."""
        for person in queryset:
            try:
                invite(person, by=request.user.person, at=clock.now(), now=timezone.now())
            except NotNow as refusal:
                self.message_user(request, refusal.sentence, messages.WARNING)
            else:
                self.message_user(request, _("%(name)s has been invited.") % {"name": person.name}, messages.SUCCESS)


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    """Appointments are written on the organisations' pages, where their history is kept."""

    list_display = ("person", "role", "organisation", "since", "until")
    list_filter = ("role",)
    list_select_related = ("person", "organisation")
    search_fields = ("person__name", "person__email")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Memberships are written on the groups' pages, where their history is kept."""

    list_display = ("person", "group", "seat", "organisation", "since", "until")
    list_filter = ("seat", "group")
    list_select_related = ("person", "group", "organisation")
    search_fields = ("person__name",)


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """Sign-ins. They are made by accepting an invitation, and their passwords are never seen here."""

    list_display = ("email", "person", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "person__name")
    fields = ("person", "email", "is_active", "is_staff", "date_joined", "last_login")
    readonly_fields = ("person", "email", "date_joined", "last_login")
    actions = ("remove_second_factor",)

    @admin.action(description=gettext_lazy("Remove a second factor that has been lost"))
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For one who has lost both the device and the recovery codes, and is known to be who they say."""
        for user in queryset:
            remove_second_factor(user, by=request.user)
            self.message_user(
                request, _("The second factor of %(name)s has been removed.") % {"name": user}, messages.SUCCESS
            )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("person", "created_at", "expires_at", "accepted_at", "by")
    list_select_related = ("person", "by")
    fields = ("person", "created_at", "expires_at", "accepted_at", "by")


@admin.register(Region)
class RegionAdmin(AuditedAdmin):
    list_display = ("code", "name_fi", "name_sv", "name_en")


@admin.register(Succession)
class SuccessionAdmin(AuditedAdmin):
    list_display = ("predecessor", "successor", "region", "day")
    list_select_related = ("predecessor", "successor", "region")


@admin.register(Theme)
class ThemeAdmin(AuditedAdmin):
    list_display = ("code", "fi", "is_main")


@admin.register(TermChange)
class TermChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "act", "person", "task", "group", "organisation", "day", "by")
    list_filter = ("act",)
    list_select_related = ("person", "group", "organisation", "by")


@admin.register(TermNotice)
class TermNoticeAdmin(ReadOnlyAdmin):
    list_display = ("at", "membership", "appointment", "until", "days")
    list_select_related = ("membership__person", "appointment__person")
