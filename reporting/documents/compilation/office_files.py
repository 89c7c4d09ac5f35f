"""The ministry report as a Word file and as a workbook: the same words and figures as on paper, to be worked on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office import tables
from elo_portal.office.tables import Column
from elo_portal.office.words import moment
from elo_portal.office.writing.markup import blocks, to_plain
from reporting.choices import State
from reporting.editions.words import Named
from reporting.queries.shown import LATE

from .pages import head_of
from .tree import Cell, Entry, Figure, Section, Table, Tree
from .word import WordFile, clean, run

NOTICES = {LATE: "NoticeLate", State.RETURNED.value: "NoticeReturned"}
# A column of a workbook is at least and at most so many characters wide; that of the answers has its own width.
NARROWEST, WIDEST, ANSWERS = 8, 60, 100
# In a cell that is full, what is carried to the next row begins with a new word when there is one among so many signs.
LONGEST_WORD = 200


def docx_of(tree: Tree) -> bytes:
    """The report as DOCX. The same tree gives the same bytes."""
    with translation.override(tree.language):
        word = WordFile(language=tree.language)
        _first_page(word, tree)
        word.contents(
            _("Contents"),
            _(
                "The answers are in alphabetical order and in full, as each group sent them and in its own language. "
                "What has not been sent is named at the end of each question."
            ),
        )
        if tree.edition > 1:
            _changed(word, tree)
        for section in tree.sections:
            _section(word, section, tree)
        for number, appendix in enumerate(tree.appendices, start=1):
            word.heading(1, _("Appendix %(number)s: %(title)s") % {"number": number, "title": appendix.title})
            if appendix.figure:
                _figure(word, appendix.figure)
            _table(word, appendix.table)
        word.add("ReportEnd", run(_("Identifier") + f": {tree.identifier}"))
        foot = [tree.receiver, tree.case_number, _("edition %(number)s") % {"number": tree.edition}]
        return word.as_bytes(
            title=tree.title,
            author=tree.receiver,
            identifier=tree.identifier,
            at=tree.at,
            foot=" · ".join(one for one in foot if one),
            page_word=_("Page"),
        )


def xlsx_of(tree: Tree) -> bytes:
    """The report as XLSX, one sheet a table. The same tree gives the same bytes."""
    with translation.override(tree.language):
        return tables.as_workbook(
            list(_sheets(tree)),
            title=clean(tree.title),
            language=tree.language,
            created=tree.at,
            author=clean(tree.receiver),
            subject=clean(tree.subtitle),
        )


# -- what both say


def _issued(tree: Tree) -> list[str]:
    """Whose the report is, its case number, which edition it is and of when."""
    said = [tree.receiver]
    if tree.case_number:
        said.append(_("Case number %(number)s") % {"number": tree.case_number})
    said.append(_("Edition %(number)s, situation %(at)s") % {"number": tree.edition, "at": moment(tree.at)})
    return [one for one in said if one]


def _names(one: Named) -> str:
    said = ", ".join(one.names)
    if one.more:
        said += " " + ngettext("and %(more)s more", "and %(more)s more", one.more) % {"more": one.more}
    return f"{said}."


def _changed_head(tree: Tree) -> str:
    return _("What has changed since edition %(number)s") % {"number": tree.edition - 1}


# -- the Word file


def _first_page(word: WordFile, tree: Tree) -> None:
    word.add("DocumentBrand", run(_("ELO portal")))
    for line in _issued(tree):
        word.add("DocumentFact", run(line))
    word.add("Title", run(tree.title))
    word.add("Subtitle", run(tree.subtitle))
    word.add("Lead", run(tree.lead))
    for count in tree.counts:
        word.add("Count", run(count.value, style="CountFigure"), run(f"\t{count.words}"))
    for one in tree.named:
        word.add(NOTICES.get(one.kind, "Notice"), run(one.words, bold=True), run(f" {_names(one)}"))


def _changed(word: WordFile, tree: Tree) -> None:
    word.heading(1, _changed_head(tree))
    for change in tree.changes:
        word.add("ListBullet", run(change))
    if not tree.changes:
        word.add("BodyText", run(_("No group's document or state.")))


def _section(word: WordFile, section: Section, tree: Tree) -> None:
    word.heading(1, head_of(section, tree))
    if section.question:
        word.add("Question", run(section.question))
    for entry in section.entries:
        word.heading(2, _named(entry.name, entry.heading))
        word.add("Meta", run(entry.code, style="GroupCode"), run(f" {entry.meta}"))
        if entry.table:
            _table(word, entry.table, language=entry.language)
        elif answer := blocks(entry.text):
            word.blocks(answer, language=entry.language)
        else:
            word.add("NoAnswer", run(entry.note or _("No answer.")))
    if section.missing:
        word.add("Missing", run(_("Has not been sent:"), bold=True), run(f" {', '.join(section.missing)}."))


def _figure(word: WordFile, figure: Figure) -> None:
    rows = [(bar.name, str(bar.value)) for bar in figure.bars]
    word.table(figure.title, (_("Name"), _("How many groups")), rows, description=figure.words, width=0.5)


def _table(word: WordFile, table: Table, *, language: str = "") -> None:
    rows = [[clean(cell) or "–" for cell in row] for row in table.said]
    word.table(table.title, table.head, rows, note=table.note, language=language)


def _named(name: str, heading: str) -> str:
    return f"{name}: {heading}" if heading else name


# -- the workbook


def _sheets(tree: Tree) -> Iterator[tables.Table]:
    yield _summary(tree)
    if tree.changes:
        yield _sheet(_changed_head(tree), (_("What has changed"),), [(one,) for one in tree.changes], name=_("Changes"))
    yield _sheet(
        _("Contents"),
        (_("Number"), _("Heading"), _("Question"), _("Has not been sent")),
        [(one.number, one.title, one.question, ", ".join(one.missing)) for one in tree.sections],
    )
    yield _answers(tree)
    for section in tree.sections:
        yield from _tables_of(section)
    for number, appendix in enumerate(tree.appendices, start=1):
        said = {"number": number, "title": appendix.title}
        yield _sheet(
            appendix.table.title,
            appendix.table.head,
            appendix.table.rows,
            notes=[_("Appendix %(number)s: %(title)s") % said, *([appendix.table.note] if appendix.table.note else [])],
            name=_("Appendix %(number)s") % said,
        )
        if figure := appendix.figure:
            yield _sheet(
                figure.title,
                (_("Name"), _("How many groups")),
                [(bar.name, bar.value) for bar in figure.bars],
                notes=[figure.words],
                name=_("Figure %(number)s") % said,
            )


def _summary(tree: Tree) -> tables.Table:
    facts: list[tuple[Cell, ...]] = [(_("Situation"), tree.at), (_("Identifier"), tree.identifier)]
    facts += [(one.words, int(one.value) if one.value.isdecimal() else one.value) for one in tree.counts]
    facts += [(one.words, _names(one)) for one in tree.named]
    return _sheet(
        tree.title,
        (_("Fact"), _("Value")),
        facts,
        notes=[tree.subtitle, *_issued(tree), tree.lead],
        name=_("Summary"),
    )


def _answers(tree: Tree) -> tables.Table:
    """One row an answer; one that is longer than a cell goes on in the next row, as part 2."""
    languages = {"fi": _("Finnish"), "sv": _("Swedish")}
    heads = [_("Number"), _("Heading"), _("Group"), _("Version"), _("Language"), _("Part"), _("Answer")]
    rows = [
        (
            section.number,
            clean(_named(section.title, entry.heading)),
            clean(entry.name),
            clean(entry.meta),
            languages[entry.language],
            part,
            text,
        )
        for section in tree.sections
        for entry in section.entries
        if entry.table is None
        for part, text in enumerate(_pieces(clean(to_plain(entry.text)) or entry.note or _("No answer.")), start=1)
    ]
    title = _("Answers")
    widths = _widths(heads[:-1], [row[:-1] for row in rows])
    notes = []
    if any(row[-2] > 1 for row in rows):
        notes.append(_("An answer that does not fit in one cell goes on in the next row. Its parts are numbered."))
    columns = [Column(head, width) for head, width in zip(heads, [*widths, ANSWERS], strict=True)]
    return tables.Table(title, columns, rows, notes)


def _tables_of(section: Section) -> Iterator[tables.Table]:
    """The tables of the section's groups as one, each row with its group; tables of another shape are another one."""
    found: dict[tuple[str, ...], list[tuple[Entry, Table]]] = {}
    for entry in section.entries:
        if entry.table:
            found.setdefault(entry.table.head, []).append((entry, entry.table))
    for head, those in found.items():
        rows = [(entry.name, *row, entry.meta) for entry, table in those for row in table.rows]
        yield _sheet(section.title, (_("Group"), *head, _("Version")), rows)


def _sheet(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    notes: Sequence[str] = (),
    name: str = "",
) -> tables.Table:
    fitting = [row for whole in rows for row in _fitting(whole)]
    heads = [clean(one) for one in heads]
    columns = [
        Column(head, width, "0.0" if any(isinstance(row[x], float) for row in fitting) else "")
        for x, (head, width) in enumerate(zip(heads, _widths(heads, fitting), strict=True))
    ]
    return tables.Table(clean(title), columns, fitting, [clean(one) for one in notes], clean(name))


def _fitting(row: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """The row, and as many rows after it as its longest text takes; those after it say their name and the rest."""
    cells = [[*_pieces(clean(cell))] if isinstance(cell, str) else [cell] for cell in row]
    yield tuple(None if pieces[0] == "" else pieces[0] for pieces in cells)
    for number in range(1, max(len(pieces) for pieces in cells)):
        yield (cells[0][0], *(pieces[number] if number < len(pieces) else None for pieces in cells[1:]))


def _pieces(text: str) -> list[str]:
    """The text cut so that each piece fits in a cell of a workbook; joined together they are the text."""
    pieces = []
    while _length(text) > tables.LONGEST_CELL:
        end = tables.LONGEST_CELL
        while _length(text[:end]) > tables.LONGEST_CELL:
            # A sign takes one or two.
            end -= -(-(_length(text[:end]) - tables.LONGEST_CELL) // 2)
        space = max(text.rfind(" ", end - LONGEST_WORD, end), text.rfind("\n", end - LONGEST_WORD, end))
        end = space + 1 if space > 0 else end
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def _length(text: str) -> int:
    """As a workbook counts: in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _widths(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[float]:
    """In characters: as wide as the longest text, within bounds."""
    return [
        min(max(NARROWEST, len(head) + 3, *(len(_plain(row[x])) + 2 for row in rows)), WIDEST)
        if rows
        else max(NARROWEST, len(head) + 3)
        for x, head in enumerate(heads)
    ]


def _plain(cell: Cell) -> str:
    # A moment is written as 31.12.2014 14:07.
    return "31.12.2014 14:07" if isinstance(cell, date) else str(cell or "")
