"""Two of what there should be one of, and twenty at the same moment."""

from django.db.models import Max
from django.urls import reverse

from elo_portal.office import frozen
from elo_portal.office.models import Job
from reporting.content import wording
from reporting.models import Document, Round, Submission
from tests import builders

from .browser import Answer, Browser, together
from .portal import Portal
from .reports import a_draft, a_sent_report, an_open_round

MANY = 20


def relays_sent(portal: Portal, name: str) -> int:
    return portal.children[name].log.read_text().count("Sending due task relay")


def test_two_beats_and_two_workers_do_everything_once(portal: Portal) -> None:
    portal.env["ELO_RESEND_AFTER_SECONDS"] = "120"  # so that nothing is published twice for being slow
    portal.start("beat", "beat-2", "worker", "worker-2")
    in_round = an_open_round()
    submissions = [a_sent_report(in_round) for _number in range(6)]
    portal.await_all_done()
    assert min(relays_sent(portal, "beat"), relays_sent(portal, "beat-2")) > 3
    assert Job.objects.aggregate(most=Max("times_published")) == {"most": 1}
    assert Job.objects.aggregate(most=Max("attempts")) == {"most": 1}
    assert len(portal.sink.mails) == 6 * 3
    portal.assert_one_of_each(*submissions)


def test_two_browsers_send_the_same_document(portal: Portal) -> None:
    portal.start("web", "beat", "worker")
    document = builders.document(in_round=an_open_round())
    colleagues = [builders.expert(document.group, name, language="en") for name in ("Aino Kallio", "Eero Ranta")]
    builders.write_all(document, by=colleagues[0])
    browsers = [Browser(portal.port, colleague) for colleague in colleagues]
    pages = [browser.get(reverse("document_check", args=[document.pk])) for browser in browsers]
    assert [page.status for page in pages] == [200, 200]
    checked = [page.hidden("checked") for page in pages]
    answers = together(send, browsers, [document, document], checked)
    [submission] = Submission.objects.all()
    receipt = reverse("submission_receipt", args=[submission.pk])
    assert [(answer.status, answer.location) for answer in answers] == [(302, receipt)] * 2
    said = [browser.get(receipt).said() for browser in browsers]
    first = colleagues.index(submission.by.user)
    sentence = f"{submission.by.name} was here first: the document was sent on "
    assert [sentence in words for words in said] == [number != first for number in range(2)]
    portal.await_all_done()
    assert len(portal.sink.mails) == 3
    portal.assert_one_of_each(submission)


def test_twenty_groups_send_at_the_same_moment(portal: Portal) -> None:
    portal.start("web", "beat", "worker")
    in_round = an_open_round()
    documents, browsers = [], []
    for _number in range(MANY):
        document, sender = a_draft(in_round)
        documents.append(document)
        browsers.append(Browser(portal.port, sender))
    checked = [wording(document) for document in documents]
    answers = together(send, browsers, documents, checked)
    assert {answer.status for answer in answers} == {302}
    submissions = {submission.get_absolute_url(): submission for submission in Submission.objects.all()}
    assert sorted(answer.location for answer in answers) == sorted(submissions)
    assert sorted(one.document_id for one in submissions.values()) == sorted(one.pk for one in documents)
    assert_one_chain(in_round)
    portal.await_all_done(120)
    assert len(portal.sink.mails) == MANY * 3
    portal.assert_one_of_each(*submissions.values())


def send(browser: Browser, document: Document, checked: str) -> Answer:
    return browser.post(reverse("document_send", args=[document.pk]), {"checked": checked})


def assert_one_chain(in_round: Round) -> None:
    """From the round's first submission one way leads through all of them, and every link is the hash it names."""
    following = {one.previous_id: one for one in Submission.objects.filter(round=in_round)}
    chain = [following[None]]
    while chain[-1].pk in following:
        chain.append(following[chain[-1].pk])
    assert len(chain) == Submission.objects.filter(round=in_round).count() == MANY
    assert [one.sha256 for one in chain] == [frozen.fingerprint(bytes(one.content)) for one in chain]
    assert [one.frozen["previous"] for one in chain] == [None, *(one.sha256 for one in chain[:-1])]
