"""The mail by which an announcement reaches its readers, each in their own language (Language Act 423/2003).

Readers of Finnish and of Swedish get that text; those who read the portal in English get both, since the ministries
write no third one.
"""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.words import day, moment
from elo_portal.office.writing.markup import to_html, to_plain
from networks.choices import ContactPurpose
from networks.models import ContactAddress

from .announcements import Reach, Reader
from .models import Announcement

ANNOUNCEMENT = "announcement"


def mail_announcement(announcement: Announcement, reached: Reach, *, at: datetime) -> None:
    """One mail a person. What it says is made once for all who share language and groups."""
    reply_to = (
        ContactAddress.objects.on(day_of(at))
        .filter(organisation=announcement.published_for_id, purpose=ContactPurpose.SECRETARY)
        .order_by("pk")
        .values_list("address", flat=True)
        .first()
    ) or ""
    made: dict[tuple[str, tuple[int, ...]], tuple[str, Letter]] = {}
    for reader in reached.mailed:
        person = reader.person
        alike = (person.language, tuple(group.pk for group in reader.groups))
        if alike not in made:
            made[alike] = _letter(announcement, reader, at)
        subject, letter = made[alike]
        mail.add(
            key=f"announcement:{announcement.pk}:{person.pk}",
            kind=ANNOUNCEMENT,
            to_name=person.name,
            to_address=person.email,
            language=person.language,
            subject=subject,
            text=letter.text,
            html=letter.html,
            at=at,
            reply_to=reply_to,
        )


def _letter(announcement: Announcement, reader: Reader, at: datetime) -> tuple[str, Letter]:
    """The subject and the letter."""
    language = reader.person.language
    texts = announcement.texts_for(language)
    own = texts[0]
    with translation.override(language):
        subject = f"[ELO] {own.subject}"
        letter = compose(
            "mail/announcement",
            language=language,
            subject=subject,
            heading=own.subject if len(texts) == 1 else _("Announcement from the ministries"),
            at=at,
            facts=_facts(announcement, language),
            path=announcement.get_absolute_url(),
            button=_("Open the announcement in the portal"),
            context={
                "texts": [(text, to_plain(text.body), to_html(text.body)) for text in texts],
                "is_bilingual": len(texts) > 1,
                "files": [
                    (file, f"{settings.PORTAL_ADDRESS}{file.get_absolute_url()}") for file in announcement.files.all()
                ],
                "groups": ", ".join(group.name_in(language) for group in reader.groups),
            },
        )
    return subject, letter


def _facts(announcement: Announcement, language: str) -> list[tuple[str, str]]:
    facts = [
        (_("Sender"), f"{announcement.sender_in(language)}, {announcement.published_by}"),
        (pgettext("announcement", "Published"), moment(announcement.published_at)),
    ]
    if announcement.round is not None:
        facts.append((_("Concerns"), announcement.round.title_in(language)))
    if announcement.corrects is not None:
        earlier = announcement.corrects
        facts.append(
            (
                _("Corrects"),
                _("%(subject)s (%(day)s)")
                % {"subject": earlier.text_in(language).subject, "day": day(earlier.published_at)},
            )
        )
    return facts
