"""How far the printings of an edition have come, and what of them has failed."""

from collections.abc import Iterable
from dataclasses import dataclass

from elo_portal.office.models import Job
from networks.actor import Actor

from ..choices import FileFormat
from ..models import Edition, EditionPart, EditionPrinting, EditionSending, MinistryReport, ReportFile, Round

# The jobs of a printing: of the printing itself, of each part, and of each receiver's report.
NAME_PARTS, PRINT_PART = "reporting.name_edition_parts", "reporting.print_edition_part"
JOIN_REPORT, WRITE_OFFICE_FILES = "reporting.join_ministry_report", "reporting.write_office_files"


def key_of(kind: str, subject: int) -> str:
    """The key under which a job of an edition is written, so that it is written once."""
    return f"{kind}:{subject}"


def job_keys(printing: EditionPrinting) -> list[str]:
    """The keys of all the printing's jobs. Two queries."""
    parts = printing.parts.values_list("pk", flat=True)
    reports = list(printing.reports.values_list("pk", flat=True))
    return [
        key_of(NAME_PARTS, printing.pk),
        *(key_of(PRINT_PART, pk) for pk in parts),
        *(key_of(kind, pk) for pk in reports for kind in (JOIN_REPORT, WRITE_OFFICE_FILES)),
    ]


@dataclass(frozen=True)
class Failed:
    """What of a printing has been tried five times and stands still: a part, or the joining of a report."""

    name: str
    is_part: bool


@dataclass(frozen=True)
class ReportShown:
    """One receiver's report: its files by format, those that are finished."""

    report: MinistryReport
    name: str
    files: tuple[ReportFile, ...]

    @property
    def pdf(self) -> ReportFile | None:
        return next((one for one in self.files if one.format == FileFormat.PDF), None)

    @property
    def is_finished(self) -> bool:
        return len(self.files) == len(FileFormat.values)


@dataclass(frozen=True)
class PrintingShown:
    """An edition in one language: `printed` of `parts`, what has failed, what is tried again, and the reports."""

    printing: EditionPrinting
    parts: int
    printed: int
    retried: int
    failed: tuple[Failed, ...]
    reports: tuple[ReportShown, ...]

    @property
    def is_finished(self) -> bool:
        return all(one.is_finished for one in self.reports)

    @property
    def joined(self) -> int:
        return sum(1 for one in self.reports if one.pdf)

    @property
    def goes_on(self) -> bool:
        """The page looks again: something is being made and has not failed."""
        return not self.is_finished and not self.failed


@dataclass(frozen=True)
class EditionShown:
    edition: Edition
    printings: tuple[PrintingShown, ...]

    @property
    def languages(self) -> set[str]:
        return {one.printing.language for one in self.printings}

    @property
    def is_finished(self) -> bool:
        """One of its printings can be read, so the edition can be sent."""
        return any(report.pdf for one in self.printings for report in one.reports)

    @property
    def sent(self) -> EditionSending | None:
        return getattr(self.edition, "sending", None)


def editions_of(round_: Round, actor: Actor) -> list[EditionShown]:
    """The editions that the actor may read, newest first. Seven queries, however many there are; one without any."""
    editions = list(
        Edition.objects.visible_to(actor)
        .filter(round=round_)
        .select_related("by", "sending__by")
        .order_by("-number")
        .prefetch_related("printings__reports__receiver__names")
    )
    printings = [one for edition in editions for one in edition.printings.all()]
    if not printings:
        return [EditionShown(edition, ()) for edition in editions]
    parts: dict[int, list[EditionPart]] = {one.pk: [] for one in printings}
    for part in EditionPart.objects.with_prints().defer("html").filter(printing__in=printings):
        parts[part.printing_id].append(part)
    files: dict[int, list[ReportFile]] = {}
    for file in ReportFile.objects.without_data().filter(report__printing__in=printings):
        files.setdefault(file.report_id, []).append(file)
    order = FileFormat.values
    jobs = _unfinished_jobs(printings, parts)
    return [
        EditionShown(
            edition,
            tuple(
                _printing_shown(printing, parts[printing.pk], files, jobs, order, actor)
                for printing in edition.printings.all()
            ),
        )
        for edition in editions
    ]


def _unfinished_jobs(printings: Iterable[EditionPrinting], parts: dict[int, list[EditionPart]]) -> dict[str, Job]:
    keys = [key_of(NAME_PARTS, one.pk) for one in printings]
    keys += [key_of(PRINT_PART, part.pk) for those in parts.values() for part in those if not part.is_printed]
    keys += [
        key_of(kind, report.pk)
        for one in printings
        for report in one.reports.all()
        for kind in (JOIN_REPORT, WRITE_OFFICE_FILES)
    ]
    return {job.key: job for job in Job.objects.filter(key__in=keys, done_at=None)}


def _printing_shown(
    printing: EditionPrinting,
    parts: list[EditionPart],
    files: dict[int, list[ReportFile]],
    jobs: dict[str, Job],
    order: list[str],
    actor: Actor,
) -> PrintingShown:
    reports = tuple(
        ReportShown(
            report,
            report.receiver.name_on(actor.day),
            tuple(sorted(files.get(report.pk, ()), key=lambda one: order.index(one.format))),
        )
        for report in printing.reports.all()
    )
    named = [(key_of(NAME_PARTS, printing.pk), "", False)]
    named += [(key_of(PRINT_PART, part.pk), part.name, True) for part in parts]
    named += [
        (key_of(kind, shown.report.pk), shown.name, False)
        for shown in reports
        for kind in (JOIN_REPORT, WRITE_OFFICE_FILES)
    ]
    failed = tuple(
        Failed(name, is_part) for key, name, is_part in named if key in jobs and jobs[key].parked_at is not None
    )
    return PrintingShown(
        printing=printing,
        parts=len(parts),
        printed=sum(1 for part in parts if part.is_printed),
        retried=sum(1 for key, _name, _is_part in named if key in jobs and _is_retried(jobs[key])),
        failed=failed,
        reports=reports,
    )


def _is_retried(job: Job) -> bool:
    return job.parked_at is None and bool(job.last_error)
