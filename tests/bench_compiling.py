"""How fast the ministries' report is made, as ratios from one run: in parts and joined, as the portal does it.

From an invented tree of content to the bytes of both ministries' PDF, without a database.
"""

import multiprocessing
import os
import random
import resource
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from elo_portal.office.printing import printer
from reporting.choices import RoundKind
from reporting.documents.compilation.assembling import assemble
from reporting.documents.compilation.pages import MOST_TAGS, SHEET, PartPage, parts_of
from reporting.documents.compilation.tree import Appendix, Count, Entry, OnMap, Section, Table, Tree
from tests.printing import sample

FEW, MANY = 20, 160
QUESTIONS = 5
AT = datetime.fromisoformat("2015-01-01T00:00:00+02:00")
RECEIVERS = ("Opetus- ja kulttuuriministeriö", "Työ- ja elinkeinoministeriö")
InTurns = Callable[[dict[str, Callable[[], None]], int], dict[str, list[float]]]


def measure(in_turns: InTurns, rounds: int) -> None:
    """Print the ratios and what they are of."""
    few, many = tree_of(FEW), tree_of(MANY)
    context = multiprocessing.get_context("fork")
    with context.Pool(1, printer.warm) as one, context.Pool(2, printer.warm) as two:
        kept = dict(zip(_keys(many), one.map(print_part, parts_of(many)), strict=True))
        pages = {number: len_of(made) for number, made in ((FEW, whole(few, one)), (MANY, whole(many, two)))}
        changed = _one_change(many)

        def again() -> None:
            """One group has sent another version: its parts are printed, all others are kept."""
            parts = parts_of(changed)
            new = [part for part in parts if part.html not in kept]
            printed = {**kept, **dict(zip([part.html for part in new], two.map(print_part, new), strict=True))}
            join_all(changed, parts, [printed[part.html] for part in parts], two)

        took = in_turns(
            {
                "few": lambda: whole(few, two),
                "one": lambda: whole(many, one),
                "two": lambda: whole(many, two),
                "again": again,
                "plain": lambda: one.apply(plain, [many]),
            },
            max(2, rounds // 3),
        )
    base, peak, made = _memory(many)
    lines = [
        ("national report, two workers : one", took["two"], took["one"], 1.0, "goal below 1"),
        ("remade after one change : whole", took["again"], took["two"], 1.0, "goal 0.15"),
        (
            f"time a page, {pages[MANY]} pages : {pages[FEW]}",
            took["two"],
            took["few"],
            pages[FEW] / pages[MANY],
            "goal 1.20",
        ),
        ("parts and joining for two ministries : one plain WeasyPrint call", took["one"], took["plain"], 1.0, ""),
    ]
    for name, left, right, factor, goal in lines:
        ratio = statistics.median(a / b for a, b in zip(left, right, strict=True)) * factor
        print(f"{ratio:6.2f} {goal:12} {name} ({statistics.median(left):.1f} s : {statistics.median(right):.1f} s)")
    print(f"{(peak - base) / made:6.2f} {'goal 2.00':12} MiB a page over the base ({base:.0f} -> {peak:.0f} MiB)")


def tree_of(groups: int) -> Tree:
    """A report of so many groups, each with an answer of half a page to each of five questions."""
    chance = random.Random(groups)
    names = [f"Alue {number:03}" for number in range(groups)]
    codes = [f"A{number:03}" for number in range(groups)]
    sections = []
    for question in range(1, QUESTIONS + 1):
        entries = tuple(
            Entry(
                place=f"k{question}-{code.lower()}",
                code=code,
                name=name,
                meta="Versio 1, 19.12.2014",
                language="fi",
                text=sample.prose(1500 + chance.randrange(300)),
            )
            for code, name in zip(codes, names, strict=True)
        )
        sections.append(
            Section(f"k{question}", question, f"Kysymys {question}", "Mitä teitte?", entries, tuple(range(groups)))
        )
    table = Table("Ryhmät", ("Ryhmä", "Versio"), tuple((name, 1) for name in names))
    return Tree(
        kind=RoundKind.REPORT,
        language="fi",
        title="Elinikäinen ohjaus alueilla 2014",
        subtitle="Ryhmien raportit kokonaisina",
        edition=1,
        at=AT,
        identifier="ELO-2014-R-1",
        lead=f"{groups} ryhmää on lähettänyt raporttinsa.",
        counts=(Count(str(groups), "ryhmää"),),
        named=(),
        groups=tuple(OnMap(code, name, (), "sent") for code, name in zip(codes, names, strict=True)),
        changes=(),
        sections=tuple(sections),
        appendices=(Appendix("liite1", "Ryhmät", table),),
    )


def print_part(part: PartPage) -> bytes:
    return printer.print_pdf(
        part.html, sheet=SHEET, title="Osa", language="fi", created=AT, of=None, most_tags=MOST_TAGS
    ).pdf


def join_one(tree: Tree, receiver: str, parts: Sequence[PartPage], printed: Sequence[bytes]) -> int:
    """The pages of one ministry's report."""
    return assemble(replace(tree, receiver=receiver), parts, printed, created=AT).pages


def join_all(
    tree: Tree, parts: Sequence[PartPage], printed: Sequence[bytes], pool: multiprocessing.pool.Pool
) -> list[int]:
    return pool.starmap(join_one, [(tree, receiver, parts, printed) for receiver in RECEIVERS], chunksize=1)


def whole(tree: Tree, pool: multiprocessing.pool.Pool) -> list[int]:
    """Both ministries' reports from nothing."""
    parts = parts_of(tree)
    return join_all(tree, parts, pool.map(print_part, parts, chunksize=1), pool)


def plain(tree: Tree) -> None:
    """The same answers as one document and one call, once for each ministry, with page numbers in the contents."""
    body = "".join(part.html.partition("<body>")[2].partition("</body>")[0] for part in parts_of(tree))
    places = [(entry.place, entry.name) for section in tree.sections for entry in section.entries]
    contents = "".join(f'<p><a class="to" href="#{place}">{name}</a></p>' for place, name in places)
    numbers = "a.to::after { content: target-counter(attr(href), page); float: right }"
    fonts = FontConfiguration()
    folder = printer._static() / "print"
    sheets = [CSS(filename=folder / f"{name}.css", font_config=fonts) for name in ("fonts", SHEET)]
    for _receiver in RECEIVERS:
        HTML(string=f'<html lang="fi"><body>{contents}{body}</body></html>').write_pdf(
            stylesheets=[*sheets, CSS(string=numbers)], font_config=fonts, pdf_variant="pdf/a-3a"
        )


def len_of(pages: Sequence[int]) -> int:
    return pages[0]


def _keys(tree: Tree) -> list[str]:
    return [part.html for part in parts_of(tree)]


def _one_change(tree: Tree) -> Tree:
    """Every answer of one group is another one."""
    return replace(
        tree,
        edition=2,
        sections=tuple(
            replace(
                section,
                entries=(
                    *section.entries[:7],
                    replace(section.entries[7], meta="Versio 2, 9.1.2015", text=sample.prose(1600)),
                    *section.entries[8:],
                ),
            )
            for section in tree.sections
        ),
    )


def _memory(tree: Tree) -> tuple[float, float, int]:
    """MiB of a worker when it is warm, at its most while it prints every part and joins one report, and the pages."""
    reader, writer = multiprocessing.get_context("fork").Pipe(duplex=False)
    if (child := os.fork()) == 0:
        printer.warm()
        base = _resident()
        parts = parts_of(tree)
        made = join_one(tree, RECEIVERS[0], parts, [print_part(part) for part in parts])
        writer.send((base, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, made))
        os._exit(0)
    writer.close()
    measured: tuple[float, float, int] = reader.recv()
    os.waitpid(child, 0)
    return measured


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
