from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from elo_portal.office import clock
from elo_portal.office.refusals import NotNow
from networks.choices import OrganisationKind
from networks.commands.first_admin import invite_first_admin
from networks.models import Organisation


class Command(BaseCommand):
    help = "Invites the portal's first administrator by a one-time link. There is no default password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--email", required=True, help="the person's work e-mail, by which they sign in")
        parser.add_argument("--organisation", required=True, metavar="KEY", help="whose official they are: okm or tem")
        parser.add_argument("--again", action="store_true", help="even when an administrator signs in already")

    @no_translations
    def handle(self, *args: Any, name: str, email: str, organisation: str, again: bool, **options: Any) -> None:
        at = clock.now()
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise CommandError(f"{email} is not an e-mail address.") from wrong
        ministries = Organisation.objects.on(clock.day_of(at)).filter(kind=OrganisationKind.MINISTRY)
        ministry = ministries.filter(key=organisation).first()
        if ministry is None:
            keys = ", ".join(ministries.values_list("key", flat=True)) or "none: run manage.py load_network first"
            raise CommandError(f"There is no ministry with the key {organisation}. There are: {keys}.")
        try:
            token = invite_first_admin(name, email, organisation=ministry, at=at, now=timezone.now(), again=again)
        except NotNow as refusal:
            hint = "" if again else " Add --again to invite another one all the same."
            raise CommandError(f"{refusal.sentence}{hint}") from refusal
        self.stdout.write("Open this link and choose a password. It works once and for 14 days:")
        self.stdout.write(settings.PORTAL_ADDRESS + reverse("invitation", args=[token]))
