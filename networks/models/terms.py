from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.choices import Role, Seat, TermAct

from .groups import Group, Membership
from .organisations import Organisation
from .people import Appointment, Person


class TermChange(models.Model):
    """What was done to a person's term (toimikausi) in a group or in an organisation's task: the history of both.

    Who and what are written as they were after the act. The database refuses to change or delete a row.
    """

    act = models.CharField(_("act"), max_length=10, choices=TermAct)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="term_changes", verbose_name=_("group")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="term_changes", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    instead_of = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in the place of")
    )
    task = models.CharField(_("seat or role"), max_length=20, choices=[*Seat.choices, *Role.choices], blank=True)
    day = models.DateField(_("holds from"))
    until = models.DateField(_("last day"), null=True, blank=True)
    before = models.JSONField(_("as it was before"), default=dict, blank=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a term")
        verbose_name_plural = _("changes of terms")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False) | Q(organisation__isnull=False), name="term_change_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(act=TermAct.CONFIRMED, person=None) | (~Q(act=TermAct.CONFIRMED) & Q(person__isnull=False)),
                name="term_change_has_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=[TermAct.CORRECTED, TermAct.REMOVED]) | ~Q(reason=""),
                name="term_change_of_an_error_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.group_id or self.organisation_id} {self.person_id}"

    @property
    def task_name(self) -> str:
        return str(dict([*Seat.choices, *Role.choices]).get(self.task, ""))


class TermNotice(models.Model):
    """A person was told that a term ends in so many days. About one last day; a new one is told of anew."""

    membership = models.ForeignKey(
        Membership, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("membership")
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("appointment")
    )
    until = models.DateField(_("last day that it was about"))
    days = models.PositiveSmallIntegerField(_("days before the last day"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("notice of a term that ends")
        verbose_name_plural = _("notices of terms that end")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "until", "days"],
                condition=Q(membership__isnull=False),
                name="notice_of_a_membership_once",
            ),
            models.UniqueConstraint(
                fields=["appointment", "until", "days"],
                condition=Q(appointment__isnull=False),
                name="notice_of_an_appointment_once",
            ),
            models.CheckConstraint(
                condition=Q(membership=None, appointment__isnull=False) | Q(membership__isnull=False, appointment=None),
                name="term_notice_is_of_one_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id or self.appointment_id} {self.until} {self.days}"
