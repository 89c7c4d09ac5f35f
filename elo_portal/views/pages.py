"""The footer's pages: help, accessibility statement, privacy notice. Anyone reads them; each is whole in a language."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from elo_portal.office import clock
from elo_portal.pages import queries, sources

ROLES = ("expert", "chair", "secretary", "registry", "coordinator", "admin", "reader")


def help_contents() -> list[dict[str, str]]:
    """The help's pages in reading order: address and name."""
    return [
        {"url": reverse("help"), "name": _("Help")},
        {"url": reverse("help_role", args=["expert"]), "name": _("For the ELY centre's expert")},
        {"url": reverse("help_role", args=["chair"]), "name": _("For the group's chair, secretary and writers")},
        {"url": reverse("help_role", args=["secretary"]), "name": _("For the secretaries of the national group")},
        {"url": reverse("help_role", args=["registry"]), "name": _("For the registries of the ministries")},
        {"url": reverse("help_role", args=["coordinator"]), "name": _("For the coordinator")},
        {"url": reverse("help_role", args=["reader"]), "name": _("For other readers")},
        {"url": reverse("help_role", args=["admin"]), "name": _("For the administrator")},
        {"url": reverse("help_letter"), "name": _("The ministries' letter 2014")},
        {"url": reverse("help_guidance_letter"), "name": _("The guidance letter of 2 July 2012")},
        {"url": reverse("help_agreement"), "name": _("The performance agreement 2014")},
    ]


@method_decorator(login_not_required, name="dispatch")
class Page(TemplateView):
    """A page whose whole text is a template of its own in each language: <template>.fi.html and so on."""

    template = ""
    quotes: dict[str, str] = {}

    @property
    def language(self) -> str:
        language = (translation.get_language() or "fi")[:2]
        return language if language in dict(settings.LANGUAGES) else "fi"

    def get_template_names(self) -> list[str]:
        return [f"portal/{self.template}.{self.language}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(source=self.quotes, **kwargs)


class HelpPage(Page):
    """A page of the help, with the help's contents beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contents = help_contents()
        here = next((page["name"] for page in contents if page["url"] == self.request.path), "")
        return super().get_context_data(contents=contents, here=here, **kwargs)


class HelpIndex(HelpPage):
    template = "help/index"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(contacts=queries.contacts(clock.day_of(timezone.now())), **kwargs)


class Letter(HelpPage):
    template = "help/letter"
    quotes = {**sources.LETTER, **sources.DEVELOPMENT_GROUPS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            questions=sources.questions(self.language), themes=sources.themes(self.language), **kwargs
        )


class GuidanceLetter(HelpPage):
    template = "help/guidance_letter"
    quotes = sources.GUIDANCE_LETTER

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topics=sources.plan_topics(self.language), **kwargs)


class Agreement(HelpPage):
    template = "help/agreement"
    quotes = sources.AGREEMENT


class RoleHelp(HelpPage):
    """How one role uses the portal."""

    def get_template_names(self) -> list[str]:
        role = self.kwargs["role"]
        if role not in ROLES:
            raise Http404
        self.template = f"help/role_{role}"
        return super().get_template_names()


class Accessibility(Page):
    """Saavutettavuusseloste (Act 306/2019, section 9). The supervisor is the one in force on the real day."""

    template = "accessibility"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(contacts=queries.contacts(clock.day_of(timezone.now())), **kwargs)


class Privacy(Page):
    """Tietosuojaseloste. Controllers are those in force on the real day, centres those of the day that is played."""

    template = "privacy"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            contacts=queries.contacts(clock.day_of(timezone.now())),
            centres=queries.centre_names(clock.today()),
            cookies={
                "session": settings.SESSION_COOKIE_NAME,
                "csrf": settings.CSRF_COOKIE_NAME,
                "language": settings.LANGUAGE_COOKIE_NAME,
            },
            idle_minutes=settings.SESSION_IDLE_SECONDS // 60,
            absolute_hours=settings.SESSION_ABSOLUTE_SECONDS // 3600,
            **kwargs,
        )
