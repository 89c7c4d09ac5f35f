"""`./elo bench`: how fast the portal prints, compiles the national report and makes its board, as ratios from one run.

    python -m tests.bench [printing|compiling|board] [--rounds 9] [--reports 500]

Milliseconds only show the order of size.

What is compared is measured in turns, and the figure is the median of the rounds' ratios: this machine is shared, and a
slow moment then slows both sides. With a database that holds a sent report (the rehearsal's) the portal's path is the
whole one, from the frozen bytes in the database to the stored PDF; without one it is from bytes to bytes.
"""

import argparse
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

if "DJANGO_SETTINGS_MODULE" not in os.environ:
    os.environ.update(ELO_MODE="test", DJANGO_SETTINGS_MODULE="elo_portal.settings")

import django

django.setup()

from django.db import OperationalError, transaction  # noqa: E402 - after the setup
from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

from elo_portal.office import frozen  # noqa: E402
from elo_portal.office.printing import printer  # noqa: E402
from reporting.commands.printing import store  # noqa: E402
from reporting.documents.report import report_html, report_title  # noqa: E402
from reporting.models import Submission  # noqa: E402
from tests import bench_board, bench_compiling  # noqa: E402
from tests.printing import sample  # noqa: E402

REPORTS = 15
COUNTED = 4_000_000
GOALS = {
    "warm worker : cold WeasyPrint process, same HTML": 0.20,
    "portal's whole printing : bare renderer": 1.25,
    "15 reports on two workers : 15 x one": 0.55,
    "memory after {reports} reports : after 100": 1.05,
}


def main() -> int:
    asked = argparse.ArgumentParser(
        prog="./elo bench",
        description="Measures printing, the national report and the ministries' board, as ratios from one run.",
    )
    asked.add_argument("what", nargs="?", choices=["printing", "compiling", "board"], help="one of them (default: all)")
    asked.add_argument("--rounds", type=int, default=9, help="rounds of each comparison (default 9)")
    asked.add_argument("--reports", type=int, default=500, help="reports of the memory test (default 500)")
    arguments = asked.parse_args()
    if arguments.what in (None, "printing"):
        _printing(arguments.rounds, arguments.reports)
    if arguments.what in (None, "compiling"):
        bench_compiling.measure(_in_turns, arguments.rounds)
    if arguments.what in (None, "board"):
        bench_board.measure(_in_turns, arguments.rounds)
    return 0


def _printing(rounds: int, reports: int) -> None:
    content, stored = _content()
    pages = printer.print_pdf(report_html(content, sha256=None), title="x", language="fi", created=MOMENT).pages
    letters = sum(len(answer["text"]) for answer in content["answers"])
    print(
        f"One report: {letters} characters of answers, {pages} pages, {'from' if stored else 'without'} the database."
    )
    print(f"{'ratio':>6} {'goal':>6}")
    cold, own = _against_cold_and_bare(content, stored, rounds)
    results = [cold, own, _two_workers(content, rounds), _memory(content, reports)]
    for (name, goal), (ratio, note) in zip(GOALS.items(), results, strict=True):
        print(f"{ratio:6.2f} {'<= ' + format(goal, '.2f')}  {name.format(reports=reports)}  ({note})")


MOMENT = datetime.fromisoformat("2014-12-30T14:07:32+02:00")


def _content() -> tuple[dict[str, Any], Submission | None]:
    try:
        submission = Submission.objects.order_by("pk").first()
    except OperationalError:
        submission = None
    # As long as a report may be, whatever the rehearsal's is.
    return sample.content(*[sample.prose(1600)] * 5), submission


def _print(content: dict[str, Any]) -> printer.Printed:
    """What a worker does between bytes and bytes."""
    data = frozen.canonical(content)
    return printer.print_pdf(
        report_html(frozen.load(data), sha256=frozen.fingerprint(data)),
        title=report_title(content),
        language=content["language"],
        created=MOMENT,
        attachment=printer.Attachment("report.json", data, "application/json", "content"),
    )


def _portal(content: dict[str, Any], submission: Submission | None) -> None:
    if submission is None:
        _print(content)
        return
    with transaction.atomic():
        # The same reading and writing that a job makes; the row is taken back again.
        Submission.objects.select_related("document__group", "document__round").get(pk=submission.pk)
        store("bench", _print(content))
        transaction.set_rollback(True)


def _against_cold_and_bare(
    content: dict[str, Any], submission: Submission | None, rounds: int
) -> tuple[tuple[float, str], tuple[float, str]]:
    html = report_html(content, sha256="0" * 64)
    with _bare_renderer() as (bare, cold):
        sides: dict[str, Callable[[], None]] = {
            "portal": lambda: _portal(content, submission),
            "bare": lambda: bare(html),
            "cold": lambda: cold(html),
        }
        took = _in_turns(sides, rounds)
    return (
        (_ratio(took["portal"], took["cold"]), f"{_ms(took['portal'])} : {_ms(took['cold'])}"),
        (_ratio(took["portal"], took["bare"]), f"{_ms(took['portal'])} : {_ms(took['bare'])}"),
    )


@contextmanager
def _bare_renderer() -> Iterator[tuple[Callable[[str], None], Callable[[str], None]]]:
    """WeasyPrint as anybody would call it, warm with its sheets kept, and as a process of its own."""
    sheets = [printer._static() / "print" / f"{name}.css" for name in ("fonts", "report")]
    fonts = FontConfiguration()
    kept = [CSS(filename=sheet, font_config=fonts) for sheet in sheets]

    def warm(html: str) -> None:
        HTML(string=html).write_pdf(stylesheets=kept, font_config=fonts, pdf_variant="pdf/a-3a")

    with tempfile.TemporaryDirectory() as folder:
        page, result = Path(folder, "report.html"), Path(folder, "report.pdf")

        def cold(html: str) -> None:
            page.write_text(html)
            styles = [word for sheet in sheets for word in ("-s", str(sheet))]
            command = [sys.executable, "-m", "weasyprint", "--quiet", "--pdf-variant", "pdf/a-3a", *styles]
            subprocess.run([*command, str(page), str(result)], check=True)

        yield warm, cold


def _two_workers(content: dict[str, Any], rounds: int) -> tuple[float, str]:
    """Workers as Celery keeps them: forked, warmed, alive."""
    context = multiprocessing.get_context("fork")
    with context.Pool(2, printer.warm) as pool:
        pool.map(_print_and_forget, [content] * 4, chunksize=1)

        def two() -> None:
            pool.map(_print_and_forget, [content] * REPORTS, chunksize=1)

        def one() -> None:
            pool.apply(_print_in_a_row, [content, REPORTS])

        # How well two processes that do nothing but count run side by side here and now: 0.5 on two free cores.
        def counting() -> None:
            pool.map(_count, [COUNTED] * REPORTS, chunksize=1)

        def counting_alone() -> None:
            pool.apply(_count, [COUNTED * REPORTS])

        took = _in_turns({"two": two, "one": one, "n": counting, "1": counting_alone}, max(3, rounds // 2))
    a_second = REPORTS / statistics.median(took["two"])
    return (
        _ratio(took["two"], took["one"]),
        f"{a_second:.1f} reports a second; bare counting on two here: {_ratio(took['n'], took['1']):.2f}",
    )


def _print_and_forget(content: dict[str, Any]) -> None:
    _print(content)


def _count(many: int) -> None:
    for _number in range(many):
        pass


def _print_in_a_row(content: dict[str, Any], times: int) -> None:
    for _time in range(times):
        _print(content)


def _memory(content: dict[str, Any], reports: int) -> tuple[float, str]:
    """In a worker of its own. Each report has other words, as in life."""
    reader, writer = multiprocessing.get_context("fork").Pipe(duplex=False)
    if (child := os.fork()) == 0:
        printer.warm()
        sizes = {}
        for number in range(1, reports + 1):
            # Other words each time, so what is kept by word grows as it would.
            letters = str(number).translate(str.maketrans("0123456789", "aeioukntsl"))
            answers = [{**one, "text": one["text"].replace("ohja", f"{letters}ohja")} for one in content["answers"]]
            _print({**content, "answers": answers})
            if number in {min(100, reports), reports}:
                sizes[number] = _resident()
        writer.send((sizes[min(100, reports)], sizes[reports]))
        os._exit(0)
    writer.close()
    early, late = reader.recv()
    os.waitpid(child, 0)
    return late / early, f"{early:.0f} -> {late:.0f} MiB"


def _resident() -> float:
    """MiB of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _in_turns(sides: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each side in each round; one round first that does not count."""
    took: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, act in sides.items():
            begun = time.perf_counter()
            act()
            if number:
                took[name].append(time.perf_counter() - begun)
    return took


def _ratio(one: list[float], other: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def _ms(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
