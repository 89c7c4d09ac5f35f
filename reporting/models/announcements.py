from datetime import timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from elo_portal.office.clock import day_of
from elo_portal.office.models import Upload
from networks.actor import Actor
from networks.choices import GroupKind, Role
from networks.models import Group, Organisation, Person

from .rounds import Round

LONGEST_SUBJECT = 120
LONGEST_BODY = 10_000
MOST_FILES = 10
FRONT_PAGE_DAYS = timedelta(days=60)

models.CharField.register_lookup(Length)


class AnnouncementText(NamedTuple):
    """An announcement in one language."""

    language: str
    subject: str
    body: str


class AnnouncementQuerySet(models.QuerySet):
    def published(self) -> "AnnouncementQuerySet":
        return self.exclude(published_at=None)

    def drafts(self) -> "AnnouncementQuerySet":
        return self.filter(published_at=None)

    def visible_to(self, actor: Actor) -> "AnnouncementQuerySet":
        """Drafts are the ministries' secretaries' alone. What is published is read by those whom it concerns today.

        They sit in or work for a group that it was written to; all secretaries and administrators read it too.
        """
        if actor.holds(Role.NATIONAL_SECRETARY):
            return self
        published = self.published()
        if actor.holds(Role.ADMIN):
            return published
        own = Group.objects.filter(pk__in=actor.own_groups)
        return published.filter(
            Q(to_all=True) & Exists(own.filter(kind=GroupKind.REGIONAL))
            | Exists(own.filter(announcements=OuterRef("pk")))
        )

    def on_front_page(self, actor: Actor) -> "AnnouncementQuerySet":
        """What the actor may see of the last sixty days and that has not been taken off the front page."""
        return (
            self.visible_to(actor)
            .filter(published_at__gte=actor.at - FRONT_PAGE_DAYS, published_at__lte=actor.at)
            .filter(taken_off_at=None)
        )

    def marked_for(self, actor: Actor) -> "AnnouncementQuerySet":
        """Each with `is_new` (the actor has not opened it) and `is_corrected` (a later announcement corrects it)."""
        read = AnnouncementRead.objects.filter(announcement=OuterRef("pk"), person=actor.person)
        later = Announcement.objects.published().filter(corrects=OuterRef("pk"))
        return self.annotate(is_new=~Exists(read), is_corrected=Exists(later))


class Announcement(models.Model):
    """What a ministry's secretary tells the groups (tiedote): in Finnish and Swedish, on the front page and by mail.

    A draft is changed freely, `version` counts its saves. What has been published never changes: the database refuses
    it. A mistake is put right by a new announcement that names the one it corrects.
    """

    subject_fi = models.CharField(_("subject in Finnish"), max_length=LONGEST_SUBJECT, blank=True)
    subject_sv = models.CharField(_("subject in Swedish"), max_length=LONGEST_SUBJECT, blank=True)
    body_fi = models.TextField(_("text in Finnish"), blank=True)
    body_sv = models.TextField(_("text in Swedish"), blank=True)
    to_all = models.BooleanField(_("to all regional groups"), default=True)
    groups = models.ManyToManyField(Group, blank=True, related_name="announcements", verbose_name=_("to the groups"))
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="announcements", verbose_name=_("concerns the round")
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    version = models.PositiveIntegerField(_("number of the save"), default=1)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    at = models.DateTimeField(_("begun"))
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("last changed by"))
    changed_at = models.DateTimeField(_("last changed"))
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )
    published_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in the name of")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    taken_off_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken off the front page by")
    )
    taken_off_at = models.DateTimeField(_("taken off the front page"), null=True, blank=True)
    taken_off_reason = models.CharField(_("why it was taken off"), max_length=500, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None, published_for=None)
                | Q(published_at__isnull=False, published_by__isnull=False, published_for__isnull=False),
                name="announcement_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~(Q(subject_fi="") | Q(subject_sv="") | Q(body_fi="") | Q(body_sv="")),
                name="announcement_published_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(body_fi__length__lte=LONGEST_BODY) & Q(body_sv__length__lte=LONGEST_BODY),
                name="announcement_not_too_long",
            ),
            models.CheckConstraint(
                condition=Q(taken_off_at=None, taken_off_by=None, taken_off_reason="")
                | Q(taken_off_at__isnull=False, taken_off_by__isnull=False, published_at__isnull=False)
                & ~Q(taken_off_reason=""),
                name="announcement_taken_off_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("Announcement without a subject"))

    def get_absolute_url(self) -> str:
        return reverse("announcement_detail", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def edition(self) -> str:
        """The texts and the files as they are now: another save or another file makes another edition."""
        return ".".join(str(number) for number in [self.version, *sorted(file.pk for file in self.files.all())])

    def text_in(self, language: str) -> AnnouncementText:
        """In Swedish for those who read Swedish, in Finnish for everybody else."""
        if language == "sv":
            return AnnouncementText("sv", self.subject_sv, self.body_sv)
        return AnnouncementText("fi", self.subject_fi, self.body_fi)

    def texts_for(self, language: str) -> tuple[AnnouncementText, ...]:
        """What a reader of the language is given: the own text, or both where there is no text in that language."""
        if language == "en":
            return (self.text_in("fi"), self.text_in("sv"))
        return (self.text_in(language),)

    def sender_in(self, language: str) -> str:
        """The ministry's name on the day of publishing; empty for a draft."""
        if self.published_for is None or self.published_at is None:
            return ""
        return self.published_for.name_on(day_of(self.published_at), language)

    @property
    def sender(self) -> str:
        return self.sender_in(translation.get_language() or "fi")

    @property
    def subject_language(self) -> str:
        """The language in which `subject` is: the reader's, or of a draft that lacks it the other one."""
        own, other = ("sv", "fi") if translation.get_language() == "sv" else ("fi", "sv")
        return own if getattr(self, f"subject_{own}") else other

    @property
    def subject(self) -> str:
        """For lists: it needs no text, which they do not fetch."""
        return getattr(self, f"subject_{self.subject_language}")


class AnnouncementFile(models.Model):
    """A file that goes with an announcement, for those who may read it."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="files", verbose_name=_("announcement"))
    upload = models.OneToOneField(
        Upload, models.PROTECT, related_name="announcement_file", verbose_name=_("attached file")
    )

    class Meta:
        verbose_name = _("file of an announcement")
        verbose_name_plural = _("files of announcements")
        ordering = ["announcement", "pk"]

    def __str__(self) -> str:
        return self.upload.name

    def get_absolute_url(self) -> str:
        return reverse("announcement_file", args=[self.announcement_id, self.pk])

    @property
    def size(self) -> str:
        """PDF, 120 kB: its kind, and its size rounded up."""
        kilobytes = -(-self.upload.size // 1000)
        return gettext("%(kind)s, %(size)s kB") % {"kind": self.upload.get_kind_display(), "size": kilobytes}


class AnnouncementRead(models.Model):
    """A person has opened an announcement, so that it is no longer new to them."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="reads", verbose_name=_("announcement"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("opened announcement")
        verbose_name_plural = _("opened announcements")
        ordering = ["announcement", "person"]
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="announcement_opened_once")]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.person_id}"
