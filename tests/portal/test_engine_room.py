"""The engine room: who gets in, what cannot be changed there, and that every change is audited."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from elo_portal.office.engine_room import AuditedAdmin, ReadOnlyAdmin
from elo_portal.office.models import AuditEntry, Notice, Print, Revision, Upload
from networks.models import Invitation, Person
from reporting import commands
from reporting.models import (
    Announcement,
    AnnouncementFile,
    CommonFeedback,
    FeedbackConfirmation,
    FeedbackDeputy,
    FeedbackLeftOut,
    FeedbackLetter,
    FeedbackPublication,
    PublishedFeedback,
    Submission,
    Transition,
)
from tests import builders

pytestmark = pytest.mark.django_db


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


def staff_admin() -> Any:
    who = builders.admin()
    who.is_staff = True
    who.save()
    return who


@pytest.fixture
def client() -> Client:
    return signed_in(staff_admin())


def test_only_staff_who_administer_today_get_in() -> None:
    address = reverse("admin:index")
    former = builders.user(is_staff=True)
    builders.appointment(former, builders.ministry(), "admin", until=builders.helsinki(2015, 1, 1).date())
    codes = {
        "staff admin": signed_in(staff_admin()).get(address, follow=True).status_code,
        "admin": signed_in(builders.admin()).get(address, follow=True).status_code,
        "former admin": signed_in(former).get(address, follow=True).status_code,
        "staff": signed_in(builders.user(is_staff=True)).get(address, follow=True).status_code,
        "secretary": signed_in(builders.secretary()).get(address, follow=True).status_code,
    }
    assert codes == {"staff admin": 200, "admin": 403, "former admin": 403, "staff": 403, "secretary": 403}


def test_a_visitor_is_sent_to_the_portals_own_sign_in() -> None:
    answer = Client().get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?")


def test_every_table_there_is_audited() -> None:
    assert all(isinstance(one, AuditedAdmin) for one in admin.site._registry.values())
    assert {Submission, Transition, AuditEntry, Print, Revision, Upload} <= {
        model for model, one in admin.site._registry.items() if isinstance(one, ReadOnlyAdmin)
    }


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda model: model._meta.label))
def test_every_list_and_every_row_opens(client: Client, model: Any) -> None:
    document = builders.sent_document(in_round=builders.round_(questions=1, ministries=(builders.ministry(),)))
    builders.upload()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    read_only = isinstance(admin.site._registry[model], ReadOnlyAdmin)
    assert client.get(reverse(f"{name}_add")).status_code == (403 if read_only or model.__name__ == "User" else 200)
    if read_only and row is not None:
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert document.submissions.exists()


@pytest.fixture
def ministries() -> Any:
    """Two secretaries, feedback given to one group and written to another, and announcements of both kinds."""
    made = builders.both_ministries()
    okm, tem = (builders.secretary(one) for one in made)
    in_round = builders.round_(questions=1, ministries=made)
    written = builders.reviewed_document(in_round=in_round, by=okm)
    builders.write_feedback(written, by=okm)
    given = builders.given_feedback(in_round=in_round, secretaries=(okm, tem))
    builders.confirm_feedback(written, made[0], by=okm)
    deputy = builders.person()
    actor = builders.actor(okm)
    commands.name_deputy(made[0], deputy, since=actor.day, until=None, by=actor, at=builders.NOW)
    draft = builders.announcement(by=okm, is_published=False, with_file=True)
    published = builders.announcement(builders.group(), by=okm, with_file=True)
    return SimpleNamespace(given=given, written=written, draft=draft, published=published)


def test_what_the_ministries_have_given_is_read_there_and_what_they_are_writing_is_not(
    client: Client, ministries: Any
) -> None:
    given, letter = ministries.given, ministries.given.feedback_letter
    shown = {
        Announcement: {ministries.published.pk},
        AnnouncementFile: {ministries.published.files.get().pk},
        FeedbackLetter: {letter.pk},
        FeedbackConfirmation: set(letter.confirmations.values_list("pk", flat=True)),
        PublishedFeedback: {letter.published.pk},
        CommonFeedback: {given.round.common_feedback.pk},
        FeedbackPublication: {given.round.feedback_publications.get().pk},
        FeedbackLeftOut: {given.round.feedback_publications.get().left_out.get().pk},
        FeedbackDeputy: {FeedbackDeputy.objects.get().pk},
    }
    for model, keys in shown.items():
        name = f"admin:reporting_{model._meta.model_name}"
        page = client.get(reverse(f"{name}_changelist"))
        assert {row.pk for row in page.context["cl"].result_list} == keys, model
        for row in model.objects.all():
            address = reverse(f"{name}_change", args=[row.pk])
            # Django leads from a row that is not there to the front page of the engine room.
            assert client.get(address).status_code == (200 if row.pk in keys else 302), model
            assert client.post(address, {}).status_code in ({403} if row.pk in keys else {302, 403}), model
            delete = client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
            assert delete.status_code in ({403} if row.pk in keys else {302, 403}), model
            assert model.objects.filter(pk=row.pk).exists()


def test_an_attached_file_is_not_handed_out_there(client: Client) -> None:
    upload = builders.upload()
    page = client.get(reverse("admin:office_upload_change", args=[upload.pk])).content.decode()
    assert upload.sha256 in page
    assert upload.file.name not in page


def acts() -> list[tuple[str, str, dict]]:
    rows = AuditEntry.objects.filter(act__startswith="engine_room").order_by("pk")
    return [(row.act, row.subject, row.details) for row in rows]


def form(**fields: str) -> dict[str, str]:
    counts = {f"appointments-{what}_FORMS": "0" for what in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    return {"name": "Aino", "email": "", "phone": "", "title": "", "language": "fi"} | counts | fields


def test_adding_changing_and_deleting_are_audited_without_values(client: Client) -> None:
    client.post(reverse("admin:networks_person_add"), form(name="Aino Uusi"))
    person = Person.objects.get(name="Aino Uusi")
    client.post(reverse("admin:networks_person_change", args=[person.pk]), form(name="Aino Uusin"))
    client.post(reverse("admin:networks_person_delete", args=[person.pk]), {"post": "yes"})
    subject = f"networks.person:{person.pk}"
    assert acts() == [
        ("engine_room.add", subject, {}),
        ("engine_room.change", subject, {"changed": ["Name"]}),
        ("engine_room.delete", subject, {}),
    ]


def test_deleting_many_at_once_is_audited_row_by_row(client: Client) -> None:
    people = [builders.person(), builders.person()]
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in people], "post": "yes"}
    client.post(reverse("admin:networks_person_changelist"), chosen)
    assert sorted(acts()) == [("engine_room.delete", f"networks.person:{one.pk}", {}) for one in people]


def test_terms_are_not_written_there_because_their_history_is_kept_elsewhere(client: Client) -> None:
    member = builders.member(builders.person("Aino"), builders.group())
    holder = builders.appointment(builders.person("Eino"), builders.organisation())
    for name, row in (("membership", member), ("appointment", holder)):
        assert client.get(reverse(f"admin:networks_{name}_change", args=[row.pk])).status_code == 200
        assert (
            client.post(reverse(f"admin:networks_{name}_change", args=[row.pk]), form(since="2015-01-01")).status_code
            == 403
        )
        assert client.post(reverse(f"admin:networks_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert client.get(reverse(f"admin:networks_{name}_add")).status_code == 403
        row.refresh_from_db()
        assert row.since == builders.LONG_AGO


def test_people_are_invited_there_and_those_who_sign_in_already_are_named(client: Client) -> None:
    guest, user = builders.person("Uusi Ihminen"), builders.user(builders.person("Vanha Tuttu"))
    answer = client.post(
        reverse("admin:networks_person_changelist"),
        {"action": "invite_to_sign_in", "_selected_action": [guest.pk, user.person.pk]},
        follow=True,
    )
    told = " ".join(str(one) for one in answer.context["messages"])
    assert list(Invitation.objects.values_list("person", flat=True)) == [guest.pk]
    assert list(Notice.objects.values_list("to_address", flat=True)) == [guest.email]
    assert "Vanha Tuttu" in told


def test_a_lost_second_factor_is_removed_there_and_audited(client: Client) -> None:
    user, other = builders.user(), builders.user()
    for one in (user, other):
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.post(
        reverse("admin:networks_user_changelist"),
        {"action": "remove_second_factor", "_selected_action": [user.pk]},
    )
    assert list(Authenticator.objects.values_list("user", flat=True)) == [other.pk]
    assert AuditEntry.objects.filter(act="second_factor.remove", subject=f"networks.user:{user.pk}").count() == 1
