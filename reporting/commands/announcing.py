"""The ministries' secretaries write to the groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit, uploads
from elo_portal.office.clock import day_of
from elo_portal.office.refusals import NotNow
from elo_portal.office.uploads import Inspected
from elo_portal.office.words import moment
from elo_portal.office.writing.markup import normalise
from networks.actor import Actor
from networks.choices import Role
from networks.permissions import require
from reporting.announcements import Reach, reach
from reporting.mails import mail_announcement
from reporting.models import Announcement, AnnouncementFile, AnnouncementRead, Round
from reporting.models.announcements import MOST_FILES
from reporting.permissions import can_announce


@dataclass(frozen=True)
class Draft:
    """What a secretary typed; `groups` are keys and count only when it is not to all."""

    subject_fi: str = ""
    subject_sv: str = ""
    body_fi: str = ""
    body_sv: str = ""
    to_all: bool = True
    groups: frozenset[int] = frozenset()
    round: Round | None = None

    def tidied(self) -> "Draft":
        """As it will be kept."""
        return Draft(
            subject_fi=" ".join(normalise(self.subject_fi).split()),
            subject_sv=" ".join(normalise(self.subject_sv).split()),
            body_fi=normalise(self.body_fi).strip(),
            body_sv=normalise(self.body_sv).strip(),
            to_all=self.to_all,
            groups=frozenset() if self.to_all else self.groups,
            round=self.round,
        )


def too_many_files() -> str:
    return _("An announcement has at most %(most)s files. Take one away first.") % {"most": MOST_FILES}


def draft_of(announcement: Announcement) -> Draft:
    """What the announcement says now. One query when it is to chosen groups."""
    return Draft(
        subject_fi=announcement.subject_fi,
        subject_sv=announcement.subject_sv,
        body_fi=announcement.body_fi,
        body_sv=announcement.body_sv,
        to_all=announcement.to_all,
        groups=frozenset() if announcement.to_all else frozenset(announcement.groups.values_list("pk", flat=True)),
        round=announcement.round,
    )


@transaction.atomic
def begin_announcement(
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    corrects: Announcement | None = None,
    added: Inspected | None = None,
) -> Announcement:
    """Begin a draft, with a file if one is `added`. Raises NotNow when what it should correct is a draft itself."""
    require(can_announce, by)
    if corrects is not None and not corrects.is_published:
        raise NotNow(_("The announcement has not been published, so change the draft itself."))
    announcement = Announcement(by=by.person, at=at, corrects=corrects, changed_by=by.person, changed_at=at)
    _write(announcement, draft.tidied())
    if added is not None:
        _add_file(announcement, added, by, at)
    audit.record("announcement.begin", announcement, user=by.user)
    return announcement


@transaction.atomic
def save_announcement(
    announcement: Announcement,
    draft: Draft,
    *,
    base: int,
    by: Actor,
    at: datetime,
    added: Inspected | None = None,
    removed: Iterable[int] = (),
) -> bool:
    """Save a draft whose texts the person had before them as `base` (Announcement.version), and change its files.

    Returns False when somebody else has saved other texts since: those stay, and the page shows both. Files that are
    `removed` (keys) or `added` clash with nothing. Raises NotNow when the announcement has been published, or has
    ten files already.
    """
    require(can_announce, by)
    locked = _locked(announcement)
    _require_draft(locked)
    taken = list(locked.files.filter(pk__in=removed))
    for file in taken:
        audit.record("announcement.remove_file", locked, user=by.user, upload=file.upload_id)
        file.delete()
    if added is not None:
        _add_file(locked, added, by, at)
    if taken or added is not None:
        locked.changed_by, locked.changed_at = by.person, at
        locked.save(update_fields=["changed_by", "changed_at"])
    draft = draft.tidied()
    if draft == draft_of(locked):
        return True
    if locked.version != base:
        return False
    locked.version, locked.changed_by, locked.changed_at = base + 1, by.person, at
    _write(locked, draft)
    audit.record("announcement.save", locked, user=by.user, version=locked.version)
    return True


@transaction.atomic
def publish_announcement(announcement: Announcement, *, checked: str, by: Actor, at: datetime) -> Reach:
    """Publish a draft and mail it to those whom it reaches that day.

    `checked` is the edition (Announcement.edition) that the publisher saw in the preview. Raises NotNow when it has
    changed since, when a language or every group is missing, or when somebody was first.
    """
    require(can_announce, by)
    locked = _locked(announcement)
    _require_draft(locked)
    if locked.edition != checked:
        raise NotNow(
            _("%(name)s has changed the draft since you checked it. Read it again before you send it.")
            % {"name": locked.changed_by.name}
        )
    if not all((locked.subject_fi, locked.subject_sv, locked.body_fi, locked.body_sv)):
        raise NotNow(_("An announcement is sent in Finnish and in Swedish. Write the missing texts first."))
    reached = reach(locked, day_of(at))
    if not reached.groups:
        raise NotNow(_("None of the chosen groups works any more. Choose the groups again."))
    locked.published_by, locked.published_at = by.person, at
    locked.published_for_id = min(by.organisations_as(Role.NATIONAL_SECRETARY))
    locked.save(update_fields=["published_by", "published_at", "published_for"])
    mail_announcement(locked, reached, at=at)
    audit.record(
        "announcement.publish",
        locked,
        user=by.user,
        version=locked.version,
        groups=len(reached.groups),
        people=len(reached.mailed),
    )
    return reached


@transaction.atomic
def throw_away_announcement(announcement: Announcement, *, checked: str, by: Actor) -> None:
    """Throw a draft away for good: its texts, its groups and its files' places. What was published stays.

    `checked` is the edition that the person was shown. Raises NotNow when it has changed since, and when somebody has
    published or thrown it away already. Of its files the bytes are kept, as of any file that is taken away.
    """
    require(can_announce, by)
    locked = _locked(announcement)
    _require_draft(locked)
    if locked.edition != checked:
        raise NotNow(
            _("%(name)s has changed the draft since you opened the page. Look at it again before you throw it away.")
            % {"name": locked.changed_by.name}
        )
    files = [file.upload_id for file in locked.files.all()]
    audit.record("announcement.throw_away", locked, user=by.user, version=locked.version, files=files)
    locked.files.all().delete()
    locked.delete()


@transaction.atomic
def take_off_front_page(announcement: Announcement, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a published announcement off the front page, with a reason. It stays in the list of announcements."""
    require(can_announce, by)
    locked = _locked(announcement)
    if not locked.is_published:
        raise NotNow(_("The announcement has not been published, so it is not on the front page."))
    if locked.taken_off_by is not None:
        raise NotNow(
            _("%(name)s was here first: the announcement was taken off the front page on %(moment)s.")
            % {"name": locked.taken_off_by.name, "moment": moment(locked.taken_off_at)}
        )
    reason = " ".join(normalise(reason).split())
    if not reason:
        raise NotNow(_("Write why the announcement is taken off the front page."))
    locked.taken_off_by, locked.taken_off_at, locked.taken_off_reason = by.person, at, reason
    locked.save(update_fields=["taken_off_by", "taken_off_at", "taken_off_reason"])
    audit.record("announcement.take_off_front_page", locked, user=by.user)


@transaction.atomic
def mark_announcement_opened(announcement: Announcement, *, by: Actor, at: datetime) -> None:
    """The person has opened a published announcement: it is not new to them any more."""
    AnnouncementRead.objects.get_or_create(announcement=announcement, person=by.person, defaults={"at": at})


def _locked(announcement: Announcement) -> Announcement:
    """The row, held until the end of the transaction: two acts at once come one after the other.

    By itself: a row that is joined to it would be as it was before the wait, when nobody had published it.
    """
    found = Announcement.objects.select_for_update(no_key=True).filter(pk=announcement.pk).first()
    if found is None:
        raise NotNow(_("The draft has been thrown away."))
    return found


def _require_draft(announcement: Announcement) -> None:
    if announcement.published_by is not None:
        raise NotNow(
            _("%(name)s was here first: the announcement was published on %(moment)s.")
            % {"name": announcement.published_by.name, "moment": moment(announcement.published_at)}
        )


def _add_file(announcement: Announcement, file: Inspected, by: Actor, at: datetime) -> None:
    if announcement.files.count() >= MOST_FILES:
        raise NotNow(too_many_files())
    added = AnnouncementFile.objects.create(announcement=announcement, upload=uploads.store(file, by=by.user, at=at))
    audit.record("announcement.add_file", announcement, user=by.user, upload=added.upload_id)


def _write(announcement: Announcement, draft: Draft) -> None:
    for name in ("subject_fi", "subject_sv", "body_fi", "body_sv", "to_all", "round"):
        setattr(announcement, name, getattr(draft, name))
    announcement.save()
    announcement.groups.set(draft.groups)
