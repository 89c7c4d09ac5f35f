"""The printed file: its bytes, its standards, what it may reach (elo_portal/office/printing/)."""

import hashlib
import http.server
import io
import os
import re
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import outloud
import pikepdf
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from elo_portal.office import frozen
from elo_portal.office.printing import printer
from tests.printing import sample

MOMENT = datetime.fromisoformat("2014-12-30T14:07:32+02:00")
SAMI = "Sámi giella: á č đ ŋ š ŧ ž. **ŧ** ja *đ*, ***ŋ***."
REPORTS = {
    "Finnish": sample.content(),
    "Swedish": sample.swedish(),
    "lists": sample.content(*[sample.listed(900) + "\n\n1. yksi\n2. *kaksi*\n\nLopuksi **lihavaa**."] * 5),
    "one word": sample.content("Sana"),
    "nothing": sample.content("", title="Raportti"),
    "three pages": sample.content(*[sample.prose(1600)] * 5),
    "long": sample.content(
        *[sample.prose(2600 + 300 * at, sample.FINNISH[at:] + sample.SWEDISH[:at]) for at in range(5)]
    ),
    "two languages": {
        **sample.content(sample.prose(300), sample.prose(2500, sample.SWEDISH), SAMI),
    },
    "draft": sample.preview(),
    "large group": sample.content(
        members=[
            {"name": f"Jäsen {n}", "seat": "member", "organisation": "Kunta tai muu yhteisö", "kind": "municipality"}
            for n in range(70)
        ]
    ),
}
REPORTS["two languages"]["answers"][1]["language"] = "sv"
REPORTS["two languages"]["answers"][2]["language"] = "se"


@pytest.fixture(scope="module")
def printed():
    return {name: sample.printed(made) for name, made in REPORTS.items()}


def opened(printed: printer.Printed) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(printed.pdf))


@pytest.mark.parametrize("name", REPORTS)
def test_checker_finds_no_error(printed, name, tmp_path):
    (tmp_path / "report.pdf").write_bytes(printed[name].pdf)
    result = outloud.check(str(tmp_path / "report.pdf"))
    assert result.error is None
    assert [(one.rule, one.message) for one in result.findings if one.severity != "info"] == []


@pytest.mark.parametrize("name", REPORTS)
def test_file_says_what_it_is(printed, name):
    made = REPORTS[name]
    with opened(printed[name]) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == made["language"]
        assert root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == f"{made['title']} – {made['group']['name']}"
        assert str(root.OutputIntents[0].S) == "/GTS_PDFA1"
        metadata = root.Metadata.read_bytes().decode()
        assert re.findall(r'pdfaid:(part|conformance)="(\w+)"', metadata) == [("part", "3"), ("conformance", "A")]
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in metadata
        with pdf.open_metadata() as xmp:
            assert (xmp["dc:title"], xmp["xmp:CreateDate"]) == (
                str(pdf.docinfo.Title),
                made["sent"]["at"] if made["sent"] else made["due"],
            )


@pytest.mark.parametrize("name", REPORTS)
def test_only_bundled_fonts_are_in_the_file_and_all_of_them_are(printed, name):
    with opened(printed[name]) as pdf:
        fonts = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in font for font in fonts)
        assert {re.sub(r"^[A-Z]{6}\+(Source-\w+-\d).*", r"\1", str(font.FontName)[1:]) for font in fonts} <= {
            "Source-Serif-4",
            "Source-Sans-3",
        }


def test_frozen_content_is_attached_as_the_source(printed):
    data = frozen.canonical(REPORTS["Finnish"])
    with opened(printed["Finnish"]) as pdf:
        assert list(pdf.attachments) == ["KAI-2014-R1.json"]
        file = pdf.attachments["KAI-2014-R1.json"]
        assert file.get_file().read_bytes() == data
        assert file.get_file().mime_type == "application/json"
        assert [(str(one.UF), str(one.AFRelationship)) for one in pdf.Root.AF] == [("KAI-2014-R1.json", "/Source")]


def test_without_an_attachment_nothing_is_attached():
    made = printer.print_pdf("<p id=answers>x</p>", title="x", language="fi", created=MOMENT)
    with opened(made) as pdf:
        assert (len(pdf.attachments), "/AF" in pdf.Root) == (0, False)


def test_fingerprint_is_printed_at_the_end(printed):
    text = sample.text_of(printed["Finnish"])
    fingerprint = frozen.fingerprint(frozen.canonical(REPORTS["Finnish"]))
    assert fingerprint in re.sub(r"\s", "", text)


# The same bytes


def test_printing_twice_gives_the_same_bytes(printed):
    again = sample.printed(REPORTS["lists"])
    assert (again.sha256, again.versions) == (printed["lists"].sha256, printed["lists"].versions)
    assert again.sha256 == hashlib.sha256(printed["lists"].pdf).hexdigest()


def test_another_process_gives_the_same_bytes(printed):
    program = (
        "import django; django.setup(); from tests.printing import sample;"
        "print(sample.printed(sample.content(*[sample.prose(1600)] * 5)).sha256)"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == printed["three pages"].sha256
    assert other.stderr == ""


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        printer.print_pdf("<p id=answers>x", title="x", language="fi", created=datetime(2014, 12, 30))  # noqa: DTZ001


def test_versions_name_all_that_the_bytes_depend_on(printed):
    versions = printed["Finnish"].versions
    assert set(versions) == {
        *(
            "weasyprint",
            "pydyf",
            "pyphen",
            "pikepdf",
            "qpdf",
            "pango",
            "harfbuzz",
            "fonts",
            "sheet",
            "hyphenation",
            "html",
        )
    }
    assert all(versions.values())


# What it reaches


class Listener(http.server.BaseHTTPRequestHandler):
    calls: list[str] = []

    def do_GET(self):
        self.calls.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_message):
        pass


@pytest.fixture
def listener():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Listener.calls = []
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_reaches_nothing_and_attaches_nothing(listener, tmp_path, caplog):
    (tmp_path / "secret.txt").write_text("salaisuus")
    secret = (tmp_path / "secret.txt").as_uri()
    own = (Path(settings.BASE_DIR) / "static/elo/print/report.css").as_uri()
    evil = f"""<html lang=fi><title>t</title><link rel=attachment href=file:///etc/passwd>
    <link rel=attachment href={secret}><link rel=attachment href={own}><link rel=stylesheet href={listener}/css>
    <base href={listener}/>
    <style>@import url({listener}/import); body {{ background: url({listener}/background) }}
    @font-face {{ font-family: x; src: url({listener}/font) }} p {{ font-family: x }}
    li {{ list-style-image: url({secret}) }}</style>
    <div id=answers><p>x</p><a href={secret} rel=attachment>a</a><li>y</li>
    <img alt=x src={listener}/image><object data={listener}/object></object><embed src={listener}/embed>
    <img alt=x src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{listener}/svg'/></svg>">
    <svg xmlns="http://www.w3.org/2000/svg"><title>k</title>
    <image href="{listener}/inline"/><use href="{secret}"/></svg>
    """
    layout = printer.lay_out(evil)
    raw = layout._document.write_pdf() if layout.pages else b""
    assert Listener.calls == []
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        assert len(pdf.attachments) == 0 or list(pdf.attachments) == ["report.css"]
    assert b"salaisuus" not in raw


def test_text_of_an_answer_reaches_nothing(listener):
    typed = (
        f'<img src="{listener}/a"> ![x]({listener}/b) {listener}/c <link rel=attachment href=file:///etc/passwd>'
        f"\n\n<style>@import url({listener}/d)</style> ＜img src={listener}/e＞"
    )
    made = sample.printed(sample.content(typed))
    assert Listener.calls == []
    with opened(made) as pdf:
        assert list(pdf.attachments) == ["KAI-2014-R1.json"]
        assert not any(page.get("/Annots") for page in pdf.pages)
    assert f'<img src="{listener}/a">' in sample.text_of(made).replace("\n", " ")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file://server/share/x.css",
        "https://esimerkki.example/x.css",
        "ftp://esimerkki.example/x.css",
        "data:text/css,p{}",
        "{print}/../../../manage.py",
        "{print}/../elo.css",
        "{print}/%2e%2e/elo.css",
        "{print}/report.css?x",
        "{print}/fonts/VENDOR.json",
    ],
)
def test_only_print_files_are_served(address):
    folder = (Path(settings.BASE_DIR) / "static" / "elo" / "print").as_uri()
    with pytest.raises(printer._NotOurs):
        printer._OwnFilesAlone(strict=False).fetch(address.replace("{print}", folder))


def test_a_missing_font_stops_the_printing(tmp_path, monkeypatch):
    (tmp_path / "print").mkdir()
    for name in ("fonts", "report"):
        css = (printer._static() / "print" / f"{name}.css").read_text()
        (tmp_path / "print" / f"{name}.css").write_text(css)
    monkeypatch.setattr(printer, "_static", lambda: tmp_path)
    monkeypatch.setattr(printer, "_press", None)
    with pytest.raises(BaseException, match="Error fetching"):
        printer.warm()


# Processes


# From 3.12 on Python warns of every fork beside a thread; pytest-xdist has threads, Celery's pool forks as we do here.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_workers_print_the_same_and_leave_the_parent_its_fonts(printed):
    reader, writer = os.pipe()
    children = []
    for _child in range(2):
        if (child := os.fork()) == 0:
            try:
                printer.warm()
                os.write(writer, sample.printed(REPORTS["one word"]).sha256.encode())
                printer._press = None
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as said:
        assert said.read() == 2 * printed["one word"].sha256
    assert sample.printed(REPORTS["one word"]).sha256 == printed["one word"].sha256


def test_machine_keeps_its_own_fonts(printed):
    assert "FONTCONFIG_FILE" not in os.environ


# Nothing that people type stops it


@hypothesis_settings(max_examples=25)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.text("*_- \n1.a•", max_size=200),
        max_size=5,
    )
)
def test_any_text_is_printed(texts):
    made = sample.printed(sample.content(*(texts or ["x"])))
    assert made.pages >= 1
    assert made.pdf.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("piece", ["a", "<", "漢", "a\u00a0", "sana "])
def test_the_longest_answer_is_laid_out_in_seconds(piece):
    assert sample.measured(sample.content((piece * 50_000)[:50_000])).pages > 3


def test_thousands_of_lines_are_refused():
    with pytest.raises(printer.TooMuchToPrint):
        sample.measured(sample.content("x\n" * 25_000))


def test_a_long_address_of_a_link_is_kept_as_it_is():
    address = "https://alue.example/" + "pitka-polku/" * 12
    html = f'<p id=answers><a href="{address}">{address}</a></p>'
    made = printer.print_pdf(html, title="x", language="fi", created=MOMENT)
    with opened(made) as pdf:
        assert {str(area.A.URI) for page in pdf.pages for area in page.Annots} == {address}
