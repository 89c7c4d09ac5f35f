from collections.abc import Sequence
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from networks.actor import Actor
from networks.choices import Role
from networks.models import Organisation, Person
from reporting.choices import Beside, RoundKind
from strategies.models import GoalSet

LONGEST_NOTICE = 365


def default_reminder_days() -> list[int]:
    return [30, 7, 1]


def validate_reminder_days(days: Sequence[int]) -> None:
    """Days before the due day, each once, the longest first."""
    if list(days) != sorted({day for day in days if 1 <= day <= LONGEST_NOTICE}, reverse=True):
        raise ValidationError(
            _("Give whole days from %(longest)s to 1, each once, the longest first: 30,7,1."),
            params={"longest": LONGEST_NOTICE},
        )


class RoundQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "RoundQuerySet":
        """Every round to members of the network; to a registry those that are addressed to it."""
        return self if actor.reads_across else self.addressed_to_registry_of(actor)

    def addressed_to_registry_of(self, actor: Actor) -> "RoundQuerySet":
        """Rounds of which a registry that the actor is a clerk of is an addressee (requirements P6)."""
        registries = actor.organisations_as(Role.REGISTRY)
        if not registries:
            return self.none()
        addressed = Addressee.objects.filter(round=OuterRef("pk"), organisation__in=registries, capacity=Role.REGISTRY)
        return self.filter(Exists(addressed))


class Round(models.Model):
    """A round of one year (raportointikierros): what is asked, of whom, by when, and to whom it goes."""

    kind = models.CharField(_("kind"), max_length=20, choices=RoundKind)
    year = models.PositiveSmallIntegerField(_("year"))
    title_fi = models.CharField(_("title in Finnish"), max_length=120)
    title_sv = models.CharField(_("title in Swedish"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    # None: in preparation. A moment to come: prepared, and opened by itself when the moment comes.
    opens = models.DateTimeField(_("opens"), null=True, blank=True)
    planned_opens = models.DateTimeField(_("planned to open"), null=True, blank=True)
    due = models.DateTimeField(_("due"))
    page_note = models.PositiveSmallIntegerField(_("pages above which the writer is told"), null=True, blank=True)
    page_limit = models.PositiveSmallIntegerField(_("most pages that can be sent"), null=True, blank=True)
    goal_set = models.ForeignKey(GoalSet, models.PROTECT, null=True, blank=True, verbose_name=_("national goals"))

    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("days before the due day on which writers are reminded"),
        default=default_reminder_days,
        blank=True,
        validators=[validate_reminder_days],
    )

    waits_for_feedback = models.BooleanField(
        _("reports are read in other regions only when the feedback on them has been published"), default=False
    )
    copied_from = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="copy",
        verbose_name=_("copied from"),
    )
    version = models.PositiveIntegerField(_("number of the last save"), default=0)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-year", "-due"]
        constraints = [
            models.CheckConstraint(condition=Q(opens=None) | Q(opens__lt=F("due")), name="round_opens_before_due"),
            models.CheckConstraint(
                condition=Q(page_note=None) | Q(page_limit=None) | Q(page_note__lte=F("page_limit")),
                name="round_note_within_limit",
            ),
            models.UniqueConstraint(fields=["kind", "year", "due"], name="round_once"),
            models.CheckConstraint(
                condition=Q(
                    Func(F("reminder_days"), function="reporting_are_reminder_days", output_field=BooleanField())
                ),
                name="round_reminder_days_descend",
            ),
            models.CheckConstraint(
                condition=Q(waits_for_feedback=False) | Q(kind=RoundKind.REPORT),
                name="only_reports_wait_for_feedback",
            ),
        ]

    def __str__(self) -> str:
        return self.title_in(translation.get_language() or "fi")

    def title_in(self, language: str) -> str:
        return {"sv": self.title_sv, "en": self.title_en}.get(language) or self.title_fi

    @property
    def is_in_preparation(self) -> bool:
        return self.opens is None

    @property
    def is_plan(self) -> bool:
        """Of action plans; the others are of reports, and pages say which."""
        return self.kind == RoundKind.PLAN

    @property
    def is_group_report(self) -> bool:
        """Of development groups' half-year reports (requirements G19)."""
        return self.kind == RoundKind.GROUP_REPORT

    @property
    def is_reviewed(self) -> bool:
        """The ministries review plans and reports. A development group's report is received and read (G19)."""
        return not self.is_group_report

    def is_open(self, at: datetime) -> bool:
        return self.opens is not None and self.opens <= at


class Question(models.Model):
    """A question of a round. Its Finnish wording is the ministries'; old reports keep the questions they answered."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="questions", verbose_name=_("round"))
    number = models.PositiveSmallIntegerField(_("number"))
    title_fi = models.CharField(_("short title in Finnish"), max_length=120)
    title_sv = models.CharField(_("short title in Swedish"), max_length=120)
    title_en = models.CharField(_("short title in English"), max_length=120)
    text_fi = models.TextField(_("question in Finnish"))
    text_sv = models.TextField(_("question in Swedish"))
    text_en = models.TextField(_("question in English"))
    hint_fi = models.TextField(_("hint in Finnish"), blank=True)
    hint_sv = models.TextField(_("hint in Swedish"), blank=True)
    hint_en = models.TextField(_("hint in English"), blank=True)
    is_sv_own_translation = models.BooleanField(_("the Swedish is our own translation"), default=True)
    beside = models.CharField(_("what stands beside it"), max_length=30, choices=Beside, blank=True, default="")

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="question_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def title_in(self, language: str) -> str:
        return {"sv": self.title_sv, "en": self.title_en}.get(language) or self.title_fi

    def text_in(self, language: str) -> str:
        return {"sv": self.text_sv, "en": self.text_en}.get(language) or self.text_fi

    def hint_in(self, language: str) -> str:
        return {"sv": self.hint_sv, "en": self.hint_en}.get(language) or self.hint_fi

    @property
    def title(self) -> str:
        return self.title_in(translation.get_language() or "fi")

    @property
    def text(self) -> str:
        return self.text_in(translation.get_language() or "fi")

    @property
    def hint(self) -> str:
        return self.hint_in(translation.get_language() or "fi")


class AddresseeQuerySet(models.QuerySet):
    def registering(self) -> "AddresseeQuerySet":
        """Those who write case numbers: the registries. A development group's report goes to no registry, so there
        every addressee does.
        """
        return self.filter(Q(capacity=Role.REGISTRY) | Q(round__kind=RoundKind.GROUP_REPORT))

    def receiving_reports(self) -> "AddresseeQuerySet":
        """Those who receive the round's ministry report: the secretaries; of development groups' reports all (G19)."""
        return self.filter(Q(capacity=Role.NATIONAL_SECRETARY) | Q(round__kind=RoundKind.GROUP_REPORT))


class Addressee(models.Model):
    """To whom a round's documents go: those who hold a role in an organisation that day."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="addressees", verbose_name=_("round"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"))
    capacity = models.CharField(_("in the capacity of"), max_length=20, choices=Role)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation", "capacity"], name="addressee_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.capacity}"


class RoundChange(models.Model):
    """One save of a round: who, when and what. After the opening a correction of wording, with its reason.

    `what` is a list of {"where", "before", "after"}: `where` is a field of the round, «question.2.text_sv» or
    «addressees»; before and after are texts. The database refuses to change or delete a row.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="changes", verbose_name=_("round"))
    number = models.PositiveIntegerField(_("number"))
    what = models.JSONField(_("what changed"), default=list)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a round")
        verbose_name_plural = _("changes of rounds")
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="round_change_once")]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"
