"""Making the ministries' national report: an edition, its parts, its files, and sending it to the national group.

An edition is decided in a moment and made in jobs of their own: first its parts are named, then each is printed unless
another edition has it already, and whoever prints the last one lets them be joined, once for each receiver.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elo_portal.office import audit, frozen, jobs
from elo_portal.office.models import Job, Print
from elo_portal.office.printing import printer
from elo_portal.office.printing.keeping import store
from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from networks.permissions import require
from reporting import editions, notices
from reporting.choices import FileFormat
from reporting.documents.compilation import office_files
from reporting.documents.compilation.assembling import assemble
from reporting.documents.compilation.facts import facts_of, says_the_same, with_changes
from reporting.documents.compilation.pages import MOST_TAGS, SHEET, parts_of, print_key_of
from reporting.documents.compilation.tree import Tree, for_receiver, tree_of
from reporting.models import (
    Edition,
    EditionPart,
    EditionPrinting,
    EditionSending,
    MinistryReport,
    ReportFile,
    Round,
)
from reporting.permissions import can_issue, can_send_edition

# The language in which an edition is made by itself; the other is made when a secretary asks for it.
USUAL_LANGUAGE = "fi"


@transaction.atomic
def issue_edition(round_: Round, *, by: Actor, at: datetime, language: str = USUAL_LANGUAGE) -> tuple[Edition, bool]:
    """An edition of what stands now, and whether it is a new one: when nothing has changed, the newest is it.

    Two at once share one edition. Raises NotNow before the round opens, and when nobody receives its report.
    """
    round_ = _locked(round_)
    require(can_issue, by, round_)
    if not round_.is_open(at):
        raise NotNow(_("The round has not been opened, so there is nothing to compile."))
    edition, is_new = _issue(round_, by=by, at=at)
    _print(edition, language, by=by, at=at)
    if is_new:
        audit.record("edition.issue", edition, user=by.user)
    return edition, is_new


@transaction.atomic
def ask_for_language(edition: Edition, language: str, *, by: Actor, at: datetime) -> EditionPrinting:
    """The same edition in the other language; when it has been asked for already, that printing."""
    require(can_issue, by, edition.round)
    _locked(edition.round)
    return _print(edition, language, by=by, at=at)


@transaction.atomic
def issue_due_editions(*, at: datetime) -> list[Edition]:
    """Editions whose moment has come: the first when the due moment has passed, another on a morning after a document
    has come. Two at once share them, and a pause is caught up by one edition.
    """
    due = Round.objects.filter(pk__in=editions.due_rounds(at)).order_by("pk")
    held = list(due.select_for_update(no_key=True, skip_locked=True))
    # Asked anew while they are held: another may have made an edition a moment ago.
    still_due = set(editions.due_rounds(at)) if held else set()
    made = []
    for round_ in held:
        if round_.pk in still_due:
            edition, is_new = _issue(round_, by=None, at=at)
            _print(edition, USUAL_LANGUAGE, by=None, at=at)
            made += [edition] if is_new else []
    return made


@transaction.atomic
def send_edition(edition: Edition, *, by: Actor, at: datetime) -> EditionSending:
    """Send the edition to the national lifelong guidance group: each member gets a mail and reads it from then on.

    Raises NotNow when it has been sent, or when not one of its reports is finished.
    """
    round_ = _locked(edition.round)
    require(can_send_edition, by, round_)
    gone = EditionSending.objects.filter(edition=edition).select_related("by").first()
    if gone is not None:
        raise NotNow(_("%(person)s has sent the edition to the national group already.") % {"person": gone.by.name})
    if not ReportFile.objects.filter(report__printing__edition=edition, format=FileFormat.PDF).exists():
        raise NotNow(_("The edition is still being made. It can be sent when it is finished."))
    people = notices.tell_of_edition(edition, at=at)
    sending = EditionSending.objects.create(edition=edition, by=by.person, at=at, people=people)
    audit.record("edition.send", edition, user=by.user)
    return sending


@transaction.atomic
def try_edition_again(printing: EditionPrinting, *, by: Actor) -> int:
    """Give the failed jobs of the printing, and only those, another five attempts. Returns how many they are."""
    require(can_issue, by, printing.edition.round)
    failed = list(Job.objects.filter(key__in=editions.job_keys(printing)).exclude(parked_at=None))
    for job in failed:
        jobs.try_again(job)
    return len(failed)


def _locked(round_: Round) -> Round:
    return Round.objects.select_for_update(no_key=True).get(pk=round_.pk)


def _issue(round_: Round, *, by: Actor | None, at: datetime) -> tuple[Edition, bool]:
    """While the round is held."""
    newest = Edition.objects.filter(round=round_).order_by("-number").first()
    facts = facts_of(round_, at=at)
    if not facts["receivers"]:
        raise NotNow(_("Nobody receives the report of this round: it is addressed to no secretary of a ministry."))
    if newest is not None and says_the_same(facts, newest):
        return newest, False
    content = {**with_changes(facts, newest), "at": frozen.moment(at)}
    data = frozen.canonical(content)
    edition = Edition.objects.create(
        round=round_,
        number=content["number"],
        at=at,
        by=by.person if by else None,
        newest=round_.submissions.without_content().order_by("-pk").first(),
        content=data,
        sha256=frozen.fingerprint(data),
    )
    return edition, True


def _print(edition: Edition, language: str, *, by: Actor | None, at: datetime) -> EditionPrinting:
    printing, is_new = EditionPrinting.objects.get_or_create(
        edition=edition, language=language, defaults={"at": at, "by": by.person if by else None}
    )
    if is_new:
        for receiver in edition.frozen["receivers"]:
            report = MinistryReport.objects.create(printing=printing, receiver_id=receiver["organisation"])
            _job(editions.WRITE_OFFICE_FILES, report.pk)
        _job(editions.NAME_PARTS, printing.pk)
    return printing


def _job(kind: str, subject: int) -> None:
    jobs.add(kind, subject, key=editions.key_of(kind, subject))


# -- what the jobs do


def name_parts(pk: int) -> None:
    """Cut the printing into parts and have those printed that no edition has had. A second call adds nothing."""
    printing = EditionPrinting.objects.select_related("edition").get(pk=pk)
    if printing.parts.exists():
        return
    EditionPart.objects.bulk_create(
        EditionPart(
            printing=printing,
            position=position,
            name=page.name,
            head=page.head,
            html=page.html,
            continues=page.continues,
            is_wide=page.is_wide,
            print_key=print_key_of(page.html),
        )
        for position, page in enumerate(parts_of(_tree(printing)), start=1)
    )
    _go_on(printing)
    for part in printing.parts.unprinted():
        _job(editions.PRINT_PART, part.pk)


def print_part(pk: int) -> None:
    """Print a part unless it has been printed, and have the reports joined when it was the last one."""
    part = EditionPart.objects.select_related("printing__edition__round").get(pk=pk)
    printing = part.printing
    if (key := print_key_of(part.html)) != part.print_key:
        # The portal has been updated meanwhile: what it prints now has another key.
        part.print_key = key
        part.save(update_fields=["print_key"])
    if not Print.objects.filter(key=part.print_key).exists():
        made = printer.print_pdf(
            part.html,
            sheet=SHEET,
            title=part.name,
            language=printing.language,
            # A part is used again by later editions, so it bears no moment of its own.
            created=printing.edition.round.due,
            of=None,
            most_tags=MOST_TAGS,
        )
        store(part.print_key, made)
    _go_on(printing)


def _go_on(printing: EditionPrinting) -> None:
    """When every part is printed, let the reports be joined. The second of two sees what the first has done."""
    EditionPrinting.objects.select_for_update(no_key=True).get(pk=printing.pk)
    if printing.parts.exists() and not printing.parts.unprinted().exists():
        for report in printing.reports.all():
            _job(editions.JOIN_REPORT, report.pk)


def join_report(pk: int) -> None:
    """Join the printed parts into one receiver's PDF and tell its people. A second call changes nothing."""
    report = MinistryReport.objects.select_related("printing__edition__round", "receiver").get(pk=pk)
    if report.files.filter(format=FileFormat.PDF).exists():
        return
    printing, edition = report.printing, report.printing.edition
    parts = list(printing.parts.defer("html").order_by("position"))
    printed = dict(Print.objects.filter(key__in=[one.print_key for one in parts]).values_list("key", "file__pdf"))
    made = assemble(
        for_receiver(_tree(printing), edition.frozen, report.receiver_id),
        parts,
        [bytes(printed[one.print_key]) for one in parts],
        created=edition.at,
    )
    _keep(report, FileFormat.PDF, made.pdf, pages=made.pages)
    notices.tell_of_finished_report(report, at=printing.at)


def write_office_files(pk: int) -> None:
    """The report as DOCX and XLSX. A second call changes nothing."""
    report = MinistryReport.objects.select_related("printing__edition").get(pk=pk)
    edition = report.printing.edition
    tree = for_receiver(_tree(report.printing), edition.frozen, report.receiver_id)
    for format_, write in ((FileFormat.DOCX, office_files.docx_of), (FileFormat.XLSX, office_files.xlsx_of)):
        if not report.files.filter(format=format_).exists():
            _keep(report, format_, write(tree))


def _keep(report: MinistryReport, format_: FileFormat, data: bytes, *, pages: int | None = None) -> None:
    ReportFile.objects.create(
        report=report,
        format=format_,
        data=data,
        sha256=frozen.fingerprint(data),
        size=len(data),
        pages=pages,
        made_at=timezone.now(),
    )


def _tree(printing: EditionPrinting) -> Tree:
    return tree_of(printing.edition.frozen, printing.language)
