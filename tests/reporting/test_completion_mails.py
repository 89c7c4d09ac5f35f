"""The mails of completion, extension and opening: to whom, in whose language, and every word of them."""

from datetime import date

import pytest

from elo_portal.office.models import Notice
from networks.models import Person
from reporting import commands
from reporting.completions import items_of
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]

ASKED_AT = helsinki(2015, 1, 8, 10, 0)
REPLIED_AT = helsinki(2015, 1, 19, 11, 20, 8)
LATE = helsinki(2015, 2, 2, 9, 0)
FOOT = "ELO portal · Ministry of Education and Culture · Ministry of Employment\nand the Economy\n"
WHY_REGION = "-- \nYou get this message because you send the document of your group or\nchair the group.\n"
WHY_MINISTRY = (
    "-- \nYou get this message as secretary of the national lifelong guidance\ngroup (Opetusministeriö en).\n"
)


@pytest.fixture(autouse=True)
def english_readers_in_production(settings):
    settings.REHEARSAL = False


@pytest.fixture
def world():
    """The report sent by Aino; Olli of one ministry, Sara of the other. The chair reads Finnish and Sara Swedish."""
    ministries = builders.ministry("Opetusministeriö"), builders.ministry("Työministeriö")
    sent = builders.sent_document(builders.group("KAI"), in_round=builders.round_(questions=2, ministries=ministries))
    people = {
        "aino": builders.expert(sent.group, "Aino Asiantuntija"),
        "chair": builders.chair(sent.group, "Pirjo Puheenjohtaja"),
        "olli": builders.secretary(ministries[0], "Olli Okm"),
        "sara": builders.secretary(ministries[1], "Sara Tem"),
    }
    Person.objects.exclude(name__in=["Pirjo Puheenjohtaja", "Sara Tem"]).update(language="en")
    Person.objects.filter(name="Sara Tem").update(language="sv")
    Person.objects.exclude(name__in=[one.person.name for one in people.values()]).update(email="")
    Notice.objects.all().delete()
    return sent, people


def mails(kind):
    """To whom and in which language."""
    return sorted(Notice.objects.filter(kind=kind).values_list("to_name", "language"))


def mail(kind, name):
    return Notice.objects.filter(kind=kind, to_name=name).latest("pk")


def ask(document, by):
    return builders.return_for_completion(document, 1, 2, by=by, at=ASKED_AT, note="Kiitos.")


def test_completion_asked(world, settings):
    document, people = world
    ask(document, people["olli"])
    assert mails("completion_asked") == [("Aino Asiantuntija", "en"), ("Pirjo Puheenjohtaja", "fi")]
    notice = mail("completion_asked", "Aino Asiantuntija")
    assert notice.subject == "[ELO] Request for completion: Area KAI, report 2014, by 20.1.2015"
    assert notice.text == (
        "THE MINISTRIES ASK YOU TO COMPLETE THE DOCUMENT\n"
        "\n"
        "Only the answers named below open for writing. Reply to each item in a\n"
        "few words and send the document again. The version that you sent stands\n"
        "meanwhile.\n"
        "\n"
        "Message to the group: Kiitos.\n"
        "\n"
        "1. Aihe 1\n"
        "Question 1 Question 1. Asked by the Opetusministeriö en.\n"
        "Kertokaa tarkemmin.\n"
        "\n"
        "2. Aihe 2\n"
        "Question 2 Question 2. Asked by the Opetusministeriö en.\n"
        "Kertokaa tarkemmin.\n"
        "\n"
        "Document:        Area KAI, report 2014\n"
        "Version:         1\n"
        "Round of asking: 1\n"
        "Complete by:     20.1.2015 at 23:59\n"
        "\n"
        "Answer the request:\n"
        f"{settings.PORTAL_ADDRESS}/documents/{document.pk}/write/\n"
        "\n" + WHY_REGION + FOOT
    )
    assert notice.html.count("<a ") == 1
    for words in ("Aihe 1", "Aihe 2", "Kertokaa tarkemmin.", "20.1.2015", "Kiitos."):
        assert words in notice.html
    assert mail("completion_asked", "Pirjo Puheenjohtaja").subject == (
        "[ELO] Täydennyspyyntö: Alue KAI, raportti 2014, määräpäivä 20.1.2015"
    )


def test_what_the_other_ministry_adds_is_told_with_the_whole_list(world):
    document, people = world
    ask(document, people["olli"])
    commands.add_to_request(
        document,
        builders.asked(document, 2, what="Entä raha?"),
        round_number=1,
        by=builders.actor(people["sara"], ASKED_AT),
        at=ASKED_AT,
    )
    notice = mail("completion_asked", "Aino Asiantuntija")
    assert Notice.objects.filter(kind="completion_asked").count() == 4
    assert notice.text.startswith("THE MINISTRIES HAVE ADDED TO THEIR REQUEST FOR COMPLETION\n")
    assert [words in notice.text for words in ("1. Aihe 1", "2. Aihe 2", "3. Aihe 2\n", "Entä raha?")] == [True] * 4


def test_completion_answered(world, settings):
    document, people = world
    ask(document, people["olli"])
    sent = builders.completed(document, by=people["aino"], at=REPLIED_AT)
    assert mails("completion_answered") == [("Olli Okm", "en"), ("Sara Tem", "sv")]
    assert mails("arrived") == []
    notice = mail("completion_answered", "Olli Okm")
    sender = f"Aino Asiantuntija, {builders.responsible(document.group).short_name_on(date(2015, 1, 19))}"
    assert (notice.awaits_print, notice.attachment_name) == (sent.print_key, "KAI-2014-R2.pdf")
    assert notice.subject == "[ELO] Area KAI, report 2014 has been completed, version 2"
    assert notice.text == (
        "THE REQUEST FOR COMPLETION HAS BEEN ANSWERED\n"
        "\n"
        "The whole document is attached as a PDF. Here is what was asked and\n"
        "replied; on its page in the portal you see what changed, and mark each\n"
        "item as in order or ask on.\n"
        "\n"
        "1. Aihe 1\n"
        "Question 1 Question 1. Asked by the Opetusministeriö en.\n"
        "Kertokaa tarkemmin.\n"
        "Reply: Lisäsimme tiedot.\n"
        "\n"
        "2. Aihe 2\n"
        "Question 2 Question 2. Asked by the Opetusministeriö en.\n"
        "Kertokaa tarkemmin.\n"
        "Reply: Lisäsimme tiedot.\n"
        "\n"
        "Arrived:    19.1.2015 at 11:20:08\n"
        "Identifier: KAI-2014-R2, version 2\n"
        "Group:      Group KAI\n"
        f"Sender:     {sender}\n"
        "Length:     answers 1.5 pages, the PDF is attached\n"
        f"SHA-256:    {sent.sha256}\n"
        "\n"
        "Read the replies:\n"
        f"{settings.PORTAL_ADDRESS}/documents/{document.pk}/\n"
        "\n" + WHY_MINISTRY + FOOT
    )
    assert mail("completion_answered", "Sara Tem").subject == (
        "[ELO] Området KAI, rapport 2014 har kompletterats, version 2"
    )


def test_a_completion_that_came_late_says_so(world):
    document, people = world
    ask(document, people["olli"])
    builders.completed(document, by=people["aino"], at=LATE)
    assert "The completion came after its date." in mail("completion_answered", "Olli Okm").text


def test_one_settled_and_all_settled(world, settings):
    document, people = world
    ask(document, people["olli"])
    builders.completed(document, by=people["aino"], at=REPLIED_AT)
    act = builders.actor(people["sara"], REPLIED_AT)
    for item in items_of(document):
        item.document = document
        commands.settle_item(item, by=act, at=REPLIED_AT)
    first, last = Notice.objects.filter(kind="completion_settled", to_name="Aino Asiantuntija").order_by("pk")
    assert first.subject == "[ELO] Area KAI, report 2014: a completion is in order"
    assert first.text == (
        "AREA KAI, REPORT 2014: A COMPLETION IS IN ORDER\n"
        "\n"
        "The ministries have marked this as in order. 1 item is still with them\n"
        "or with you: look at the document’s page.\n"
        "\n"
        "Request 1: Aihe 1\n"
        "\n"
        "Open the document:\n"
        f"{settings.PORTAL_ADDRESS}/documents/{document.pk}/\n"
        "\n" + WHY_REGION + FOOT
    )
    assert last.subject == "[ELO] Area KAI, report 2014: every completion is in order"
    assert "everything that they asked as in order. You\nneed not do anything more." in last.text
    assert "Request 2: Aihe 2\n" in last.text


def test_a_review_that_ends_the_request_is_told(world):
    document, people = world
    ask(document, people["olli"])
    builders.completed(document, by=people["aino"], at=REPLIED_AT)
    commands.review(document, by=builders.actor(people["sara"], REPLIED_AT), at=REPLIED_AT, version=2)
    notice = mail("completion_settled", "Aino Asiantuntija")
    assert notice.subject == "[ELO] Area KAI, report 2014: the request for completion has ended"
    assert "Request 1: Aihe 1\nRequest 2: Aihe 2\n" in notice.text
    assert "has been marked as reviewed" in notice.text


def test_extension(world, settings):
    document, people = world
    other = builders.document(document.group, in_round=builders.round_(2015, questions=1, opens=NOW))
    commands.extend(
        other,
        due=helsinki(2016, 1, 16, 23, 59, 59),
        reason="Sairausloma.",
        by=builders.actor(people["sara"], ASKED_AT),
        at=ASKED_AT,
    )
    assert mails("extension") == [("Aino Asiantuntija", "en"), ("Pirjo Puheenjohtaja", "fi")]
    notice = mail("extension", "Aino Asiantuntija")
    assert notice.subject == "[ELO] More time: Area KAI, report 2015, by 16.1.2016"
    assert notice.text == (
        "YOUR GROUP HAS MORE TIME\n"
        "\n"
        "The due date has been moved for your group. The other groups keep\n"
        "theirs.\n"
        "\n"
        "Document:     Area KAI, report 2015\n"
        "New due date: 16.1.2016 at 23:59\n"
        "Granted by:   Sara Tem\n"
        "Reason:       Sairausloma.\n"
        "\n"
        "Continue writing:\n"
        f"{settings.PORTAL_ADDRESS}/documents/{other.pk}/write/\n"
        "\n" + WHY_REGION + FOOT
    )


@pytest.mark.parametrize("is_granted", [True, False])
def test_opening_asked_granted_and_refused(world, settings, is_granted):
    document, people = world
    request = commands.ask_opening(document, by=builders.actor(people["aino"], LATE), at=LATE, reason="Luku väärin.")
    assert mails("opening_asked") == [("Olli Okm", "en"), ("Sara Tem", "sv")]
    asked = mail("opening_asked", "Olli Okm")
    assert asked.subject == "[ELO] The group asks for opening: Area KAI, report 2014"
    assert asked.text == (
        "THE GROUP ASKS TO OPEN THE DOCUMENT FOR WRITING\n"
        "\n"
        "The due date has passed, so the group cannot open the document itself.\n"
        "The version that was sent stands until the next one comes.\n"
        "\n"
        "Document: Area KAI, report 2014\n"
        "Asked by: Aino Asiantuntija\n"
        "Reason:   Luku väärin.\n"
        "\n"
        "Answer the group:\n"
        f"{settings.PORTAL_ADDRESS}/documents/{document.pk}/\n"
        "\n" + WHY_MINISTRY + FOOT
    )
    commands.answer_opening(
        request, is_granted=is_granted, answer="Selvä.", by=builders.actor(people["sara"], LATE), at=LATE
    )
    kind = "opening_granted" if is_granted else "opening_refused"
    assert mails(kind) == [("Aino Asiantuntija", "en"), ("Pirjo Puheenjohtaja", "fi")]
    answered = mail(kind, "Aino Asiantuntija")
    head, subject, said, button, path = {
        True: (
            "THE DOCUMENT IS OPEN FOR WRITING",
            "[ELO] Opened for writing: Area KAI, report 2014",
            "You may change every answer now. Check the document and send it again\n"
            "when you are ready. The version that you sent stands meanwhile.",
            "Continue writing",
            "write/",
        ),
        False: (
            "THE DOCUMENT WAS NOT OPENED",
            "[ELO] Not opened: Area KAI, report 2014",
            "The version that you sent stands as it is.",
            "Open the document",
            "",
        ),
    }[is_granted]
    assert answered.subject == subject
    assert answered.text == (
        f"{head}\n\n{said}\n\n"
        "Document:    Area KAI, report 2014\n"
        "Answered by: Sara Tem\n"
        "Reason:      Selvä.\n"
        f"\n{button}:\n{settings.PORTAL_ADDRESS}/documents/{document.pk}/{path}\n"
        "\n" + WHY_REGION + FOOT
    )
