"""Tables to take along: nothing that was typed is a formula, numbers and days are what they are."""

import csv
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from elo_portal.office.tables import Column, Table, as_csv, as_workbook, is_like_a_formula
from tests import builders

CREATED = builders.helsinki(2015, 1, 7, 9, 5)
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "＝1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://paha.example";"Avaa")',
]
HARMLESS = ["", "Kainuu", "1 = 1", "a@ely.example", "2013–2015", "'", '"lainaus"', "rivi\ntoinen;kolmas"]


def table(*rows, columns=("Ryhmä",), **more) -> Table:
    return Table("Seuranta", [Column(head) for head in columns], rows, **more)


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def workbook(*tables: Table) -> bytes:
    return as_workbook(tables, title="Seuranta 2014", language="fi", created=CREATED, author="ELO-portaali")


def read(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name).decode()


def body(data: bytes, sheet: int = 0, *, head: int = 3) -> list[list[object]]:
    """The values below the head, which stands on this row."""
    rows = read(data).worksheets[sheet].iter_rows(min_row=head + 1, values_only=True)
    return [list(row) for row in rows]


class TestCsv:
    def test_every_field_is_quoted_and_separated_as_a_finnish_excel_expects(self):
        data = as_csv(table(["Kainuu", 2], ["Pohjois-Savo", None], columns=("Ryhmä", "Versio")))
        assert data.decode("utf-8-sig") == '"Ryhmä";"Versio"\r\n"Kainuu";"2"\r\n"Pohjois-Savo";""\r\n'
        assert data[:3] == b"\xef\xbb\xbf"

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_what_looks_like_a_formula_gets_an_apostrophe(self, text):
        assert read_csv(as_csv(table([text]))) == [["Ryhmä"], [f"'{text}"]]

    @pytest.mark.parametrize("text", HARMLESS)
    def test_other_text_is_left_as_it_is(self, text):
        assert read_csv(as_csv(table([text]))) == [["Ryhmä"], [text]]

    def test_a_head_is_no_formula_either(self):
        assert read_csv(as_csv(table(["x"], columns=("=1+1",)))) == [["'=1+1"], ["x"]]

    def test_numbers_days_and_moments(self):
        row = [-3, 2.4, Decimal("-0.50"), date(2014, 12, 31), datetime(2014, 12, 31, 22, 30, tzinfo=UTC)]
        data = as_csv(table(row, columns=tuple("abcde")))
        assert read_csv(data)[1] == ["-3", "2,4", "-0,50", "2014-12-31", "2015-01-01 00:30"]

    @given(some.text(alphabet=some.characters(exclude_categories=["Cs"])))
    def test_no_field_begins_as_a_formula_and_the_words_come_back(self, text):
        field = read_csv(as_csv(table([text])))[1][0]
        assert not is_like_a_formula(field)
        assert field.removeprefix("'" if is_like_a_formula(text) else "") == text


class TestWorkbook:
    def test_title_notes_head_and_rows(self):
        data = workbook(table(["Kainuu", 2], columns=("Ryhmä", "Versio"), notes=("Tilanne 7.1.2015", "Rajattu")))
        sheet = read(data).active
        assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
            ["Seuranta", None],
            ["Tilanne 7.1.2015", None],
            ["Rajattu", None],
            [None, None],
            ["Ryhmä", "Versio"],
            ["Kainuu", 2],
        ]
        assert sheet.freeze_panes == "B6"
        assert [(one.ref, one.column_names) for one in sheet.tables.values()] == [("A5:B6", ["Ryhmä", "Versio"])]

    @pytest.mark.parametrize(
        "text", [*DANGEROUS, *HARMLESS[1:], "<r>x & y</r>", "<r><t>x</t></r>", "https://elo.example"]
    )
    def test_a_text_is_stored_as_a_text(self, text):
        data = workbook(table([text], columns=("a",)))
        cell = read(data).active["A4"]
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert cell.quotePrefix is is_like_a_formula(text)
        assert "<f>" not in part(data, "xl/worksheets/sheet1.xml")
        # A carriage return is written as the letters of its escape, which Excel reads and openpyxl leaves.
        assert cell.value.replace("_x000D_", "\r") == text

    @given(some.text(alphabet=some.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
    def test_the_words_come_back(self, text):
        data = workbook(table([text], columns=(text[:40],)))
        assert body(data) == [[text]]
        assert "<f>" not in part(data, "xl/worksheets/sheet1.xml")

    def test_numbers_days_and_moments_are_numbers_and_days(self):
        columns = [Column("a"), Column("b", number_format="0.0"), Column("c"), Column("d"), Column("e")]
        moment = datetime(2014, 12, 31, 22, 30, 15, tzinfo=UTC)
        data = workbook(Table("Luvut", columns, [[-3, 2.4, Decimal("0.5"), date(2014, 12, 31), moment]]))
        cells = read(data).active[4]
        assert [cell.value for cell in cells] == [
            -3,
            2.4,
            0.5,
            datetime(2014, 12, 31),  # noqa: DTZ001 - a workbook knows no zone
            datetime(2015, 1, 1, 0, 30),  # noqa: DTZ001
        ]
        assert [cell.number_format for cell in cells] == ["General", "0.0", "General", "d.m.yyyy", "d.m.yyyy h:mm"]

    def test_an_empty_cell_is_empty(self):
        data = workbook(table(["x", None, ""], columns=("a", "b", "c")))
        assert body(data) == [["x", None, None]]
        assert [cell.data_type for cell in read(data).active[4]] == ["s", "n", "n"]

    def test_widths_are_the_columns_own(self):
        sheet = read(workbook(Table("Leveät", [Column("a", width=40), Column("b")], [["x", "y"]]))).active
        assert [round(sheet.column_dimensions[name].width) for name in "AB"] == [41, 15]

    def test_several_sheets_have_names_that_excel_takes(self):
        long = "Kysymys 1: mitä on tehty [2014] ja mitä ei?"
        names = ["Luvut", "luvut", long, long, "'Lainaus'", "History", "/"]
        data = workbook(*(table([name], name=name) for name in names))
        assert read(data).sheetnames == [
            "Luvut",
            "luvut 2",
            "Kysymys 1 mitä on tehty 2014 ja",
            "Kysymys 1 mitä on tehty 2014 2",
            "Lainaus",
            "History 2",
            "2",
        ]
        assert [body(data, number) for number in range(len(names))] == [[[name]] for name in names]

    def test_a_sheet_is_named_by_its_title_and_may_be_its_lines_alone(self):
        data = workbook(Table("Tietoja", (), (), notes=("Painos 1", "=1+1")))
        book = read(data)
        assert book.sheetnames == ["Tietoja"]
        assert [[cell.value for cell in row] for row in book.active.rows] == [["Tietoja"], ["Painos 1"], ["=1+1"]]

    @pytest.mark.parametrize("heads", [("a", "A"), ("", "b"), ("x" * 256, "b"), ("a\nb", "c"), ("<r>", "b")])
    def test_heads_that_excel_takes_for_no_names_of_columns_stand_all_the_same(self, heads):
        sheet = read(workbook(table(["x", "y"], columns=heads))).active
        assert not sheet.tables
        assert tuple(cell.value or "" for cell in sheet[3]) == heads

    def test_without_rows_the_head_stands(self):
        sheet = read(workbook(table(columns=("a", "b")))).active
        assert not sheet.tables
        assert [cell.value for cell in sheet[3]] == ["a", "b"]

    def test_its_properties_tell_title_language_and_moment(self):
        properties = read(workbook(table(["x"]))).properties
        assert (properties.title, properties.language, properties.creator) == ("Seuranta 2014", "fi", "ELO-portaali")
        moment = datetime(2015, 1, 7, 7, 5)  # noqa: DTZ001 - UTC, as the format has it
        assert (properties.created, properties.modified) == (moment, moment)

    def test_the_same_tables_give_the_same_bytes(self):
        one = table(["Kainuu", 2], columns=("a", "b"))
        assert workbook(one) == workbook(one)

    def test_heads_are_repeated_on_paper_and_the_width_fits(self):
        xml = part(workbook(table(["x"])), "xl/worksheets/sheet1.xml")
        assert re.search(r'<pageSetup paperSize="9" [^>]*fitToHeight="0" orientation="landscape"', xml)
        assert "Print_Titles" in part(workbook(table(["x"])), "xl/workbook.xml")

    def test_a_text_longer_than_a_cell_is_refused(self):
        whole = "x" * 32_767
        assert body(workbook(table([whole]))) == [[whole]]
        with pytest.raises(ValueError, match="32767 fit"):
            workbook(table([f"{whole}x"]))


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="Row 2 of «Seuranta» has 1 cells for 2 columns"):
        table(["x", 1], ["y"], columns=("a", "b"))


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2014, 12, 31)  # noqa: DTZ001 - that is the point
    for made in (as_csv, workbook):
        with pytest.raises(ValueError, match="naive"):
            made(table([naive]))
