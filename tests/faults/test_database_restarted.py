"""The database is restarted, and once killed, while twenty people save: nothing that was called saved is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from django.db import connection
from django.urls import reverse

from elo_portal.machine.postgres import Postgres
from elo_portal.office.models import Revision
from tests import builders

from .browser import Answer, Browser
from .portal import Portal, kill
from .reports import a_draft, a_sent_report, an_open_round

CLIENTS = 20
SECONDS = 20
PATIENCE = 150
SENTENCE = "Portaali ei juuri nyt saa yhteyttä tietokantaansa. Mitään tallennettua ei ole kadonnut."


@dataclass
class Writer:
    """A person who opens the editor and saves an answer again and again, and remembers what came of it."""

    name: str
    browser: Browser
    address: str
    pages: list[Answer] = field(default_factory=list)
    saves: list[tuple[str, Answer]] = field(default_factory=list)

    def write_until(self, end: Event) -> None:
        """Go on until the end and, on a slow machine, until two saves have come through."""
        given_up = time.monotonic() + PATIENCE
        while not end.is_set() or (len(self.saved()) < 2 and time.monotonic() < given_up):
            self.write()

    def write(self) -> None:
        page = self.browser.get(self.address)
        self.pages.append(page)
        if page.status == 503:
            time.sleep(0.2)
        if page.status == 200:
            text = f"{self.name} tallentaa {len(self.saves)}. kerran.\n\nToinen kappale."
            base = page.hidden("base-1")
            self.saves.append((text, self.browser.post(self.address, {"answer-1": text, "base-1": base})))

    def saved(self) -> list[str]:
        return [text for text, answer in self.saves if answer.status == 302]


def test_database_restarted_while_twenty_people_save(portal: Portal, machine: Postgres) -> None:
    """Two write each document, so that half of what is saved is put aside, which is in the history as well."""
    portal.start("web", "worker", "beat")
    in_round = an_open_round()
    writers = []
    for _number in range(CLIENTS // 2):
        document, first = a_draft(in_round)
        for who in (first, builders.expert(document.group)):
            address = reverse("document_write", args=[document.pk])
            writers.append(Writer(f"Kirjoittaja {len(writers)}", Browser(portal.port, who), address))
    connection.close()
    end = Event()
    with ThreadPoolExecutor(CLIENTS) as pool:
        try:
            working = [pool.submit(writer.write_until, end) for writer in writers]
            begun = time.monotonic()
            time.sleep(SECONDS * 0.3)
            restart(machine)
            time.sleep(SECONDS * 0.3)
            kill(machine.server)
            machine.start()
            time.sleep(max(0, begun + SECONDS - time.monotonic()))
        finally:
            end.set()
    for one in working:
        one.result()
    pages = [page for writer in writers for page in writer.pages]
    saves = [save for writer in writers for save in writer.saves]
    assert {page.status for page in pages} == {200, 503}
    assert {answer.status for _text, answer in saves} == {302, 503}
    assert [page for page in pages if page.status == 503 and SENTENCE not in page.said()] == []
    for text, answer in saves:
        if answer.status == 503:
            assert SENTENCE in answer.said()
            assert text in answer.typed()
    saved = {text for writer in writers for text in writer.saved()}
    assert min(len(writer.saved()) for writer in writers) > 1
    assert saved - set(Revision.objects.values_list("body", flat=True)) == set()
    for writer in writers:
        writer.write()
    assert [writer.saves[-1][1].status for writer in writers] == [302] * CLIENTS
    submission = a_sent_report(in_round)
    portal.await_all_done()
    portal.assert_one_of_each(submission)


def restart(machine: Postgres) -> None:
    machine.stop()
    machine.start()
