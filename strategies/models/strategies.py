from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.choices import DOCUMENT_LANGUAGES
from networks.models import Organisation, Region
from networks.models.lasting import Lasting, since_before_until
from strategies.choices import PartKind


class Strategy(Lasting):
    """A region's lifelong-guidance strategy (elinikäisen ohjauksen strategia), after requirements K1-K15."""

    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=DOCUMENT_LANGUAGES)
    regions = models.ManyToManyField(Region, related_name="strategies", verbose_name=_("regions"))
    coordinator = models.ForeignKey(
        Organisation, models.PROTECT, related_name="strategies", verbose_name=_("coordinated by")
    )
    implementer = models.TextField(_("carried out by"), blank=True)
    definition = models.TextField(_("definition of guidance"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    basis = models.TextField(_("basis"), blank=True)
    vision = models.TextField(_("vision"), blank=True)
    mission = models.TextField(_("mission"), blank=True)

    class Meta:
        verbose_name = _("regional strategy")
        verbose_name_plural = _("regional strategies")
        ordering = ["-since", "title"]
        constraints = [since_before_until("strategy")]

    def __str__(self) -> str:
        return self.title


class StrategyPart(models.Model):
    """A key theme, value, goal, theme text or preparer of a strategy, in its order."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="parts", verbose_name=_("strategy"))
    kind = models.CharField(_("kind"), max_length=20, choices=PartKind)
    number = models.PositiveSmallIntegerField(_("number"))
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("part of a strategy")
        verbose_name_plural = _("parts of strategies")
        ordering = ["strategy", "kind", "number"]
        constraints = [models.UniqueConstraint(fields=["strategy", "kind", "number"], name="strategy_part_once")]

    def __str__(self) -> str:
        return self.heading or self.text[:60]
