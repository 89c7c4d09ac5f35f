"""Each centre of a development group confirms the half-year report before the convener sends it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.choices import Role, Seat
from networks.models import Organisation, Person
from reporting.choices import ConfirmationAct

from .documents import Document

# An expert confirms for the centre, or a member of the group who represents it.
CAPACITIES = [
    (Role.EXPERT.value, Role.EXPERT.label),
    *((seat.value, seat.label) for seat in (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER)),
]


class GroupReportConfirmation(models.Model):
    """A centre confirmed a development group's report, or took its confirmation back. Its newest act counts.

    It counts only while the report says what was confirmed, word for word: an edit undoes all by nature.
    The database refuses to change or delete a row.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="confirmations", verbose_name=_("document"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("centre"))
    act = models.CharField(_("act"), max_length=10, choices=ConfirmationAct)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    capacity = models.CharField(_("in the capacity of"), max_length=20, choices=CAPACITIES)
    at = models.DateTimeField(_("at"))
    sha256 = models.CharField(_("SHA-256 of what was confirmed"), max_length=64)

    class Meta:
        verbose_name = _("confirmation of a development group's report")
        verbose_name_plural = _("confirmations of development groups' reports")
        ordering = ["document", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=ConfirmationAct.values), name="group_report_confirmation_act_is_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=[value for value, _label in CAPACITIES]),
                name="group_report_confirmed_by_expert_or_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.act}"
