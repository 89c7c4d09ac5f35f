"""The pages of announcements, as they answer without JavaScript."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, Notice
from networks.choices import Seat
from reporting import commands
from reporting.models import Announcement, AnnouncementRead
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def okm():
    return builders.secretary(name="Olli Okm")


def signed_in(who, language="en"):
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = language
    session.save()
    return client


def body(response):
    return response.content.decode()


def said(response):
    """The words of the page's main part, without the tags."""
    main = body(response).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def typed(**changed):
    return {
        "subject_fi": "Otsikko",
        "subject_sv": "Rubrik",
        "body_fi": "Teksti.",
        "body_sv": "Text.",
        "to": "all",
        "base": "0",
        "then": "stay",
    } | changed


def errors(response):
    with translation.override("en"):
        return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def test_from_a_new_draft_to_the_mail(group, okm):
    builders.chair(group, "Carita")
    client = signed_in(okm)
    done = client.post(reverse("announcement_new"), typed(then="preview", added=builders.pdf()))
    draft = Announcement.objects.get()
    preview = reverse("announcement_publish", args=[draft.pk])
    assert (done.status_code, done.url) == (302, preview)
    page = client.get(preview)
    assert "Send to 1 group (2 people)" in said(page)
    assert '<h2 id="text-sv" lang="sv">Rubrik</h2>' in body(page)
    assert "liite.pdf" in said(page)
    done = client.post(preview, {"checked": draft.edition}, follow=True)
    assert done.redirect_chain == [(reverse("announcement_detail", args=[draft.pk]), 302)]
    assert "The announcement is published, and a message leaves to 2 people." in said(done)
    assert sorted(Notice.objects.values_list("to_name", flat=True)) == ["Carita", "Olli Okm"]


def test_the_button_in_finnish_says_to_how_many_it_sends(group, okm):
    builders.chair(group)
    draft = builders.announcement(by=okm, is_published=False)
    page = said(signed_in(okm, "fi").get(reverse("announcement_publish", args=[draft.pk])))
    assert "Lähetä 1 ryhmälle (2 henkilöä)" in page


def test_who_has_no_address_is_named_before_sending(group, okm):
    silent = builders.person("Hilja Hiljainen")
    silent.email = ""
    silent.save()
    builders.member(silent, group)
    draft = builders.announcement(by=okm, is_published=False)
    page = said(signed_in(okm).get(reverse("announcement_publish", args=[draft.pk])))
    assert "1 person has no e-mail address and gets no mail. Hilja Hiljainen" in page


def test_a_missing_language_is_said_beside_its_field_and_the_rest_is_kept(group, okm):
    client = signed_in(okm)
    done = client.post(
        reverse("announcement_new"), typed(subject_sv="", body_sv=" ", to="chosen", then="preview"), follow=True
    )
    draft = Announcement.objects.get()
    assert done.redirect_chain[-1][0] == reverse("announcement_write", args=[draft.pk]) + "?check=1"
    assert errors(done) == {
        "subject_sv": ["Write the subject in Swedish"],
        "body_sv": ["Write the text in Swedish"],
        "groups": ["Choose at least one group, or write to all of them"],
    }
    assert 'aria-describedby="id_subject_sv_error"' in body(done)
    assert (draft.subject_fi, draft.body_fi) == ("Otsikko", "Teksti.")


def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(okm):
    client = signed_in(okm)
    response = client.post(
        reverse("announcement_new"), typed(subject_fi="x" * 121, body_sv="å" * 10_001, added=builders.pdf("liite.docx"))
    )
    found = errors(response)
    assert found["subject_fi"] == ["Shorten the subject to at most 120 characters. Now it has 121."]
    assert found["body_sv"] == ["The text has 10\xa0001 characters. Shorten it to 10\xa0000."]
    assert len(found["added"]) == 1
    assert "x" * 121 in body(response)
    assert "å" * 10_001 in body(response)
    assert not Announcement.objects.exists()


def test_the_second_of_two_writers_sees_both_texts_and_then_saves_knowingly(okm):
    tem = builders.secretary(name="Tiina Tem")
    draft = builders.announcement(by=okm, is_published=False)
    write = reverse("announcement_write", args=[draft.pk])
    first, second = signed_in(okm), signed_in(tem)
    assert first.post(write, typed(body_fi="Ollin teksti.", base="1")).status_code == 302
    clash = second.post(write, typed(body_fi="Tiinan teksti.", base="1"))
    assert clash.status_code == 200
    words = said(clash)
    assert "Olli Okm saved the draft on 15.12.2014 at 9:00, after you opened it" in words
    assert "Ollin teksti." in words
    assert "Tiinan teksti." in words
    draft.refresh_from_db()
    assert draft.body_fi == "Ollin teksti."
    base = re.search(r'name="base" value="(\d+)"', body(clash))
    assert base
    assert second.post(write, typed(body_fi="Yhteinen teksti.", base=base[1])).status_code == 302
    draft.refresh_from_db()
    assert (draft.body_fi, draft.version) == ("Yhteinen teksti.", 3)


def test_what_was_typed_upon_a_published_announcement_comes_back(group, okm):
    published = builders.announcement(by=okm)
    response = signed_in(okm).post(reverse("announcement_write", args=[published.pk]), typed(body_fi="Myöhässä."))
    assert response.status_code == 409
    assert "Myöhässä." in body(response)


def test_what_changed_after_the_preview_is_read_again(group, okm):
    draft = builders.announcement(by=okm, is_published=False)
    preview = reverse("announcement_publish", args=[draft.pk])
    response = signed_in(okm).post(preview, {"checked": "0"}, follow=True)
    assert response.redirect_chain == [(preview, 302)]
    assert "Read it again before you send it." in said(response)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("language", "heading", "first", "other"),
    [
        ("fi", "Kierros on auki", "Raportin voi", "På svenska: Omgången är öppen"),
        ("sv", "Omgången är öppen", "Rapporten kan", "Suomeksi: Kierros on auki"),
    ],
)
def test_each_reads_it_in_their_own_language_with_the_other_below(group, okm, language, heading, first, other):
    made = builders.announcement(group, by=okm)
    page = signed_in(builders.chair(group), language).get(made.get_absolute_url())
    assert f'<h1 lang="{language}">{heading}</h1>' in body(page)
    assert other in said(page)
    assert said(page).index(first) < said(page).index(other)


def test_a_reader_of_english_reads_both(group, okm):
    made = builders.announcement(group, by=okm)
    page = said(signed_in(builders.chair(group)).get(made.get_absolute_url()))
    assert "The ministries write announcements in Finnish and in Swedish. Both texts follow." in page
    assert page.index("Raportin voi nyt kirjoittaa.") < page.index("Rapporten kan nu skrivas.")


def test_what_was_typed_never_becomes_html(group, okm):
    made = builders.announcement(group, by=okm, subject_fi="<b>A</b>", body_fi="<script>alert(1)</script>")
    page = body(signed_in(builders.chair(group), "fi").get(made.get_absolute_url()))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;A&lt;/b&gt;" in page


def test_the_front_page_tells_what_is_new_until_it_is_opened(group, okm):
    old = builders.announcement(group, by=okm, at=NOW - timedelta(days=61), subject_fi="Vanha")
    made = builders.announcement(group, by=okm)
    for reader in (builders.chair(group), reader_of(group)):
        client = signed_in(reader, "fi")
        front = said(client.get("/"))
        assert "Tiedotteet ministeriöiltä 15.12.2014 Kierros on auki Uusi Kaikki tiedotteet" in front
        assert "Vanha" not in front
        client.get(made.get_absolute_url())
        assert "15.12.2014 Kierros on auki Kaikki tiedotteet" in said(client.get("/"))
        listed = said(client.get(reverse("announcement_list")))
        assert listed.index("Kierros on auki") < listed.index("Vanha Uusi")
    assert AnnouncementRead.objects.count() == 2
    assert not AnnouncementRead.objects.filter(announcement=old).exists()


def reader_of(group):
    person = builders.user()
    builders.member(person, group, Seat.MEMBER)
    return person


def test_the_list_has_pages_of_twenty_and_the_drafts_of_those_who_write(group, okm):
    for number in range(21):
        builders.announcement(group, by=okm, at=NOW - timedelta(days=number), subject_fi=f"Tiedote {number}.")
    builders.announcement(group, by=okm, is_published=False, subject_fi="Luonnoksen otsikko")
    client = signed_in(reader_of(group), "fi")
    first, second = (said(client.get(reverse("announcement_list"), {"page": page})) for page in (1, 2))
    assert "Tiedote 19." in first
    assert "Tiedote 20." not in first
    assert "Tiedote 20." in second
    assert "Luonnoksen otsikko" not in first
    assert "Luonnoksen otsikko" in said(signed_in(okm, "fi").get(reverse("announcement_list")))


def test_a_file_is_handed_to_those_who_may_read_and_the_log_tells(group, okm):
    made = builders.announcement(group, by=okm, with_file=True)
    address = made.files.get().get_absolute_url()
    reader = builders.chair(group)
    response = signed_in(reader).get(address)
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="liite.pdf"'
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert AuditEntry.objects.get(act="announcement.file").user == reader
    assert signed_in(builders.expert(builders.group())).get(address).status_code == 404
    other = builders.announcement(group, by=okm)
    assert signed_in(reader).get(reverse("announcement_file", args=[other.pk, made.files.get().pk])).status_code == 404


def test_a_draft_with_a_file_that_is_taken_away(okm):
    draft = builders.announcement(by=okm, is_published=False, with_file=True)
    write = reverse("announcement_write", args=[draft.pk])
    data = typed(base="1", removed=str(draft.files.get().pk))
    assert signed_in(okm).post(write, data).status_code == 302
    assert not draft.files.exists()


def test_a_correction_begins_from_what_it_corrects_and_each_names_the_other(group, okm):
    made = builders.announcement(group, by=okm)
    client = signed_in(okm)
    page = client.get(reverse("announcement_new"), {"corrects": made.pk})
    assert "Raportin voi **nyt** kirjoittaa." in body(page)
    data = typed(subject_fi="Oikaisu", to="chosen", groups=[str(group.pk)], corrects=str(made.pk))
    client.post(reverse("announcement_new"), data)
    correction = Announcement.objects.get(subject_fi="Oikaisu")
    assert correction.corrects == made
    reader = signed_in(builders.chair(group), "fi")
    assert "Tätä tiedotetta on oikaistu" not in said(reader.get(made.get_absolute_url()))
    builders.publish(correction, by=okm)
    assert "Tätä tiedotetta on oikaistu. Oikaisu ( 15.12.2014)" in said(reader.get(made.get_absolute_url())).replace(
        "(15", "( 15"
    )
    assert "Oikaisee Kierros on auki" in said(reader.get(correction.get_absolute_url()))


def test_taking_off_the_front_page_asks_for_the_reason_and_readers_see_it(group, okm):
    made = builders.announcement(group, by=okm)
    address, client = reverse("announcement_take_off", args=[made.pk]), signed_in(okm)
    assert errors(client.post(address, {"reason": " "})) == {
        "reason": ["Write why the announcement is taken off the front page"]
    }
    assert client.post(address, {"reason": "Tilaisuus on ohi."}).status_code == 302
    reader = signed_in(builders.chair(group), "fi")
    assert "Tiedotteet ministeriöiltä" not in said(reader.get("/"))
    page = said(reader.get(made.get_absolute_url()))
    assert "Olli Okm poisti tiedotteen etusivulta 15.12.2014 klo 9.00. Tilaisuus on ohi." in page
    again = client.get(address, follow=True)
    assert "The announcement is not on the front page." in said(again)
    second = client.post(address, {"reason": "Sama."})
    assert "Olli Okm was here first" in said(second)
    assert "Sama." in body(second)


def test_sending_twice_from_two_windows_sends_once(group, okm):
    draft = builders.announcement(group, by=okm, is_published=False)
    preview = reverse("announcement_publish", args=[draft.pk])
    client = signed_in(okm)
    for _time in range(2):
        response = client.post(preview, {"checked": draft.edition}, follow=True)
    assert "Olli Okm was here first: the announcement was published on 15.12.2014 at 9:00." in said(response)
    assert Notice.objects.count() == 1


def test_a_person_without_a_task_is_told_so():
    page = said(signed_in(builders.user()).get(reverse("announcement_list")))
    assert "There is no announcement for you. You have no task in the network now" in page


def test_a_draft_opened_by_its_plain_address_leads_to_the_preview(group, okm):
    draft = builders.announcement(group, by=okm, is_published=False)
    assert signed_in(okm).get(draft.get_absolute_url()).url == reverse("announcement_publish", args=[draft.pk])
    builders.publish(draft, by=okm)
    for name in ("announcement_publish", "announcement_write"):
        assert signed_in(okm).get(reverse(name, args=[draft.pk])).url == draft.get_absolute_url()


def test_what_is_saved_is_what_was_typed(group, okm):
    in_round = builders.round_(questions=0)
    client = signed_in(okm)
    client.post(
        reverse("announcement_new"),
        typed(to="chosen", groups=[str(group.pk)], round=str(in_round.pk), body_fi="Rivi\r\ntoinen\r\n\r\n- kohta"),
    )
    made = Announcement.objects.get()
    assert commands.draft_of(made).__dict__ == {
        "subject_fi": "Otsikko",
        "subject_sv": "Rubrik",
        "body_fi": "Rivi\ntoinen\n\n- kohta",
        "body_sv": "Text.",
        "to_all": False,
        "groups": frozenset({group.pk}),
        "round": in_round,
    }


def test_throwing_a_draft_away_shows_first_what_is_lost(group, okm):
    draft = builders.announcement(group, by=okm, is_published=False, with_file=True, subject_sv="", body_sv="")
    client = signed_in(okm)
    address = reverse("announcement_throw_away", args=[draft.pk])
    assert f'href="{address}"' in body(client.get(reverse("announcement_write", args=[draft.pk])))
    page = said(client.get(address))
    assert "Olli Okm began the draft on 15.12.2014 at 9:00. Last saved by Olli Okm on 15.12.2014 at 9:00." in page
    for words in ("Kierros on auki", "Raportin voi nyt kirjoittaa.", "No subject No text", "liite.pdf"):
        assert words in page
    again = client.post(address, {"checked": "0"}, follow=True)
    assert again.redirect_chain == [(address, 302)]
    assert "Look at it again before you throw it away." in said(again)
    done = client.post(address, {"checked": draft.edition}, follow=True)
    assert done.redirect_chain == [(reverse("announcement_list"), 302)]
    assert "The draft has been thrown away." in said(done)
    assert not Announcement.objects.exists()


def test_a_published_announcement_cannot_be_thrown_away_and_its_page_says_so(group, okm):
    made = builders.announcement(group, by=okm)
    address = reverse("announcement_throw_away", args=[made.pk])
    client = signed_in(okm)
    assert "The announcement has been published, so it cannot be thrown away." in said(client.get(address, follow=True))
    client.post(address, {"checked": made.edition})
    assert list(Announcement.objects.all()) == [made]


def test_what_was_typed_upon_a_draft_that_was_thrown_away_comes_back(okm):
    draft = builders.announcement(by=okm, is_published=False)
    commands.throw_away_announcement(draft, checked=draft.edition, by=builders.actor(okm))
    response = signed_in(okm).post(reverse("announcement_write", args=[draft.pk]), typed(body_fi="Tämä säilyy."))
    assert response.status_code == 404
    assert "Tämä säilyy." in body(response)
