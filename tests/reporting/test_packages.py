"""The registry's package, unpacked and checked by plain tools: unzip, sha256sum, pdftotext, an XML schema."""

import json
import re
import subprocess
import unicodedata
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.models import AuditEntry, Print, PrintedFile, Upload
from elo_portal.office.models.uploads import ScanState
from elo_portal.office.printing import printer
from reporting.choices import State
from reporting.commands.printing import print_submission
from reporting.documents import packing
from reporting.documents.report import report_html
from reporting.models import Submission
from tests import builders
from tests.builders import helsinki

pytestmark = pytest.mark.django_db
# Summer time in September, winter time in December.
MORNING = helsinki(2014, 9, 1, 9, 12, 31)
NAMESPACE = {"r": "urn:x-elo-portal:registry-metadata:1"}
TEXT = "Sovimme rooleista **yhdessä**: työpaja, oppilaitos & kunta <yhdessä>.\n\n- ääkköset\n- čáŋŧđž"


def keep_print(submission):
    """As if it had been printed: a small PDF is its print."""
    pdf = builders.pdf_file(text=submission.identifier).file.read()
    printed = Print.objects.create(
        key=submission.print_key, sha256=sha256(pdf).hexdigest(), size=len(pdf), pages=1, printed_at=MORNING
    )
    PrintedFile.objects.create(print=printed, pdf=pdf)


def text_of(pdf):
    """The text of a PDF as a plain tool reads it."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(pdf), "-"], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def world(quick_printer):
    """A plan sent in the portal in the morning and one that came on paper, both printed, and a clerk's browser."""
    okm, tem = builders.ministry("OKM"), builders.ministry("TEM")
    in_round = builders.plan_round(ministries=(okm, tem), questions=2)
    sent = builders.plan(builders.group("KAI"), in_round=in_round)
    sender = builders.expert(sent.group, "Lauri Lähettäjä")
    builders.write_all(sent, by=sender, at=MORNING, text=TEXT)
    builders.send(sent, by=sender, at=MORNING)
    came = builders.plan(builders.group("LAP"), in_round=in_round)
    clerk = builders.clerk(okm, "Kirsi Kirjaaja")
    files = [builders.pdf_file("Lapin suunnitelma, työryhmä.pdf"), builders.pdf_file("liite.pdf", "Toinen")]
    builders.entered(
        came,
        by=clerk,
        arrived=helsinki(2014, 9, 1, 14, 30),
        at=helsinki(2014, 9, 2, 8, 0, 5),
        way=ArrivalWay.PAPER,
        files=files,
        sender_organisation="Lapin ELY-keskus",
        sender_name="Liisa",
        note="Kirje tuli postissa.",
    )
    for submission in Submission.objects.all():
        keep_print(submission)
    third = builders.plan(builders.group("SAT"), in_round=in_round)
    builders.write_all(third, by=builders.expert(third.group), at=MORNING, text=TEXT)
    reprinted = builders.send(third, by=builders.expert(third.group), at=helsinki(2014, 9, 3, 10, 0))
    builders.case_number(in_round, "VN/1/2014", by=clerk, at=helsinki(2014, 9, 2, 9, 0))
    builders.case_number(came, "Ä 5", by=builders.clerk(tem, "Timo"), at=helsinki(2014, 12, 2, 9, 0))
    browser = Client()
    browser.force_login(clerk)
    return SimpleNamespace(
        okm=okm, tem=tem, round=in_round, sent=sent, came=came, reprinted=reprinted, clerk=clerk, browser=browser
    )


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


def package(world, day="2014-09-01", **more):
    return world.browser.get(reverse("registry_package"), {"day": day, **more})


def bytes_of(response):
    return b"".join(response.streaming_content)


def unpacked(data, folder):
    file = folder / "package.zip"
    file.write_bytes(data)
    inside = folder / "inside"
    subprocess.run(["unzip", "-q", str(file), "-d", str(inside)], check=True, env={"LC_ALL": "C", "PATH": "/usr/bin"})
    return inside


def files_of(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def squeezed(text):
    """Letters alone: print breaks and hyphenates lines, and draws marks for lists and emphasis."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text))


def metadata(folder, identifier):
    document = etree.parse(str(folder / identifier / "metadata.xml"))
    etree.XMLSchema(etree.parse(str(folder / "registry-metadata.xsd"))).assertValid(document)
    return document


def at(document, path):
    return document.xpath(f"string({path})", namespaces=NAMESPACE)


class TestDay:
    def test_plain_tools_unpack_and_check_it(self, world, tmp_path):
        response = package(world)
        data = bytes_of(response)
        assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
        assert response["Content-Disposition"] == f'attachment; filename="kirjaamo-{world.okm.key}-2014-09-01.zip"'
        assert int(response["Content-Length"]) == len(data)
        folder = unpacked(data, tmp_path)
        assert files_of(folder) == [
            "KAI-2014-S1/KAI-2014-S1.json",
            "KAI-2014-S1/KAI-2014-S1.pdf",
            "KAI-2014-S1/metadata.xml",
            "LAP-2014-S1/LAP-2014-S1.json",
            "LAP-2014-S1/LAP-2014-S1.pdf",
            "LAP-2014-S1/metadata.xml",
            "LAP-2014-S1/originals/1-Lapin_suunnitelma_tyoryhma.pdf",
            "LAP-2014-S1/originals/2-liite.pdf",
            "README.txt",
            "SHA256SUMS",
            "registry-metadata.xsd",
        ]
        done = subprocess.run(
            ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, check=True, capture_output=True, text=True
        )
        assert sorted(done.stdout.splitlines()) == [f"{name}: OK" for name in files_of(folder) if name != "SHA256SUMS"]

    def test_the_files_are_the_originals(self, world, tmp_path):
        folder = unpacked(bytes_of(package(world)), tmp_path)
        submission = world.sent.submissions.get()
        pdf = (folder / "KAI-2014-S1/KAI-2014-S1.pdf").read_bytes()
        assert (folder / "KAI-2014-S1/KAI-2014-S1.json").read_bytes() == bytes(submission.content)
        assert sha256(pdf).hexdigest() == Print.objects.get(key=submission.print_key).sha256
        originals = {sha256(path.read_bytes()).hexdigest() for path in (folder / "LAP-2014-S1/originals").iterdir()}
        assert originals == set(Upload.objects.values_list("sha256", flat=True))

    def test_the_same_day_makes_the_same_bytes(self, world):
        assert bytes_of(package(world)) == bytes_of(package(world))

    def test_every_entry_has_the_moment_of_arrival_and_an_ordinary_mode(self, world):
        with zipfile.ZipFile(BytesIO(bytes_of(package(world)))) as file:
            assert file.testzip() is None
            moments = {entry.filename.partition("/")[0]: entry.date_time for entry in file.infolist()}
            assert {entry.external_attr >> 16 for entry in file.infolist()} == {0o100644}
            assert file.infolist()[0].filename == "README.txt"
        assert moments["KAI-2014-S1"] == (2014, 9, 1, 9, 12, 30)
        assert moments["LAP-2014-S1"] == (2014, 9, 1, 14, 30, 0)

    def test_the_readme_speaks_finnish_and_swedish(self, world, tmp_path):
        text = (unpacked(bytes_of(package(world)), tmp_path) / "README.txt").read_text("utf-8")
        assert "Säilytysajasta päättää ministeriö" in text
        assert "Ministeriet beslutar om förvaringstiden" in text
        assert text.rstrip().endswith("KAI-2014-S1\nLAP-2014-S1")
        assert "&" not in text

    def test_the_log_has_who_took_what(self, world):
        bytes_of(package(world))
        entry = AuditEntry.objects.get(act="registry.package")
        assert (entry.user.pk, entry.details) == (
            world.clerk.pk,
            {"identifiers": ["KAI-2014-S1", "LAP-2014-S1"], "day": "2014-09-01"},
        )

    @pytest.mark.parametrize("day", ["2014-08-31", "2014-09-02"])
    def test_a_day_without_arrivals_says_so(self, world, day):
        response = package(world, day)
        assert response.status_code == 409
        assert "Valitsemanasi päivänä ei saapunut mitään" in response.content.decode()

    @pytest.mark.parametrize("day", ["", "tomorrow", "2014-13-01"])
    def test_what_is_no_day_is_asked_for(self, world, day):
        assert package(world, day).status_code == 409


class TestPaper:
    """What is printed says what the frozen content says."""

    @pytest.fixture(autouse=True)
    def _real_printer(self, world, monkeypatch):
        monkeypatch.undo()

    def test_the_text_of_the_pdf_is_that_of_the_json(self, world, tmp_path):
        print_submission(world.reprinted.pk)
        folder = unpacked(bytes_of(package(world, "2014-09-03")), tmp_path)
        identifier = world.reprinted.identifier
        content = json.loads((folder / identifier / f"{identifier}.json").read_bytes())
        text = squeezed(text_of(folder / identifier / f"{identifier}.pdf"))
        assert len(content["answers"]) == 2
        for answer in content["answers"]:
            assert squeezed(answer["text"]) in text
            assert squeezed(answer["question"]) in text
        assert squeezed("Tämä ei ole vastauksissa") not in text

    def test_the_cover_page_names_the_files_and_their_hashes(self, world, tmp_path):
        submission = world.came.submissions.get()
        made = printer.print_pdf(
            report_html(submission.frozen, sha256=submission.sha256), title="Kansi", language="fi", created=MORNING
        )
        file = tmp_path / "cover.pdf"
        file.write_bytes(made.pdf)
        text = squeezed(text_of(file))
        files = submission.frozen["arrival"]["files"]
        assert [one["name"] for one in files] == ["Lapin suunnitelma, työryhmä.pdf", "liite.pdf"]
        said = [
            "paperilla",
            "Lapin ELY-keskus, Liisa",
            "Kirsi Kirjaaja",
            "Kirje tuli postissa.",
            "2.9.2014 klo 8.00.05",
        ]
        for words in [*said, *(one["name"] for one in files), *(one["sha256"] for one in files)]:
            assert squeezed(words) in text, words


class TestMetadata:
    def test_of_what_was_sent_in_the_portal(self, world, tmp_path):
        document = metadata(unpacked(bytes_of(package(world)), tmp_path), "KAI-2014-S1")
        submission = world.sent.submissions.get()
        assert [at(document, f"//r:{name}") for name in ("identifier", "documentIdentifier", "version")] == [
            "KAI-2014-S1",
            "KAI-2014-S",
            "1",
        ]
        assert at(document, "//r:kind/@code") == "plan"
        assert at(document, "//r:title") == "Toimintasuunnitelma 2014 – KAI-ryhmä"
        assert at(document, "//r:sender/r:name") == "Lauri Lähettäjä"
        assert at(document, "//r:arrival/r:moment") == "2014-09-01T09:12:31+03:00"
        assert (at(document, "//r:way/@code"), at(document, "//r:arrival/@late")) == ("portal", "false")
        assert at(document, "//r:stage/@code") == State.SENT
        assert (at(document, "//r:secrecy"), at(document, "//r:retention/@decidedBy")) == ("none", "ministry")
        assert at(document, "//r:content/@sha256") == submission.sha256
        assert document.xpath("count(//r:caseNumber)", namespaces=NAMESPACE) == 1
        assert [
            at(document, f"//r:caseNumber/{name}")
            for name in ("@of", "r:authority", "r:number", "r:writtenBy", "r:writtenAt")
        ] == ["round", "OKM", "VN/1/2014", "Kirsi Kirjaaja", "2014-09-02T09:00:00+03:00"]

    def test_every_file_is_listed_with_its_hash(self, world, tmp_path):
        folder = unpacked(bytes_of(package(world)), tmp_path)
        for identifier in ("KAI-2014-S1", "LAP-2014-S1"):
            listed = metadata(folder, identifier).xpath("//r:file", namespaces=NAMESPACE)
            found = {
                str(path.relative_to(folder / identifier)): sha256(path.read_bytes()).hexdigest()
                for path in (folder / identifier).rglob("*")
                if path.is_file() and path.name != "metadata.xml"
            }
            assert {one.text: one.get("sha256") for one in listed} == found

    def test_of_what_came_on_paper(self, world, tmp_path):
        document = metadata(unpacked(bytes_of(package(world)), tmp_path), "LAP-2014-S1")
        assert at(document, "//r:way/@code") == "paper"
        assert at(document, "//r:way") == "paperilla"
        assert at(document, "//r:arrival/r:moment") == "2014-09-01T14:30:00+03:00"
        assert at(document, "//r:enteredAt") == "2014-09-02T08:00:05+03:00"
        assert at(document, "//r:enteredBy") == "Kirsi Kirjaaja"
        assert at(document, "//r:note") == "Kirje tuli postissa."
        assert (at(document, "//r:sender/r:organisation"), at(document, "//r:sender/r:name")) == (
            "Lapin ELY-keskus",
            "Liisa",
        )
        assert at(document, "//r:file[@role='original'][1]/@givenName") == "Lapin suunnitelma, työryhmä.pdf"
        numbers = document.xpath("//r:caseNumber/r:number/text()", namespaces=NAMESPACE)
        assert sorted(numbers) == ["VN/1/2014", "Ä 5"]
        assert at(document, "//r:caseNumber[r:number='Ä 5']/r:writtenAt") == "2014-12-02T09:00:00+02:00"

    def test_letters_that_xml_cannot_hold_do_not_break_it(self, world, tmp_path):
        world.clerk.person.name = "Kirsi\x0b & <Kirjaaja>"
        world.clerk.person.save()
        document = metadata(unpacked(bytes_of(package(world)), tmp_path), "KAI-2014-S1")
        assert at(document, "//r:writtenBy") == "Kirsi\ufffd & <Kirjaaja>"


class TestWaiting:
    @pytest.fixture
    def unprinted(self, world):
        plan = builders.sent_plan(builders.group("POH"), in_round=world.round, at=helsinki(2014, 9, 1, 15, 0))
        return plan.submissions.get()

    def test_while_one_is_being_printed_the_day_is_not_packed(self, world, unprinted):
        response = package(world)
        assert response.status_code == 409
        assert "POH-2014-S1" in response.content.decode()
        page = world.browser.get(reverse("registry_desk"), {"day": "2014-09-01"}).content.decode()
        assert "POH-2014-S1" in page
        assert reverse("registry_package") not in page

    def test_when_it_has_been_printed_the_package_offers_itself(self, world, unprinted):
        keep_print(unprinted)
        page = world.browser.get(reverse("registry_desk"), {"day": "2014-09-01"}).content.decode()
        assert f"{reverse('registry_package')}?ministry={world.okm.key}&amp;day=2014-09-01" in page
        assert bytes_of(package(world)).startswith(b"PK")

    def test_a_file_that_waits_for_its_scan_is_waited_for(self, world, settings):
        keep_print(world.reprinted)
        settings.CLAMAV_URL = "tcp://127.0.0.1:1"
        later = builders.plan(builders.group("POH"), in_round=world.round)
        waiting = builders.entered(later, by=world.clerk, arrived=helsinki(2014, 9, 4, 9, 0))
        keep_print(waiting)
        assert packing.unready(list(packing.whole(Submission.objects.order_by("pk")))) == ["POH-2014-S1"]

    def test_a_file_with_a_virus_is_told_of_and_left_out(self, world, tmp_path):
        upload = Upload.objects.earliest("pk")
        Upload.objects.filter(pk=upload.pk).update(scan=ScanState.INFECTED, scanned_at=MORNING)
        folder = unpacked(bytes_of(package(world)), tmp_path)
        assert "LAP-2014-S1/originals/1-Lapin_suunnitelma_tyoryhma.pdf" not in files_of(folder)
        document = metadata(folder, "LAP-2014-S1")
        assert at(document, "//r:file[@withheld='virus']/@sha256") == upload.sha256

    def test_bytes_that_are_not_those_that_were_kept_are_never_packed(self, world, monkeypatch):
        submission = packing.whole(Submission.objects.filter(document=world.sent)).get()
        submission.sha256 = "0" * 64
        with pytest.raises(packing.NotTheBytes, match=r"KAI-2014-S1\.json"):
            packing.pack([submission], to=BytesIO())


class TestOneVersion:
    def test_it_is_packed_alone(self, world, tmp_path):
        response = world.browser.get(reverse("submission_package", args=[world.sent.submissions.get().pk]))
        assert response["Content-Disposition"] == 'attachment; filename="KAI-2014-S1.zip"'
        assert files_of(unpacked(bytes_of(response), tmp_path)) == [
            "KAI-2014-S1/KAI-2014-S1.json",
            "KAI-2014-S1/KAI-2014-S1.pdf",
            "KAI-2014-S1/metadata.xml",
            "README.txt",
            "SHA256SUMS",
            "registry-metadata.xsd",
        ]

    def test_of_a_round_that_is_not_addressed_to_the_registry_there_is_none(self, world):
        report = builders.sent_document(in_round=builders.round_(ministries=(world.okm,), questions=1))
        address = reverse("submission_package", args=[report.submissions.get().pk])
        assert world.browser.get(address).status_code == 404


class TestAttachments:
    def test_the_files_of_a_plan_lie_in_its_folder_as_they_were_given(self, world, tmp_path):
        plan = builders.plan(builders.group("POK"), in_round=world.round)
        sender = builders.expert(plan.group)
        builders.write_all(plan, by=sender, at=MORNING)
        attached = builders.attachment(plan, name="Päätetty suunnitelma.pdf", by=sender, at=MORNING)
        sent = builders.send(plan, by=sender, at=helsinki(2014, 9, 4, 10, 0))
        keep_print(sent)
        inside = unpacked(bytes_of(package(world, "2014-09-04")), tmp_path)
        name = "POK-2014-S1/attachments/1-Paatetty_suunnitelma.pdf"
        assert sha256((inside / name).read_bytes()).hexdigest() == attached.upload.sha256
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], check=True, cwd=inside)
        metadata = etree.fromstring((inside / "POK-2014-S1/metadata.xml").read_bytes())
        [file] = metadata.xpath("//r:file[@role='attachment']", namespaces=NAMESPACE)
        assert (file.get("givenName"), file.get("sha256")) == ("Päätetty suunnitelma.pdf", attached.upload.sha256)


class TestEdgesOfADay:
    """Days are those of Helsinki, in summer time and in winter time."""

    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            (helsinki(2014, 12, 31, 23, 59, 59), "2014-12-31"),
            (helsinki(2015, 1, 1, 0, 0, 0), "2015-01-01"),
            # Summer time ends on 26.10.2014: the day has 25 hours.
            (helsinki(2014, 10, 26, 0, 0, 0), "2014-10-26"),
            (helsinki(2014, 10, 26, 23, 59, 59), "2014-10-26"),
            (helsinki(2014, 6, 30, 23, 59, 59), "2014-06-30"),
            (helsinki(2014, 7, 1, 0, 0, 0), "2014-07-01"),
        ],
    )
    @pytest.mark.usefixtures("quick_printer")
    def test_it_is_in_the_package_of_its_day_alone(self, moment, day):
        okm = builders.ministry("OKM")
        in_round = builders.plan_round(ministries=(okm,), questions=1, due=helsinki(2015, 3, 1))
        builders.sent_plan(builders.group("KAI"), in_round=in_round, at=moment)
        browser = Client()
        browser.force_login(builders.clerk(okm))
        pages = {}
        for asked in ("2014-06-30", "2014-07-01", "2014-10-25", "2014-10-26", "2014-10-27", "2014-12-31", "2015-01-01"):
            pages[asked] = "KAI-2014-S1" in browser.get(reverse("registry_package"), {"day": asked}).content.decode()
        assert [asked for asked, found in pages.items() if found] == [day]
        options = re.findall(
            r'option value="(\d{4}-\d\d-\d\d)"', browser.get(reverse("registry_desk")).content.decode()
        )
        assert options == [day]


def test_the_schema_in_the_package_is_the_one_of_the_docs():
    assert "registry-metadata.xsd" in (Path(packing.__file__).parents[2] / "docs" / "registry.md").read_text("utf-8")
