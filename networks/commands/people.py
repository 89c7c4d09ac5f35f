"""What is done to a person's own row."""

from networks.models import Person


def choose_language(person: Person, language: str) -> None:
    """Remember the language of the person's pages and mails."""
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
