from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from networks.choices import DOCUMENT_LANGUAGES, GroupAct, GroupKind, Seat

from .lasting import Lasting, never_overlapping, since_before_until
from .organisations import Organisation, Region
from .people import Person


class Group(Lasting):
    """A group that works together: a region's (alueellinen ELO-ryhmä), a development group, the national one.

    It belongs to regions and takes part through organisations; that is how it survives a reorganisation.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind)
    code = models.CharField(_("code"), max_length=10, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=120)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    # What the group's region is called in a heading or a table: «Kainuu», «Österbotten».
    area_fi = models.CharField(_("area in Finnish"), max_length=60)
    area_sv = models.CharField(_("area in Swedish"), max_length=60)
    area_en = models.CharField(_("area in English"), max_length=60)
    language = models.CharField(_("language of work"), max_length=2, choices=DOCUMENT_LANGUAGES, default="fi")
    regions = models.ManyToManyField(Region, through="GroupArea", related_name="groups", verbose_name=_("regions"))
    # What a development group works on: one of the proposed themes, or one of its own (requirements G10).
    theme = models.ForeignKey(
        "Theme", models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("theme")
    )
    own_theme = models.CharField(_("theme of its own"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["kind", "code"]
        constraints = [
            since_before_until("group"),
            models.CheckConstraint(
                condition=Q(theme=None, own_theme="") | Q(kind=GroupKind.DEVELOPMENT),
                name="only_a_development_group_has_a_theme",
                violation_error_message=_("Only a development group has a theme."),
            ),
            models.CheckConstraint(
                condition=Q(theme=None) | Q(own_theme=""),
                name="a_group_has_one_theme",
                violation_error_message=_("A group has one theme: a proposed one, or one of its own."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(translation.get_language() or "fi")

    def name_in(self, language: str) -> str:
        return {"sv": self.name_sv, "en": self.name_en}.get(language, self.name_fi)

    def area_in(self, language: str) -> str:
        return {"sv": self.area_sv, "en": self.area_en}.get(language, self.area_fi)

    @property
    def area(self) -> str:
        return self.area_in(translation.get_language() or "fi")

    @property
    def theme_text(self) -> str:
        """The theme in the reader's language; one of its own is as it was typed, in the group's language."""
        return self.own_theme or (str(self.theme) if self.theme else "")


class GroupArea(Lasting):
    """A region that a group belongs to, for a time."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="areas", verbose_name=_("group"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="group_areas", verbose_name=_("region"))

    class Meta:
        verbose_name = _("area of a group")
        verbose_name_plural = _("areas of groups")
        constraints = [
            since_before_until("group_area"),
            never_overlapping(
                "group_area_once_at_a_time", ("group", "region"), _("The region is the group's already.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.region_id}"


class Participation(Lasting):
    """An organisation takes part in a group; one of them is responsible for it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="participations", verbose_name=_("group"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    is_responsible = models.BooleanField(_("is responsible"), default=False)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            since_before_until("participation"),
            never_overlapping(
                "participation_once_at_a_time",
                ("group", "organisation"),
                _("The organisation takes part in the group already."),
            ),
            never_overlapping(
                "one_responsible_at_a_time",
                ("group",),
                _("The group has another responsible organisation then."),
                condition=Q(is_responsible=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.organisation_id}"


class Membership(Lasting):
    """A person's seat in a group, representing an organisation, for a term (toimikausi)."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships", verbose_name=_("group"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("represents")
    )
    seat = models.CharField(_("seat"), max_length=20, choices=Seat, default=Seat.MEMBER)
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["group", "since"]
        constraints = [
            since_before_until("membership"),
            never_overlapping(
                "membership_once_at_a_time", ("group", "person"), _("The person is a member of the group already.")
            ),
            never_overlapping(
                "one_chair_at_a_time", ("group",), _("The group has another chair then."), condition=Q(seat="chair")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"


class Theme(models.Model):
    """A theme proposed for development groups (requirements T1-T8)."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    fi = models.TextField(_("in Finnish"))
    sv = models.TextField(_("in Swedish"))
    en = models.TextField(_("in English"))
    is_main = models.BooleanField(_("one of the main themes"), default=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["code"]

    def __str__(self) -> str:
        return {"sv": self.sv, "en": self.en}.get(translation.get_language() or "fi", self.fi)


class GroupChange(models.Model):
    """What was done to a development group: which centre, from which day, by whom, and why.

    The database refuses to change or delete a row.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="changes", verbose_name=_("group"))
    act = models.CharField(_("act"), max_length=20, choices=GroupAct)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("centre")
    )
    # The first day of what was begun, the last day of what was ended.
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a development group")
        verbose_name_plural = _("changes of development groups")
        ordering = ["group", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=GroupAct.values), name="group_act_is_known"),
            models.CheckConstraint(
                condition=Q(act=GroupAct.FORMED) | ~Q(reason=""), name="a_change_of_a_group_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.act}"
