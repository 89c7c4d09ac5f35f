from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.choices import LANGUAGES, Role

from .lasting import Lasting, never_overlapping, since_before_until
from .organisations import Organisation


class Person(models.Model):
    """A person of the network, with work contact data alone (GDPR). Most never sign in."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("work e-mail"), blank=True)
    phone = models.CharField(_("work phone"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fi")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="person_email_once",
                violation_error_message=_("Another person has this address."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet:
        """With the person, whose name every page shows: the signed-in user costs one query."""
        return super().get_queryset().select_related("person")

    def create(self, **fields: Any) -> "User":
        password = fields.pop("password", None)
        user = self.model(**fields)
        user.email = self.normalize_email(user.email).lower()
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person's sign-in. It exists only once an invitation has been accepted."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="user", verbose_name=_("person"))
    email = models.EmailField(_("e-mail for signing in"), unique=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may enter the engine room"), default=False)
    date_joined = models.DateTimeField(_("accepted the invitation"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.person.name

    def get_full_name(self) -> str:
        return self.person.name

    def get_short_name(self) -> str:
        return self.person.name


class Invitation(models.Model):
    """A one-time link by which a person makes a sign-in. Only the link's hash is stored. Times are real times."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations", verbose_name=_("person"))
    token_hash = models.CharField(_("hash of the link"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Appointment(Lasting):
    """What a person does for an organisation, for a time: expert of a centre, secretary in a ministry."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="appointments", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["organisation", "role", "since"]
        constraints = [
            since_before_until("appointment"),
            never_overlapping(
                "appointment_once_at_a_time",
                ("person", "organisation", "role"),
                _("The person has this role in the organisation already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
