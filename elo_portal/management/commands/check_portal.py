import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.checkup.looking import look
from elo_portal.checkup.mail import send_trial


class Command(BaseCommand):
    help = (
        "Says in sentences what is not right with the portal and ends with 1, or that all is right and ends with 0. "
        "Changes nothing, and sends no mail unless --to asks for one."
    )
    # What Django itself finds is one of the sentences.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=codes, default="en", help="the language of the sentences")
        parser.add_argument("--to", metavar="ADDRESS", help="also send a trial mail there")

    def handle(self, *args: Any, language: str, to: str | None, **options: Any) -> None:
        with translation.override(language):
            wrong = look()
            if to:
                if refused := send_trial(to):
                    wrong.append(refused)
                else:
                    self.stdout.write(_("A trial mail to %(address)s has been handed over.") % {"address": to})
            for sentence in wrong:
                self.stdout.write(sentence)
            if not wrong:
                self.stdout.write(_("All is right with the portal."))
                return
            count = len(wrong)
            self.stdout.write(
                ngettext("%(count)s thing is not right.", "%(count)s things are not right.", count) % {"count": count}
            )
        sys.exit(1)
