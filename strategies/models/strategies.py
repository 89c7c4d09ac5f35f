import json
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.models import Upload
from networks.actor import Actor
from networks.choices import DOCUMENT_LANGUAGES, GroupKind, Role, Seat
from networks.models import GroupArea, Organisation, Person, Region
from networks.models.lasting import LastingQuerySet, never_overlapping, since_before_until

LONGEST_CASE_NUMBER = 50


class StrategyQuerySet(models.QuerySet):
    def written_by(self, actor: Actor) -> "StrategyQuerySet":
        """Those that the actor may write (permissions.can_write)."""
        steered = [place.group for place in actor.places if place.seat in {Seat.CHAIR, Seat.SECRETARY}]
        areas = GroupArea.objects.on(actor.day).filter(group__in=steered, group__kind=GroupKind.REGIONAL)
        of_areas = Strategy.regions.through.objects.filter(region__in=areas.values("region"))
        return self.filter(
            Q(coordinator__in=actor.organisations_as(Role.EXPERT)) | Q(pk__in=of_areas.values("strategy"))
        )

    def visible_to(self, actor: Actor) -> "StrategyQuerySet":
        """What has been adopted is seen by every member of the network, what is being written by its writers (W7)."""
        if not actor.is_in_network:
            return self.none()
        was_adopted = Exists(StrategyVersion.objects.adopted().filter(strategy=OuterRef("pk")))
        return self.filter(was_adopted | Q(pk__in=Strategy.objects.written_by(actor).values("pk")))

    def with_names(self) -> "StrategyQuerySet":
        """With what a page says of every strategy: its regions and its coordinator. Three queries more at most."""
        return self.select_related("coordinator").prefetch_related("regions", "coordinator__names")


class Strategy(models.Model):
    """A lifelong-guidance strategy (elinikäisen ohjauksen strategia) of one region or several; it lives in versions."""

    regions = models.ManyToManyField(Region, related_name="strategies", verbose_name=_("regions"))
    coordinator = models.ForeignKey(
        Organisation, models.PROTECT, related_name="strategies", verbose_name=_("coordinated by")
    )

    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name = _("regional strategy")
        verbose_name_plural = _("regional strategies")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"STR-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("strategy_detail", args=[self.pk])


class StrategyVersionQuerySet(LastingQuerySet):
    """`on(day)` are the versions in force on the day: a draft has no first day."""

    def adopted(self) -> "StrategyVersionQuerySet":
        return self.exclude(adopted_at=None)

    def drafts(self) -> "StrategyVersionQuerySet":
        return self.filter(adopted_at=None)

    def visible_to(self, actor: Actor) -> "StrategyVersionQuerySet":
        """Adopted versions to every member of the network, drafts to those who may write them (W7)."""
        if not actor.is_in_network:
            return self.none()
        written = Strategy.objects.written_by(actor).values("pk")
        return self.filter(~Q(adopted_at=None) | Q(strategy__in=written))

    def without_content(self) -> "StrategyVersionQuerySet":
        """For lists, which never need the whole content."""
        return self.defer("content")


class StrategyVersion(models.Model):
    """One version of a strategy: a draft that is written together, then adopted, frozen and in force for a time.

    The database refuses to change or delete an adopted version; only its last day may come sooner, when the next
    version comes into force.
    """

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="versions", verbose_name=_("strategy"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=DOCUMENT_LANGUAGES, default="fi")
    current = models.ForeignKey(
        "strategies.StrategySave",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("newest save"),
    )
    since = models.DateField(_("in force from"), null=True, blank=True)
    until = models.DateField(_("last day in force"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    content = models.BinaryField(_("content"), null=True)
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)
    adopted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("adopted by")
    )
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)

    objects = StrategyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a strategy")
        verbose_name_plural = _("versions of strategies")
        ordering = ["strategy", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="strategy_version_number_once"),
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(adopted_at=None),
                name="one_strategy_draft_at_a_time",
                violation_error_message=_("The strategy has a draft already."),
            ),
            since_before_until("strategy_version"),
            models.CheckConstraint(
                condition=Q(
                    adopted_at=None,
                    adopted_by=None,
                    content=None,
                    sha256="",
                    since=None,
                    until=None,
                    decided_by="",
                    decided_on=None,
                )
                | (
                    ~Q(adopted_at=None)
                    & ~Q(adopted_by=None)
                    & ~Q(content=None)
                    & ~Q(sha256="")
                    & ~Q(since=None)
                    & ~Q(decided_by="")
                    & ~Q(decided_on=None)
                ),
                name="strategy_version_is_adopted_whole",
            ),
            never_overlapping(
                "one_strategy_version_in_force",
                ("strategy",),
                _("Another version of the strategy is in force then."),
                condition=~Q(adopted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('strategy_detail', args=[self.strategy_id])}?version={self.number}"

    @property
    def arrived(self) -> "StrategyArrival | None":
        """How it came when it was not written in the portal. A list selects `arrival` with its versions."""
        return getattr(self, "arrival", None)

    @property
    def identifier(self) -> str:
        """STR-7-2: the second version of strategy 7."""
        return f"STR-{self.strategy_id}-{self.number}"

    @property
    def print_key(self) -> str:
        return f"strategy:{self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.adopted_at is None

    def is_in_force(self, day: date) -> bool:
        return self.since is not None and self.since <= day and (self.until is None or day <= self.until)

    @property
    def words(self) -> dict[str, Any]:
        """What the strategy says: as adopted, or of a draft as last saved. Keys are those of choices.FIELD_NAMES."""
        if self.content is not None:
            return json.loads(bytes(self.content))
        return self.current.content if self.current else {}

    @property
    def definition(self) -> str:
        return self.words.get("definition", "")


class StrategySave(models.Model):
    """One save of a draft: a row that is never changed.

    One written from an older save than the newest, where somebody else had changed the same part, is put aside: it
    stands in the history, and its writer is shown both texts.
    """

    version = models.ForeignKey(StrategyVersion, models.PROTECT, related_name="saves", verbose_name=_("version"))
    number = models.PositiveIntegerField(_("number"))
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written from")
    )
    content = models.JSONField(_("content"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    is_aside = models.BooleanField(_("put aside"), default=False)

    class Meta:
        verbose_name = _("save of a strategy")
        verbose_name_plural = _("saves of strategies")
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="strategy_save_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="strategy_save_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.number}"


class StrategyArrival(models.Model):
    """How an adopted version came that was not written in the portal (requirements, section 14, item 10).

    The strategy is in the file; the version's frozen content has its SHA-256. `at` is when it arrived, `entered_at`
    when somebody entered it here. The database refuses to change or delete a row.
    """

    version = models.OneToOneField(
        StrategyVersion, models.PROTECT, related_name="arrival", verbose_name=_("entered as the version")
    )
    way = models.CharField(_("way of arrival"), max_length=10, choices=ArrivalWay)
    at = models.DateTimeField(_("arrived"))
    sender_name = models.CharField(_("name of the sender"), max_length=120, blank=True)
    sender_organisation = models.CharField(_("organisation of the sender"), max_length=160)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    case_number = models.CharField(_("case number"), max_length=LONGEST_CASE_NUMBER, blank=True)
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="strategy_arrival", verbose_name=_("file"))
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("strategy that came by another way")
        verbose_name_plural = _("strategies that came by other ways")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=ArrivalWay.values), name="strategy_arrival_way_is_known"),
            models.CheckConstraint(condition=~Q(sender_organisation=""), name="strategy_arrival_has_a_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.way}"
