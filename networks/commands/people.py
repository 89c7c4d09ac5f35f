"""What is done to a person's own row and sign-in."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from elo_portal.office import audit
from networks.models import Person, User


def choose_language(person: Person, language: str) -> None:
    """Remember the language of the person's pages and mails."""
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])


@transaction.atomic
def remove_second_factor(user: User, *, by: User) -> None:
    """Take away a second factor that its owner has lost with its recovery codes. Where one is asked for, the next
    sign-in leads to setting up a new one.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    audit.record("second_factor.remove", user, user=by, removed=removed)
