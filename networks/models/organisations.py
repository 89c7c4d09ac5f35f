from datetime import date

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from networks.choices import ContactPurpose, OrganisationKind

from .lasting import Lasting, LastingQuerySet, never_overlapping, since_before_until


class Region(models.Model):
    """A region (maakunta): the stable unit that organisations cover for a time."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=60)
    genitive_fi = models.CharField(_("genitive in Finnish"), max_length=60)
    name_sv = models.CharField(_("name in Swedish"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_in(translation.get_language() or "fi")

    def name_in(self, language: str) -> str:
        return {"sv": self.name_sv, "en": self.name_en}.get(language, self.name_fi)


class Organisation(Lasting):
    """A body that takes part: a centre, a ministry, a school. Its names change over time and are rows of their own."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind of body"), max_length=20, choices=OrganisationKind)
    code = models.CharField(_("official code"), max_length=10, blank=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=10, blank=True)
    seat = models.CharField(_("place"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["kind", "code", "key"]
        constraints = [since_before_until("organisation")]

    def __str__(self) -> str:
        return self.key

    def name_on(self, day: date, language: str = "") -> str:
        """The full name that was in force on the day. Prefetch `names` in lists."""
        return self._naming_on(day).full_in(language or translation.get_language() or "fi")

    def short_name_on(self, day: date, language: str = "") -> str:
        return self._naming_on(day).short_in(language or translation.get_language() or "fi")

    def _naming_on(self, day: date) -> "OrganisationName":
        names = sorted(self.names.all(), key=lambda name: name.since)
        if not names:
            return OrganisationName(fi=self.key, sv=self.key, en=self.key)
        return next((name for name in reversed(names) if name.since <= day), names[0])


class OrganisationName(Lasting):
    """What an organisation is called in three languages, for a time."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names", verbose_name=_("organisation"))
    fi = models.CharField(_("name in Finnish"), max_length=160)
    fi_short = models.CharField(_("short name in Finnish"), max_length=80, blank=True)
    sv = models.CharField(_("name in Swedish"), max_length=160)
    sv_short = models.CharField(_("short name in Swedish"), max_length=80, blank=True)
    en = models.CharField(_("name in English"), max_length=160)
    en_short = models.CharField(_("short name in English"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")
        ordering = ["organisation", "since"]
        constraints = [
            since_before_until("organisation_name"),
            never_overlapping("one_name_at_a_time", ("organisation",), _("The organisation has another name then.")),
        ]

    def __str__(self) -> str:
        return self.full_in(translation.get_language() or "fi")

    def full_in(self, language: str) -> str:
        return {"sv": self.sv, "en": self.en}.get(language, self.fi)

    def short_in(self, language: str) -> str:
        short = {"sv": self.sv_short, "en": self.en_short}.get(language, self.fi_short)
        return short or self.full_in(language)


class ContactAddress(Lasting):
    """An office mailbox of an organisation, such as a ministry's registry (requirements, section 12)."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contacts", verbose_name=_("organisation")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=ContactPurpose)
    address = models.EmailField(_("address"))

    class Meta:
        verbose_name = _("office address")
        verbose_name_plural = _("office addresses")
        ordering = ["organisation", "purpose", "since"]
        constraints = [since_before_until("contact_address")]

    def __str__(self) -> str:
        return self.address


class Coverage(Lasting):
    """A region that an organisation covers for a time."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="coverage", verbose_name=_("organisation")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="coverage", verbose_name=_("region"))

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        ordering = ["organisation", "region", "since"]
        constraints = [
            since_before_until("coverage"),
            never_overlapping(
                "coverage_once_at_a_time", ("organisation", "region"), _("The organisation covers the region already.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.region_id}"


class Succession(models.Model):
    """An organisation's task in a region passes to another on a day: many to many, for mergers and splits."""

    predecessor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="succeeded_by", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="succeeds", verbose_name=_("successor"))
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    day = models.DateField(_("first day of the successor"))

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "region", "day"], name="succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


__all__ = [
    "ContactAddress",
    "Coverage",
    "LastingQuerySet",
    "Organisation",
    "OrganisationName",
    "Region",
    "Succession",
]
