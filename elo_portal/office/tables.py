"""Tables to take along: CSV that a Finnish Excel opens by itself, and workbooks (XLSX) of one sheet or several.

What a person has written is never a formula. In CSV a text that a spreadsheet could take for one gets an apostrophe
before it, and every field is quoted (OWASP, CSV Injection); in a workbook a text is stored as a text. Numbers and days
are numbers and days.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from io import BytesIO, StringIO

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | Decimal | date | datetime | None

CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet begins a formula with, in full width too; what separates cells would begin a new one.
BEGINS_A_FORMULA = tuple("=+-@＝＋－＠")
SEPARATES = ("\t", "\r", "\n")
# A workbook's own limits, in characters.
LONGEST_CELL, LONGEST_NAME, LONGEST_HEAD = 32_767, 31, 255
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
A4 = 9


@dataclass(frozen=True)
class Column:
    """`width` is in characters of a workbook; `number_format` Excel's, «0.0», for numbers that are not whole."""

    head: str
    width: float = 14
    number_format: str = ""


@dataclass(frozen=True)
class Table:
    """A table under its title, with lines that say something of it between them.

    `name` is what the sheet's tab says, the title when it is empty. A table without columns is a title with its lines.
    Moments are aware; they are written by the clock of Helsinki, to the minute.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    name: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError when a row has another number of cells than there are columns."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"Row {number} of «{self.title}» has {len(row)} cells for {len(self.columns)} columns."
                )


def is_like_a_formula(text: str) -> bool:
    """A spreadsheet could take the text for a formula, or for more cells than one."""
    return text.startswith(SEPARATES) or text.lstrip().startswith(BEGINS_A_FORMULA)


def as_csv(table: Table) -> bytes:
    """Head and rows: UTF-8 with a byte order mark, semicolons, every field quoted, days as 2014-12-31, decimals 2,4."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_in_csv(column.head) for column in table.columns])
    writer.writerows([_in_csv(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def as_workbook(
    tables: Sequence[Table], *, title: str, language: str, created: datetime, author: str = "", subject: str = ""
) -> bytes:
    """One sheet a table, in their order. The same tables and `created` (aware) give the same bytes.

    Raises ValueError for a text that is longer than a cell holds.
    """
    file = BytesIO()
    book = _Workbook(file, {"in_memory": True})
    book.set_properties(
        {
            "title": title,
            "subject": subject,
            "author": author,
            "language": language,
            "created": created.astimezone(UTC),
        }
    )
    formats = _Formats(book)
    for table, name in zip(tables, _names(table.name or table.title for table in tables), strict=True):
        _write(book.add_worksheet(name), table, formats)
    book.close()
    return file.getvalue()


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if is_like_a_formula(cell) else cell
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else _number(cell).replace(".", ",")


def _number(cell: int | float | Decimal) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


class _Core(Core):
    """The document's properties with its language, which the library leaves out."""

    def _write_dc_title(self) -> None:
        super()._write_dc_title()
        self._xml_data_element("dc:language", self.properties["language"])


class _Packager(Packager):
    def _write_core_file(self) -> None:
        core = _Core()
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class _Workbook(Workbook):
    def _get_packager(self) -> Packager:
        return _Packager()


class _Formats:
    """The looks of cells, each made once in the workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **look})
        return self._made[key]


def _names(wanted: Iterable[str]) -> list[str]:
    """Names of sheets as Excel takes them: short, without its own signs, no two alike."""
    names: list[str] = []
    taken = {"", "history"}
    for text in wanted:
        base = " ".join(text.translate(NOT_IN_A_NAME).split()).strip("'")
        name, number = _cut(base, LONGEST_NAME), 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(base, LONGEST_NAME - len(str(number)) - 1)} {number}".strip()
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, length: int) -> str:
    return text[:length].strip(" '")


def _write(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    _write_text(sheet, 0, 0, table.title, formats, bold=True, font_size=14)
    for number, line in enumerate(table.notes, start=1):
        _write_text(sheet, number, 0, line, formats)
    head = len(table.notes) + 2
    if table.columns:
        _write_head(sheet, table, head, formats)
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
    for y, row in enumerate(table.rows, start=head + 1):
        for x, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, y, x, cell, column, formats)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _write_head(sheet: Worksheet, table: Table, at: int, formats: _Formats) -> None:
    """A table of Excel's own where the heads may be its columns' names: a screen reader then tells them by the cell."""
    heads = [column.head for column in table.columns]
    look = {"bold": True, "text_wrap": True, "bottom": 1}
    if table.rows and _can_name_columns(heads):
        columns = [{"header": head, "header_format": formats.of(**look)} for head in heads]
        options = {"columns": columns, "style": "Table Style Light 1", "banded_rows": False}
        sheet.add_table(at, 0, at + len(table.rows), len(heads) - 1, options)
        return
    for x, head in enumerate(heads):
        _write_text(sheet, at, x, head, formats, **look)


def _can_name_columns(heads: Sequence[str]) -> bool:
    alike = len({head.casefold() for head in heads}) < len(heads)
    return not alike and all(
        head.strip() and head.isprintable() and len(head) <= LONGEST_HEAD and not head.startswith("<r>")
        for head in heads
    )


def _write_cell(sheet: Worksheet, y: int, x: int, cell: Cell, column: Column, formats: _Formats) -> None:
    if cell is None or cell == "":
        sheet.write_blank(y, x, None, formats.of())
    elif isinstance(cell, str):
        _write_text(sheet, y, x, cell, formats, text_wrap=True)
    elif isinstance(cell, datetime):
        moment = timezone.make_naive(timezone.localtime(cell)).replace(second=0, microsecond=0)
        sheet.write_datetime(y, x, moment, formats.of(num_format="d.m.yyyy h:mm", align="left"))
    elif isinstance(cell, date):
        sheet.write_datetime(y, x, cell, formats.of(num_format="d.m.yyyy", align="left"))
    else:
        look = {"num_format": column.number_format} if column.number_format else {}
        sheet.write_number(y, x, cell, formats.of(**look))


def _write_text(sheet: Worksheet, y: int, x: int, text: str, formats: _Formats, **look: object) -> None:
    if len(text.encode("utf-16-le")) // 2 > LONGEST_CELL:
        raise ValueError(f"A cell of «{sheet.get_name()}» has {len(text)} characters; {LONGEST_CELL} fit.")
    if is_like_a_formula(text):
        # So it stays a text when somebody edits the cell.
        look["quote_prefix"] = True
    text = text.replace("\r\n", "\n")
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library takes such a text for XML of its own and writes it as it is.
        text = f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
    sheet.write_string(y, x, text, formats.of(**look))
