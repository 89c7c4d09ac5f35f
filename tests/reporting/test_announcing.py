"""Announcements: who sees, who may, drafts of two at once, sending, and the mail as it leaves."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from elo_portal.office.models import AuditEntry, Notice
from elo_portal.office.refusals import NotNow
from elo_portal.office.uploads import inspect
from networks.choices import ContactPurpose, GroupKind, OrganisationKind, Role, Seat
from networks.models import Appointment, ContactAddress, Participation
from reporting import announcements, commands
from reporting.commands.announcing import Draft
from reporting.models import Announcement, AnnouncementFile, AnnouncementRead
from reporting.permissions import can_announce
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def okm():
    return builders.secretary(builders.ministry("Ministeriö"), name="Olli Okm")


def saved(announcement, by, base=1, **changed):
    before = commands.draft_of(announcement)
    draft = Draft(**{**before.__dict__, **changed})
    return commands.save_announcement(announcement, draft, base=base, by=builders.actor(by), at=TOMORROW)


def refused(act):
    with pytest.raises(NotNow) as refusal:
        act()
    return refusal.value.sentence


# -- who


def _member(group, seat):
    person = builders.user()
    builders.member(person, group, seat)
    return person


def _appointed(organisation, role):
    person = builders.user()
    builders.appointment(person, organisation, role)
    return person


def _of_another_body(group, role):
    other = builders.organisation(OrganisationKind.TE_OFFICE)
    Participation.objects.create(group=group, organisation=other, since=builders.LONG_AGO)
    return _appointed(other, role)


PEOPLE = {
    "expert": builders.expert,
    "reader of the centre": lambda group: _appointed(builders.responsible(group), Role.READER),
    "expert of another body of the group": lambda group: _of_another_body(group, Role.EXPERT),
    "registry of a body of the group": lambda group: _of_another_body(group, Role.REGISTRY),
    "chair": builders.chair,
    "secretary of the group": lambda group: _member(group, Seat.SECRETARY),
    "member": lambda group: _member(group, Seat.MEMBER),
    "deputy": lambda group: _member(group, Seat.DEPUTY),
    "expert of another region": lambda group: builders.expert(builders.group()),
    "member of another region": lambda group: _member(builders.group(), Seat.MEMBER),
    "member of a development group": lambda group: _member(builders.group(kind=GroupKind.DEVELOPMENT), Seat.MEMBER),
    "registry of a ministry": lambda group: _appointed(builders.ministry(), Role.REGISTRY),
    "coordinator": lambda group: _appointed(builders.organisation(OrganisationKind.SUPPORT), Role.COORDINATOR),
    "reader of a support body": lambda group: _appointed(
        builders.organisation(OrganisationKind.SUPPORT), Role.SUPPORT_READER
    ),
    "secretary of a ministry": lambda group: builders.secretary(),
    "administrator": lambda group: builders.admin(),
    "nobody": lambda group: builders.user(),
}
OF_THE_GROUP = {
    "expert",
    "reader of the centre",
    "expert of another body of the group",
    "chair",
    "secretary of the group",
    "member",
    "deputy",
}
OF_A_REGION = OF_THE_GROUP | {"expert of another region", "member of another region"}
SEES = {
    "to the group": OF_THE_GROUP | {"secretary of a ministry", "administrator"},
    "to all": OF_A_REGION | {"secretary of a ministry", "administrator"},
    "taken off": OF_THE_GROUP | {"secretary of a ministry", "administrator"},
    "draft": {"secretary of a ministry"},
}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_sees_what_concerns_them(group, okm, who):
    made = {
        "to the group": builders.announcement(group, by=okm),
        "to all": builders.announcement(by=okm),
        "taken off": builders.announcement(group, by=okm),
        "draft": builders.announcement(group, by=okm, is_published=False),
    }
    commands.take_off_front_page(made["taken off"], reason="Ohi.", by=builders.actor(okm), at=NOW)
    actor = builders.actor(PEOPLE[who](group))
    seen = set(Announcement.objects.visible_to(actor))
    assert {name for name, one in made.items() if one in seen} == {name for name, by in SEES.items() if who in by}
    front = set(Announcement.objects.on_front_page(actor)) - {made["draft"]}
    expected = {name for name in ("to the group", "to all") if who in SEES[name]}
    assert {name for name, one in made.items() if one in front} == expected


@pytest.mark.parametrize("who", PEOPLE)
def test_secretaries_of_the_ministries_alone_write_publish_and_take_off(group, okm, who):
    draft, published = builders.announcement(by=okm, is_published=False), builders.announcement(by=okm)
    waste = builders.announcement(by=okm, is_published=False)
    person = PEOPLE[who](group)
    actor = builders.actor(person)
    may = who == "secretary of a ministry"
    assert can_announce(actor) is may
    acts = (
        partial(commands.begin_announcement, Draft(), by=actor, at=NOW),
        partial(commands.save_announcement, draft, Draft(subject_fi="Uusi"), base=7, by=actor, at=NOW),
        partial(commands.publish_announcement, draft, checked=draft.edition, by=actor, at=NOW),
        partial(commands.take_off_front_page, published, reason="Ohi.", by=actor, at=NOW),
        partial(commands.throw_away_announcement, waste, checked=waste.edition, by=actor),
    )
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()
    assert Announcement.objects.published().count() == (2 if may else 1)
    assert Announcement.objects.exclude(taken_off_at=None).count() == (1 if may else 0)
    assert Announcement.objects.filter(pk=waste.pk).exists() is not may


def test_access_ends_with_the_membership_and_begins_with_a_new_one(group, okm):
    made = builders.announcement(group, by=okm)
    leaving, coming = builders.user(), builders.user()
    builders.member(leaving, group, until=date(2014, 12, 15))
    builders.member(coming, group, since=date(2014, 12, 16))
    midnight = helsinki(2014, 12, 16, 0, 0)

    def seen(person, at):
        return list(Announcement.objects.visible_to(builders.actor(person, at)))

    assert (seen(leaving, midnight - timedelta(seconds=1)), seen(leaving, midnight)) == ([made], [])
    assert (seen(coming, midnight - timedelta(seconds=1)), seen(coming, midnight)) == ([], [made])


def test_the_front_page_tells_of_sixty_days_and_five_at_most(group, okm):
    reader = builders.chair(group)
    made = [builders.announcement(group, by=okm, at=NOW + timedelta(minutes=number)) for number in range(6)]
    at = NOW + timedelta(minutes=5)
    assert announcements.newest_for(builders.actor(reader, at)) == made[:0:-1]
    sixty = NOW + timedelta(days=60)
    assert announcements.newest_for(builders.actor(reader, sixty)) == made[:0:-1]
    assert announcements.newest_for(builders.actor(reader, sixty + timedelta(minutes=5))) == made[5:]
    assert announcements.newest_for(builders.actor(reader, sixty + timedelta(minutes=5, seconds=1))) == []


def test_it_is_new_until_it_is_opened_and_marked_when_it_has_been_corrected(group, okm):
    made = builders.announcement(group, by=okm)
    reader, other = builders.chair(group), builders.expert(group)
    commands.mark_announcement_opened(made, by=builders.actor(reader), at=NOW)
    commands.mark_announcement_opened(made, by=builders.actor(reader), at=TOMORROW)
    assert list(AnnouncementRead.objects.values_list("announcement", "person", "at")) == [
        (made.pk, reader.person_id, NOW)
    ]
    draft = builders.announcement(group, by=okm, corrects=made, is_published=False)

    def marks(person):
        shown = Announcement.objects.visible_to(builders.actor(person)).marked_for(builders.actor(person))
        return [(one.is_new, one.is_corrected) for one in shown.published()]

    assert (marks(reader), marks(other)) == ([(False, False)], [(True, False)])
    builders.publish(draft, by=okm, at=TOMORROW)
    assert marks(other) == [(True, False), (True, True)]


# -- writing


def test_a_draft_may_lack_everything_and_is_kept_tidied(okm):
    made = commands.begin_announcement(
        Draft(subject_fi="  Kierros\n on  auki ", body_sv="\r\nHej.  \r\n"), by=builders.actor(okm), at=NOW
    )
    made.refresh_from_db()
    assert (made.subject_fi, made.subject_sv, made.body_fi, made.body_sv) == ("Kierros on auki", "", "", "Hej.")
    assert (made.by, made.at, made.version, made.published_at) == (okm.person, NOW, 1, None)
    entry = AuditEntry.objects.get(act="announcement.begin")
    assert (entry.user, entry.subject) == (okm, f"reporting.announcement:{made.pk}")


def test_of_two_who_write_one_draft_the_second_changes_nothing_unknowingly(okm, group):
    tem = builders.secretary(name="Tiina Tem")
    made = builders.announcement(by=okm, is_published=False)
    assert saved(made, okm, body_fi="Ollin teksti.") is True
    assert saved(made, tem, body_fi="Tiinan teksti.") is False
    made.refresh_from_db()
    assert (made.body_fi, made.version, made.changed_by) == ("Ollin teksti.", 2, okm.person)
    assert saved(made, tem, base=2, body_fi="Molempien teksti.", to_all=False, groups=frozenset({group.pk})) is True
    made.refresh_from_db()
    assert (made.body_fi, made.version, made.changed_by) == ("Molempien teksti.", 3, tem.person)
    assert (made.to_all, list(made.groups.all())) == (False, [group])


def test_a_save_that_says_what_is_there_already_clashes_with_nothing(okm):
    made = builders.announcement(by=okm, is_published=False)
    assert saved(made, okm, body_fi="Uusi.") is True
    made.refresh_from_db()
    assert saved(made, builders.secretary(), base=1) is True
    made.refresh_from_db()
    assert (made.version, made.changed_by) == (2, okm.person)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_moment_do_not_overwrite_each_other(okm, at_once):
    made = builders.announcement(by=okm, is_published=False)
    tem = builders.secretary()
    answers = at_once(partial(saved, made, okm, body_fi="Ollin."), partial(saved, made, tem, body_fi="Tiinan."))
    made.refresh_from_db()
    assert sorted(answers) == [False, True]
    assert made.version == 2
    assert made.body_fi == ("Ollin." if answers[0] else "Tiinan.")


def test_what_is_published_is_not_saved_over(okm, group):
    made = builders.announcement(by=okm)
    assert refused(partial(saved, made, builders.secretary(), body_fi="Uusi.")) == (
        "Olli Okm was here first: the announcement was published on 15.12.2014 at 9:00."
    )


def test_files_are_added_and_taken_away_while_it_is_a_draft(okm):
    made = builders.announcement(by=okm, is_published=False, with_file=True)
    first = made.files.get()
    draft = commands.draft_of(made)
    by = builders.actor(okm)
    edition = made.edition
    commands.save_announcement(
        made, draft, base=1, by=by, at=TOMORROW, added=inspect(builders.pdf("kutsu.pdf")), removed=[first.pk]
    )
    made.refresh_from_db()
    kept = made.files.get()
    assert (str(kept), made.version, made.changed_at) == ("kutsu.pdf", 1, TOMORROW)
    assert kept.upload.by == okm
    assert made.edition != edition
    acts = AuditEntry.objects.filter(act__contains="file").order_by("pk").values_list("act", "details")
    assert list(acts) == [
        ("announcement.add_file", {"upload": first.upload_id}),
        ("announcement.remove_file", {"upload": first.upload_id}),
        ("announcement.add_file", {"upload": kept.upload_id}),
    ]


def test_it_has_at_most_ten_files(okm):
    made = builders.announcement(by=okm, is_published=False, with_file=True)
    by, draft = builders.actor(okm), commands.draft_of(made)
    for _number in range(9):
        commands.save_announcement(made, draft, base=1, by=by, at=NOW, added=inspect(builders.pdf()))
    assert (
        refused(partial(commands.save_announcement, made, draft, base=1, by=by, at=NOW, added=inspect(builders.pdf())))
        == "An announcement has at most 10 files. Take one away first."
    )
    assert made.files.count() == 10


def test_a_draft_is_changed_and_not_corrected(okm):
    draft = builders.announcement(by=okm, is_published=False)
    assert refused(partial(commands.begin_announcement, Draft(), by=builders.actor(okm), at=NOW, corrects=draft)) == (
        "The announcement has not been published, so change the draft itself."
    )


# -- throwing away


def thrown_away(announcement, by):
    commands.throw_away_announcement(announcement, checked=announcement.edition, by=builders.actor(by))


def test_a_draft_is_thrown_away_whole_and_the_log_says_by_whom(okm, group):
    made = builders.announcement(group, by=okm, is_published=False, with_file=True)
    other = builders.announcement(group, by=okm, is_published=False, with_file=True)
    key, upload = made.pk, made.files.get().upload
    tem = builders.secretary(name="Tiina Tem")
    thrown_away(made, tem)
    assert list(Announcement.objects.all()) == [other]
    assert list(AnnouncementFile.objects.values_list("announcement", flat=True)) == [other.pk]
    upload.refresh_from_db()
    entry = AuditEntry.objects.get(act="announcement.throw_away")
    assert (entry.user, entry.subject) == (tem, f"reporting.announcement:{key}")
    assert entry.details == {"version": 1, "files": [upload.pk]}


def test_what_is_published_is_never_thrown_away(okm, group):
    made = builders.announcement(group, by=okm, with_file=True)
    assert refused(partial(thrown_away, made, okm)) == (
        "Olli Okm was here first: the announcement was published on 15.12.2014 at 9:00."
    )
    assert made.files.count() == 1


def test_a_draft_that_a_colleague_changed_is_looked_at_again_before_it_is_thrown_away(okm, group):
    made = builders.announcement(group, by=okm, is_published=False)
    saved(made, builders.secretary(name="Tiina Tem"), body_fi="Uusi.")
    assert refused(partial(thrown_away, made, okm)) == (
        "Tiina Tem has changed the draft since you opened the page. Look at it again before you throw it away."
    )
    made.refresh_from_db()
    thrown_away(made, okm)
    assert refused(partial(saved, made, okm, body_fi="Myöhässä.")) == "The draft has been thrown away."


# -- whom it reaches


def names(reached):
    return [(reader.person.name, [group.code for group in reader.groups]) for reader in reached.readers]


def test_it_reaches_each_person_once_by_seat_and_by_work(okm, group):
    other = builders.group("LAP")
    builders.group("PEL")
    aino = builders.expert(group, "Aino")
    builders.member(aino, other)
    builders.member(builders.person("Eero"), group, Seat.DEPUTY)
    builders.member(builders.person("Lakannut"), group, until=date(2014, 12, 14))
    builders.member(builders.person("Tuleva"), group, since=date(2014, 12, 16))
    reader = builders.person("Åke")
    builders.appointment(reader, builders.responsible(other), Role.READER)
    builders.appointment(builders.person("Kirjaaja"), builders.responsible(other), Role.REGISTRY)
    made = builders.announcement(group, other, by=okm, is_published=False)
    reached = announcements.reach(made, NOW.date())
    assert [one.code for one in reached.groups] == ["KAI", "LAP"]
    assert names(reached) == [("Aino", ["KAI", "LAP"]), ("Eero", ["KAI"]), ("Olli Okm", []), ("Åke", ["LAP"])]
    assert [(one.code, people) for one, people in reached.by_group] == [("KAI", 2), ("LAP", 2)]
    assert reached.secretaries == 1


def test_all_means_the_regional_groups_in_force_that_day(okm, group):
    builders.group("KEH", kind=GroupKind.DEVELOPMENT)
    ended = builders.group("END")
    ended.until = date(2014, 12, 14)
    ended.save()
    made = builders.announcement(by=okm, is_published=False)
    assert [one.code for one in announcements.reach(made, NOW.date()).groups] == ["KAI"]
    assert [one.code for one in announcements.reach(made, date(2014, 12, 14)).groups] == ["END", "KAI"]


def test_whom_it_reaches_costs_five_queries_however_many_there_are(okm, group, django_assert_num_queries):
    made = builders.announcement(by=okm, is_published=False)
    for number in (1, 3):
        for _one in range(number):
            builders.chair(builders.group())
        with django_assert_num_queries(5):
            announcements.reach(made, NOW.date())


# -- sending


def test_publishing_writes_down_who_when_and_in_whose_name(okm, group):
    builders.chair(group)
    made = builders.announcement(group, by=okm, is_published=False)
    reached = commands.publish_announcement(made, checked="1", by=builders.actor(okm), at=NOW)
    made.refresh_from_db()
    assert (made.published_by, made.published_at, made.sender_in("fi")) == (okm.person, NOW, "Ministeriö")
    assert len(reached.mailed) == 2
    entry = AuditEntry.objects.get(act="announcement.publish")
    assert (entry.user, entry.details) == (okm, {"version": 1, "groups": 1, "people": 2})


@pytest.mark.parametrize("missing", ["subject_fi", "subject_sv", "body_fi", "body_sv"])
def test_both_languages_are_sent_or_neither(okm, group, missing):
    made = builders.announcement(group, by=okm, is_published=False, **{missing: ""})
    assert refused(partial(builders.publish, made, by=okm)) == (
        "An announcement is sent in Finnish and in Swedish. Write the missing texts first."
    )
    with pytest.raises(IntegrityError, match="published_in_both_languages"), transaction.atomic():
        Announcement.objects.filter(pk=made.pk).update(
            published_at=NOW, published_by=okm.person, published_for=builders.ministry()
        )
    assert not Notice.objects.exists()


def test_groups_that_have_ended_receive_nothing(okm, group):
    made = builders.announcement(group, by=okm, is_published=False)
    group.until = date(2014, 12, 14)
    group.save()
    assert refused(partial(builders.publish, made, by=okm)) == (
        "None of the chosen groups works any more. Choose the groups again."
    )


def test_what_was_changed_after_the_preview_is_read_again_before_it_is_sent(okm, group):
    tem = builders.secretary(name="Tiina Tem")
    made = builders.announcement(group, by=okm, is_published=False)
    checked = made.edition
    sentence = "Tiina Tem has changed the draft since you checked it. Read it again before you send it."
    by = builders.actor(okm)
    publish = partial(commands.publish_announcement, made, checked=checked, by=by, at=NOW)
    saved(made, tem, body_fi="Uusi.")
    assert refused(publish) == sentence
    made.refresh_from_db()
    checked = made.edition
    commands.save_announcement(
        made, commands.draft_of(made), base=2, by=builders.actor(tem), at=NOW, added=inspect(builders.pdf())
    )
    assert refused(partial(commands.publish_announcement, made, checked=checked, by=by, at=NOW)) == sentence
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_send_one_mail_each(okm, group, at_once):
    tem = builders.secretary(name="Tiina Tem")
    chair = builders.chair(group, "Carita")
    made = builders.announcement(group, by=okm, is_published=False)
    answers = at_once(partial(builders.publish, made, by=okm), partial(builders.publish, made, by=tem))
    first = Announcement.objects.get().published_by
    assert sorted(str(answer) for answer in answers) == [
        "None",
        f"{first.name} was here first: the announcement was published on 15.12.2014 at 9:00.",
    ]
    keys = sorted(Notice.objects.values_list("key", flat=True))
    assert keys == sorted(f"announcement:{made.pk}:{one.person_id}" for one in (okm, tem, chair))


def test_who_has_no_address_is_reached_in_the_portal_alone(okm, group):
    silent = builders.person("Hilja")
    silent.email = ""
    silent.save()
    builders.member(silent, group)
    made = builders.announcement(group, by=okm, is_published=False)
    reached = announcements.reach(made, NOW.date())
    assert (reached.without_address, [one.person for one in reached.mailed]) == ((silent,), [okm.person])
    builders.publish(made, by=okm)
    assert list(Notice.objects.values_list("to_name", flat=True)) == ["Olli Okm"]


def test_a_later_member_gets_no_mail_but_reads_it(okm, group):
    made = builders.announcement(group, by=okm)
    later = builders.chair(group)
    assert list(Announcement.objects.visible_to(builders.actor(later))) == [made]
    assert not Notice.objects.filter(to_address=later.person.email).exists()


# -- the mail


@pytest.fixture
def posted(group, okm, settings):
    """The mails to readers of the three languages, by language."""
    settings.PORTAL_ADDRESS, settings.REHEARSAL = "https://elo.example", False
    ministry = Appointment.objects.get(person=okm.person).organisation
    ContactAddress.objects.create(
        organisation=ministry, purpose=ContactPurpose.SECRETARY, address="sihteeri@okm.example", since=builders.LONG_AGO
    )
    in_round = builders.round_(questions=0)
    earlier = builders.announcement(group, by=okm, at=NOW - timedelta(days=40), subject_fi="Väärä", subject_sv="Fel")
    Notice.objects.all().delete()
    for language in ("fi", "sv", "en"):
        builders.member(builders.person(f"Lukija {language}", language=language), group)
    made = builders.announcement(
        group,
        by=okm,
        with_file=True,
        round=in_round,
        corrects=earlier,
        body_fi="Määräpäivä on **31.12.2014**.\n\n- Kysymyksiä on viisi.\n- Pituus <3 sivua.",
        body_sv="Sista dagen är **31.12.2014**.\n\n- Frågorna är fem.\n- Längd <3 sidor.",
    )
    mails = {one.language: one for one in Notice.objects.exclude(to_name="Olli Okm")}
    return made, mails


SIGNATURE = "-- "  # as mail programs know it, with its space


def test_the_mail_in_finnish_word_for_word(posted):
    made, mails = posted
    mail = mails["fi"]
    assert mail.subject == "[ELO] Kierros on auki"
    assert (mail.to_name, mail.reply_to, mail.kind) == ("Lukija fi", "sihteeri@okm.example", "announcement")
    assert (
        mail.text
        == f"""KIERROS ON AUKI

Määräpäivä on 31.12.2014.

• Kysymyksiä on viisi.
• Pituus <3 sivua.

Lähettäjä: Ministeriö, Olli Okm
Julkaistu: 15.12.2014 klo 9.00
Koskee:    Raportti 2014
Oikaisee:  Väärä (5.11.2014)

Avaa tiedote portaalissa:
https://elo.example/announcements/{made.pk}/

Tiedostot

liite.pdf (PDF, 1 kt):
https://elo.example/announcements/{made.pk}/files/{made.files.get().pk}/

Tiedosto avautuu, kun kirjaudut portaaliin.

{SIGNATURE}
Saat tämän viestin, koska kuulut näihin ryhmiin tai työskentelet niille:
KAI-ryhmä.
ELO-portaali · Opetus- ja kulttuuriministeriö · Työ- ja
elinkeinoministeriö
"""
    )


def test_the_mail_in_swedish_word_for_word(posted):
    made, mails = posted
    mail = mails["sv"]
    assert mail.subject == "[ELO] Omgången är öppen"
    assert (
        mail.text
        == f"""OMGÅNGEN ÄR ÖPPEN

Sista dagen är 31.12.2014.

• Frågorna är fem.
• Längd <3 sidor.

Avsändare:  Ministeriö sv, Olli Okm
Publicerat: 15.12.2014 kl. 9.00
Gäller:     Rapport 2014
Rättar:     Fel (5.11.2014)

Öppna informationsbrevet i portalen:
https://elo.example/announcements/{made.pk}/

Filer

liite.pdf (PDF, 1 kB):
https://elo.example/announcements/{made.pk}/files/{made.files.get().pk}/

Filen öppnas när du loggar in i portalen.

{SIGNATURE}
Du får det här meddelandet eftersom du hör till dessa grupper eller
arbetar för dem: Gruppen KAI.
ELO-portalen · Undervisnings- och kulturministeriet · Arbets- och
näringsministeriet
"""
    )


def test_the_mail_for_readers_of_english_has_both_texts(posted):
    made, mails = posted
    mail = mails["en"]
    assert mail.subject == "[ELO] Kierros on auki"
    assert (
        mail.text
        == f"""ANNOUNCEMENT FROM THE MINISTRIES

The ministries write announcements in Finnish and in Swedish. Both texts
follow.

KIERROS ON AUKI

Määräpäivä on 31.12.2014.

• Kysymyksiä on viisi.
• Pituus <3 sivua.

OMGÅNGEN ÄR ÖPPEN

Sista dagen är 31.12.2014.

• Frågorna är fem.
• Längd <3 sidor.

Sender:    Ministeriö en, Olli Okm
Published: 15.12.2014 at 9:00
Concerns:  Report 2014
Corrects:  Väärä (5.11.2014)

Open the announcement in the portal:
https://elo.example/announcements/{made.pk}/

Files

liite.pdf (PDF, 1 kB):
https://elo.example/announcements/{made.pk}/files/{made.files.get().pk}/

You sign in to the portal to open a file.

{SIGNATURE}
You get this message because you belong to these groups or work for
them: Group KAI.
ELO portal · Ministry of Education and Culture · Ministry of Employment
and the Economy
"""
    )


def test_the_secretaries_are_told_why_they_get_it(posted):
    mail = Notice.objects.get(to_name="Olli Okm")
    assert mail.text.endswith(
        f"{SIGNATURE}\nSaat tämän viestin valtakunnallisen ELO-ryhmän sihteerinä.\n"
        "ELO-portaali · Opetus- ja kulttuuriministeriö · Työ- ja\nelinkeinoministeriö\n"
    )


def test_the_formatted_mail_says_the_same_and_escapes_what_was_typed(posted):
    made, mails = posted
    html = mails["fi"].html
    assert "<p>Määräpäivä on <strong>31.12.2014</strong>.</p>" in html
    assert "<ul><li>Kysymyksiä on viisi.</li><li>Pituus &lt;3 sivua.</li></ul>" in html
    assert f'<a href="https://elo.example/announcements/{made.pk}/files/{made.files.get().pk}/">liite.pdf</a>' in html
    assert '<html lang="fi">' in html
    both = mails["en"].html
    assert '<div lang="fi"><h2>Kierros on auki</h2>' in both
    assert '<div lang="sv"><h2>Omgången är öppen</h2>' in both


def test_a_ministry_without_a_secretarys_mailbox_is_answered_at_the_portals_address(okm, group):
    builders.announcement(group, by=okm)
    assert list(Notice.objects.values_list("reply_to", flat=True)) == [""]


# -- the front page


def test_taking_off_the_front_page_has_a_person_a_moment_and_a_reason(okm, group):
    made = builders.announcement(group, by=okm)
    by = builders.actor(okm, TOMORROW)
    assert refused(partial(commands.take_off_front_page, made, reason=" ", by=by, at=TOMORROW)) == (
        "Write why the announcement is taken off the front page."
    )
    commands.take_off_front_page(made, reason=" Päivä on  ohi. ", by=by, at=TOMORROW)
    made.refresh_from_db()
    assert (made.taken_off_by, made.taken_off_at, made.taken_off_reason) == (okm.person, TOMORROW, "Päivä on ohi.")
    tem = builders.actor(builders.secretary())
    assert refused(partial(commands.take_off_front_page, made, reason="Sama.", by=tem, at=TOMORROW)) == (
        "Olli Okm was here first: the announcement was taken off the front page on 16.12.2014 at 9:00."
    )
    assert AuditEntry.objects.get(act="announcement.take_off_front_page").user == okm


def test_a_draft_is_not_on_the_front_page(okm):
    made = builders.announcement(by=okm, is_published=False)
    assert refused(partial(commands.take_off_front_page, made, reason="Ohi.", by=builders.actor(okm), at=NOW)) == (
        "The announcement has not been published, so it is not on the front page."
    )


# -- what the database refuses


CHANGES = {
    "subject_fi": "Toinen",
    "body_sv": "Annan",
    "published_at": TOMORROW,
    "to_all": True,
    "version": 9,
    "taken_off_reason": "",
}


@pytest.fixture
def published(okm, group):
    made = builders.announcement(group, by=okm, with_file=True)
    commands.take_off_front_page(made, reason="Ohi.", by=builders.actor(okm), at=NOW)
    return made


@pytest.mark.parametrize("column", CHANGES)
def test_the_database_refuses_to_change_what_is_published(published, column):
    before = Announcement.objects.values().get()
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        Announcement.objects.update(**{column: CHANGES[column]})
    assert Announcement.objects.values().get() == before


def test_the_database_refuses_a_change_hidden_in_the_taking_off(okm, group):
    builders.announcement(by=okm)
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        Announcement.objects.update(
            taken_off_at=NOW, taken_off_by=okm.person, taken_off_reason="Ohi.", subject_fi="Toinen"
        )


def test_the_database_refuses_to_delete_what_is_published_its_groups_and_files(published):
    for table in ("reporting_announcement_groups", "reporting_announcementfile", "reporting_announcement"):
        with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours
    assert (published.groups.count(), published.files.count()) == (1, 1)


def test_the_database_refuses_another_group_or_file(published, okm):
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        published.groups.add(builders.group())
    upload = builders.announcement(by=okm, is_published=False, with_file=True).files.get().upload
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        AnnouncementFile.objects.filter(upload=upload).update(announcement=published)
    assert (published.groups.count(), published.files.count()) == (1, 1)


def test_the_database_refuses_publishing_and_taking_off_without_a_person(okm):
    made = builders.announcement(by=okm, is_published=False)
    for column in ({"published_at": NOW}, {"published_by": okm.person}, {"taken_off_at": NOW}):
        with pytest.raises(IntegrityError, match="violates check constraint"), transaction.atomic():
            Announcement.objects.filter(pk=made.pk).update(**column)
    with pytest.raises(IntegrityError, match="not_too_long"), transaction.atomic():
        Announcement.objects.update(body_fi="x" * 10_001)
