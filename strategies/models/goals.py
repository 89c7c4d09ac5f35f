from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from networks.models.lasting import Lasting, since_before_until


class GoalSet(Lasting):
    """National strategic goals in force for some years; a round points to one set (domain.md, section 2)."""

    key = models.SlugField(_("key"), unique=True)
    title_fi = models.CharField(_("title in Finnish"), max_length=200)
    title_sv = models.CharField(_("title in Swedish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("set of national goals")
        verbose_name_plural = _("sets of national goals")
        ordering = ["since"]
        constraints = [since_before_until("goal_set")]

    def __str__(self) -> str:
        return self.title_in(translation.get_language() or "fi")

    def title_in(self, language: str) -> str:
        return {"sv": self.title_sv, "en": self.title_en}.get(language, self.title_fi)


class Goal(models.Model):
    """One national strategic goal (strateginen tavoite)."""

    goal_set = models.ForeignKey(GoalSet, models.CASCADE, related_name="goals", verbose_name=_("set"))
    number = models.PositiveSmallIntegerField(_("number"))
    fi = models.TextField(_("in Finnish"))
    sv = models.TextField(_("in Swedish"))
    en = models.TextField(_("in English"))
    is_sv_own_translation = models.BooleanField(_("the Swedish is our own translation"), default=False)

    class Meta:
        verbose_name = _("national goal")
        verbose_name_plural = _("national goals")
        ordering = ["goal_set", "number"]
        constraints = [models.UniqueConstraint(fields=["goal_set", "number"], name="goal_number_once")]

    def __str__(self) -> str:
        return self.text_in(translation.get_language() or "fi")

    def text_in(self, language: str) -> str:
        return {"sv": self.sv, "en": self.en}.get(language, self.fi)

    @property
    def key(self) -> str:
        """What a region's goal calls it by: the third goal of the set 2011 is 2011-3."""
        return f"{self.goal_set.key}-{self.number}"
