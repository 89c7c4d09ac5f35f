"""Who gets in, by which door, and who does not."""

import base64
import hashlib
import hmac
import re
import struct
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from elo_portal.office.models import AuditEntry, Notice
from elo_portal.office.refusals import NotNow
from networks.choices import OrganisationKind, Role
from networks.commands.invitations import accept_invitation, hash_of, invite
from networks.models import Appointment, Invitation, Person, User
from tests import builders

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/accounts/login/", "kolme oikeaa sanaa"
WRONG = "The e-mail address or the password is wrong. Check both."
TOO_MANY = "Too many attempts. Wait five minutes and try again. Nothing has been locked."


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def user():
    return builders.user(builders.person("Aino Heikkinen", email="aino@elo.example", language="en"), password=PASSWORD)


@pytest.fixture
def invited():
    return builders.person("Veera Aalto", email="veera@elo.example", language="en")


def body(response):
    return response.content.decode()


def sign_in(client, email="aino@elo.example", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_signed_in(client):
    return client.get("/me/").status_code == 200


def now_plus(**more):
    return timezone.now() + timedelta(**more)


def new_link(person):
    return invite(person, by=None, at=builders.NOW, now=timezone.now())


def totp(secret):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def switch_on_second_factor(client):
    """Returns the secret and the recovery codes."""
    client.post("/accounts/reauthenticate/?next=/me/", {"password": PASSWORD})
    page = body(client.get("/accounts/second-factor/totp/activate/"))
    secret = client.session["mfa.totp.secret"]
    assert all(part in page for part in re.findall("....", secret))
    answer = client.post("/accounts/second-factor/totp/activate/", {"code": totp(secret)}, follow=True)
    return secret, re.findall(r"<code>(\d+)</code>", body(answer))


class TestPassword:
    def test_the_right_password_opens_the_page_that_was_asked_for(self, client, user):
        answer = client.post(f"{LOGIN}?next=/me/", {"login": "AINO@elo.example", "password": PASSWORD, "next": "/me/"})
        assert (answer.status_code, answer["Location"]) == (302, "/me/")
        assert is_signed_in(client)

    def test_signing_in_leads_to_no_other_site(self, client, user):
        answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"})
        assert answer["Location"] == "/"

    @pytest.mark.parametrize("email", ["aino@elo.example", "nobody@elo.example"])
    def test_a_wrong_password_says_the_same_of_every_address(self, client, user, email):
        answer = sign_in(client, email, "not the password")
        assert WRONG in body(answer)
        assert not is_signed_in(client)

    def test_a_sign_in_that_has_been_closed_does_not_open(self, client, user):
        User.objects.update(is_active=False)
        assert sign_in(client)["Location"] == "/accounts/inactive/"
        assert not is_signed_in(client)
        assert client.get("/accounts/inactive/").status_code == 200

    def test_closing_a_sign_in_ends_its_open_sessions(self, client, user):
        sign_in(client)
        User.objects.update(is_active=False)
        assert not is_signed_in(client)

    def test_not_remembered_ends_with_the_browser_and_remembered_within_eight_hours(self, client, user):
        sign_in(client)
        assert client.cookies["sessionid"]["max-age"] == ""
        other = Client()
        sign_in(other, remember="on")
        assert other.cookies["sessionid"]["max-age"] == 8 * 60 * 60

    def test_a_changed_password_signs_out_everywhere(self, client, user):
        elsewhere = Client()
        sign_in(client)
        sign_in(elsewhere)
        new = "uusi pitkä salasana"
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert [is_signed_in(client), is_signed_in(elsewhere)] == [False, False]
        sign_in(client, password=new)
        assert is_signed_in(client)
        assert [notice.kind for notice in Notice.objects.all()] == ["password_changed"]

    @pytest.mark.parametrize(
        ("new", "says"),
        [
            ("lyhyt", "Write a password of at least 12 characters."),
            ("aino@elo.exampl", "Choose another password: this one is too much like your e-mail address."),
            ("qwertyuiop123", "Choose another password: very many use this one."),
        ],
    )
    def test_a_poor_password_is_refused_with_what_to_do(self, client, user, new, says):
        sign_in(client)
        fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert says in body(client.post("/accounts/password/change/", fields))


class TestLimits:
    def test_guessing_is_slowed_down_for_five_minutes_and_for_one_address_alone(self, client, user, monkeypatch):
        builders.user(builders.person(email="lauri@elo.example"), password=PASSWORD)
        for _ in range(5):
            sign_in(client, password="a guess at it")
        assert TOO_MANY in body(sign_in(client))
        assert not is_signed_in(client)
        other = Client()
        sign_in(other, "lauri@elo.example")
        assert is_signed_in(other)
        real = time.time
        monkeypatch.setattr("time.time", lambda: real() + 5 * 60 + 1)
        sign_in(client)
        assert is_signed_in(client)

    def test_a_code_by_mail_still_opens_while_guessing_goes_on(self, client, user):
        for _ in range(6):
            sign_in(Client(), password="a guess at it")
        client.post("/accounts/login/code/", {"email": user.email})
        client.post("/accounts/login/code/confirm/", {"code": code_from_mail()})
        assert is_signed_in(client)

    def test_too_many_reset_mails_give_429_in_our_own_words(self, client, user):
        answers = [client.post("/accounts/password/reset/", {"email": user.email}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [429]
        assert "Wait five minutes and try again" in body(answers[-1])
        assert Notice.objects.count() == 5


def code_from_mail():
    return re.search(r"^Code: +(\S+)$", Notice.objects.get().text, re.MULTILINE)[1]


class TestCodeByMail:
    def test_the_code_opens_once(self, client, user):
        client.post("/accounts/login/code/", {"email": user.email})
        code = code_from_mail()
        answer = client.post("/accounts/login/code/confirm/", {"code": code})
        assert answer.status_code == 302
        assert is_signed_in(client)
        client.post("/accounts/logout/")
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert not is_signed_in(client)

    def test_the_code_works_only_in_the_browser_that_asked(self, client, user):
        client.post("/accounts/login/code/", {"email": user.email})
        other = Client()
        other.post("/accounts/login/code/confirm/", {"code": code_from_mail()})
        assert not is_signed_in(other)

    def test_the_mail_is_confidential_and_goes_to_the_persons_own_address(self, client, user):
        client.post("/accounts/login/code/", {"email": "AINO@ELO.example"})
        [notice] = Notice.objects.all()
        assert (notice.to_address, notice.is_confidential, notice.language) == ("aino@elo.example", True, "en")
        assert notice.subject == "[ELO] Code for signing in"

    def test_the_page_is_the_same_for_every_address_and_only_a_user_gets_mail(self, client, user, invited):
        pages = []
        for email in (user.email, "veera@elo.example", "nobody@elo.example"):
            asked = Client(headers={"accept-language": "en"})
            answer = asked.post("/accounts/login/code/", {"email": email}, follow=True)
            pages.append((answer.redirect_chain, re.sub(r'value="[^"]+"', "", body(answer).replace(email, "…"))))
        assert pages[0] == pages[1] == pages[2]
        assert [notice.to_address for notice in Notice.objects.all()] == [user.email]


class TestReset:
    def test_the_answer_is_the_same_for_every_address_and_only_a_user_gets_mail(self, client, user, invited):
        answers = [
            client.post("/accounts/password/reset/", {"email": email}, follow=True)
            for email in (user.email, invited.email, "nobody@elo.example")
        ]
        assert len({(str(answer.redirect_chain), body(answer)) for answer in answers}) == 1
        assert [notice.to_address for notice in Notice.objects.all()] == [user.email]

    def test_the_link_works_once_and_is_at_the_portals_own_address(self, client, user, settings):
        settings.ALLOWED_HOSTS = ["*"]
        client.post("/accounts/password/reset/", {"email": user.email}, headers={"host": "evil.example"})
        link = re.search(r"^http\S+$", Notice.objects.get().text, re.MULTILINE)[0]
        assert link.startswith(settings.PORTAL_ADDRESS + "/accounts/password/reset/key/")
        path = link.removeprefix(settings.PORTAL_ADDRESS)
        new = "uusi pitkä salasana"
        form = client.get(path)["Location"]
        done = client.post(form, {"password1": new, "password2": new}, follow=True)
        assert "The password has been changed" in body(done)
        assert "The link does not work any more" in body(Client(headers={"accept-language": "en"}).get(path))
        sign_in(client, password=new)
        assert is_signed_in(client)

    def test_a_closed_sign_in_gets_no_mail(self, client, user):
        User.objects.update(is_active=False)
        client.post("/accounts/password/reset/", {"email": user.email})
        assert Notice.objects.count() == 0

    def test_two_different_passwords_are_refused(self, client, user):
        sign_in(client)
        fields = {"oldpassword": PASSWORD, "password1": "yksi pitkä salasana", "password2": "toinen pitkä salasana"}
        assert "The passwords differ" in body(client.post("/accounts/password/change/", fields))


class TestNobodySignsUp:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_the_sign_up_page_is_closed(self, client, method):
        fields = {"email": "new@elo.example", "password1": PASSWORD, "password2": PASSWORD}
        answer = getattr(client, method)("/accounts/signup/", fields)
        assert "Sign-ins are made by invitation" in body(answer)
        assert User.objects.count() == 0

    @pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/x/"])
    def test_pages_for_ones_own_addresses_do_not_exist(self, client, user, address):
        sign_in(client)
        assert client.get(address).status_code == 404

    def test_a_person_without_an_accepted_invitation_has_no_way_in(self, client, invited):
        new_link(invited)
        Notice.objects.all().delete()
        sign_in(client, invited.email)
        client.post("/accounts/login/code/", {"email": invited.email})
        client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
        client.post("/accounts/password/reset/", {"email": invited.email})
        assert not is_signed_in(client)
        assert (User.objects.count(), Notice.objects.count()) == (0, 0)

    def test_the_engine_room_has_no_door_of_its_own(self, client, user):
        assert client.get("/engine-room/login/")["Location"].startswith(LOGIN)
        client.post("/engine-room/login/", {"username": user.email, "password": PASSWORD})
        assert not is_signed_in(client)
        sign_in(client)
        assert client.get("/engine-room/").status_code in {302, 403}

    def test_an_address_that_was_changed_opens_nothing(self, client, user):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        user.email = "uusi@elo.example"
        user.save()
        sign_in(client, "aino@elo.example")
        assert not is_signed_in(client)
        sign_in(client, "uusi@elo.example")
        assert is_signed_in(client)


class TestInvitation:
    def test_accepting_makes_the_sign_in_and_signs_in(self, client, invited):
        token = new_link(invited)
        page = client.get(f"/invitation/{token}/")
        assert "Veera Aalto, choose a password." in body(page)
        answer = client.post(f"/invitation/{token}/", {"password1": PASSWORD, "password2": PASSWORD})
        assert answer.status_code == 302
        assert is_signed_in(client)
        [user] = User.objects.all()
        assert (user.person, user.email, user.check_password(PASSWORD)) == (invited, "veera@elo.example", True)
        assert Invitation.objects.get().accepted_at is not None
        other = Client()
        sign_in(other, invited.email)
        assert is_signed_in(other)

    def test_only_the_hash_of_the_link_is_stored_and_the_mail_carries_the_link(self, invited):
        token = new_link(invited)
        assert Invitation.objects.get().token_hash == hash_of(token)
        [notice] = Notice.objects.all()
        assert (notice.to_address, notice.kind, notice.is_confidential) == (invited.email, "invitation", True)
        assert f"/invitation/{token}/" in notice.text
        assert f"/invitation/{token}/" in notice.html

    def test_the_link_works_once(self, client, invited):
        token = new_link(invited)
        client.post(f"/invitation/{token}/", {"password1": PASSWORD, "password2": PASSWORD})
        other = Client(headers={"accept-language": "en"})
        answer = other.post(f"/invitation/{token}/", {"password1": "varkaan salasana", "password2": "varkaan salasana"})
        assert answer.status_code == 410
        assert "The invitation has been used already" in body(answer)
        assert User.objects.get().check_password(PASSWORD)

    def test_two_who_accept_at_once_make_one_sign_in(self, invited):
        new_link(invited)
        first, second = Invitation.objects.get(), Invitation.objects.get()
        accept_invitation(first, PASSWORD, timezone.now())
        with pytest.raises(NotNow), transaction.atomic():
            accept_invitation(second, "varkaan salasana", timezone.now())
        assert User.objects.get().check_password(PASSWORD)

    def test_the_link_works_for_fourteen_days(self, client, invited):
        token = new_link(invited)
        life = Invitation.objects.get().expires_at - timezone.now()
        assert timedelta(days=13, hours=23) < life <= timedelta(days=14)
        Invitation.objects.update(expires_at=now_plus(seconds=-1))
        answer = client.get(f"/invitation/{token}/")
        assert answer.status_code == 410
        assert "/invitation/again/" in body(answer)

    def test_a_new_link_ends_the_old_one(self, client, invited):
        old, new = new_link(invited), new_link(invited)
        assert [client.get(f"/invitation/{token}/").status_code for token in (old, new)] == [410, 200]

    def test_nobody_is_invited_twice(self, user, english):
        with pytest.raises(NotNow, match="signs in already"):
            new_link(user.person)
        assert Notice.objects.count() == 0

    def test_a_person_without_an_address_cannot_be_invited(self, english):
        person = Person.objects.create(name="Ilman Osoitetta")
        with pytest.raises(NotNow, match="no e-mail address"):
            new_link(person)

    def test_a_poor_password_is_refused(self, client, invited):
        token = new_link(invited)
        poor = "veera@elo.exampl"
        answer = client.post(f"/invitation/{token}/", {"password1": poor, "password2": poor})
        assert "too much like your e-mail address" in body(answer)
        assert "<title>Error: " in body(answer)
        assert User.objects.count() == 0

    def test_the_page_is_in_the_invited_persons_language(self, invited):
        invited.language = "sv"
        invited.save()
        assert '<html lang="sv">' in body(Client().get(f"/invitation/{new_link(invited)}/"))

    def test_asking_for_a_new_link_answers_the_same_and_posts_only_to_the_invited(self, client, user, invited):
        never_invited = builders.person(email="ei@elo.example")
        new_link(invited)
        Invitation.objects.update(expires_at=now_plus(days=-1))
        Notice.objects.all().delete()
        answers = [
            client.post("/invitation/again/", {"email": email}, follow=True)
            for email in ("VEERA@elo.example", user.email, never_invited.email, "nobody@elo.example")
        ]
        assert len({(str(answer.redirect_chain), body(answer)) for answer in answers}) == 1
        [notice] = Notice.objects.all()
        assert notice.to_address == invited.email
        token = re.search(r"/invitation/(\S+)/", notice.text)[1]
        assert client.get(f"/invitation/{token}/").status_code == 200

    def test_asking_often_is_slowed_down(self, client, invited):
        new_link(invited)
        answers = [client.post("/invitation/again/", {"email": invited.email}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]


class TestSecondFactor:
    def test_when_it_is_on_a_password_alone_does_not_open(self, client, user):
        sign_in(client)
        secret, _ = switch_on_second_factor(client)
        other = Client(headers={"accept-language": "en"})
        assert sign_in(other)["Location"].startswith("/accounts/second-factor/authenticate/")
        assert not is_signed_in(other)
        wrong = other.post("/accounts/second-factor/authenticate/", {"code": "000000"})
        assert "The code is wrong." in body(wrong)
        cache.clear()  # allauth takes each code once
        other.post("/accounts/second-factor/authenticate/", {"code": totp(secret)})
        assert is_signed_in(other)

    def test_a_code_by_mail_alone_does_not_open_either(self, client, user):
        sign_in(client)
        switch_on_second_factor(client)
        Notice.objects.all().delete()
        other = Client()
        other.post("/accounts/login/code/", {"email": user.email})
        answer = other.post("/accounts/login/code/confirm/", {"code": code_from_mail()})
        assert answer["Location"].startswith("/accounts/second-factor/authenticate/")
        assert not is_signed_in(other)

    def test_a_recovery_code_opens_once(self, client, user):
        sign_in(client)
        _, codes = switch_on_second_factor(client)
        assert len(codes) == 10
        opened = []
        for _ in range(2):
            other = Client()
            sign_in(other)
            other.post("/accounts/second-factor/authenticate/", {"code": codes[0]})
            opened.append(is_signed_in(other))
        assert opened == [True, False]

    def test_the_secret_lies_encrypted(self, client, user):
        sign_in(client)
        secret, codes = switch_on_second_factor(client)
        stored = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in stored
        assert not [code for code in codes if code in stored]

    def test_the_key_of_the_portal_can_be_changed(self, client, user, settings):
        sign_in(client)
        secret, _ = switch_on_second_factor(client)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "a new key of the portal"
        other = Client()
        sign_in(other)
        cache.clear()
        other.post("/accounts/second-factor/authenticate/", {"code": totp(secret)})
        assert is_signed_in(other)

    def test_the_picture_has_an_address_of_its_own_and_asks_for_the_password_first(self, client, user):
        sign_in(client)
        assert client.get("/accounts/second-factor/totp/picture/").status_code == 302
        client.post("/accounts/reauthenticate/?next=/me/", {"password": PASSWORD})
        page = body(client.get("/accounts/second-factor/totp/activate/"))
        assert "data:" not in page
        assert 'src="/accounts/second-factor/totp/picture/"' in page
        picture = client.get("/accounts/second-factor/totp/picture/")
        assert picture["Content-Type"] == "image/svg+xml"
        assert "no-store" in picture["Cache-Control"]

    @pytest.mark.parametrize("asked_for", ["/accounts/password/reset/", "/accounts/login/code/"])
    def test_nobody_can_keep_a_person_from_it_by_asking_for_mail_to_the_address(self, client, user, asked_for):
        Client().post(asked_for, {"email": user.email})
        sign_in(client)
        secret, codes = switch_on_second_factor(client)
        assert secret
        assert codes

    def test_it_can_be_switched_off_and_the_person_is_told(self, client, user):
        sign_in(client)
        switch_on_second_factor(client)
        client.post("/accounts/second-factor/totp/deactivate/")
        other = Client()
        sign_in(other)
        assert is_signed_in(other)
        assert [notice.kind for notice in Notice.objects.order_by("pk")][-1] == "totp_deactivated"

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.NATIONAL_SECRETARY])
    def test_production_asks_it_of_administrators_and_ministries_first(self, client, user, settings, role):
        settings.SECOND_FACTOR_REQUIRED = True
        ministry = builders.organisation(OrganisationKind.MINISTRY)
        Appointment.objects.create(person=user.person, organisation=ministry, role=role, since=builders.LONG_AGO)
        sign_in(client)
        assert client.get("/me/")["Location"] == "/accounts/second-factor/totp/activate/"
        assert client.get("/session/").status_code == 200
        page = client.get("/accounts/second-factor/totp/activate/", follow=True)
        assert page.redirect_chain[0][0].startswith("/accounts/reauthenticate/")
        switch_on_second_factor(client)
        assert is_signed_in(client)

    def test_production_does_not_ask_it_of_an_expert(self, client, user, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        centre = builders.organisation()
        Appointment.objects.create(person=user.person, organisation=centre, role=Role.EXPERT, since=builders.LONG_AGO)
        sign_in(client)
        assert is_signed_in(client)

    def test_production_asks_it_of_whoever_may_enter_the_engine_room(self, client, user, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        User.objects.update(is_staff=True)
        sign_in(client)
        assert client.get("/engine-room/")["Location"] == "/accounts/second-factor/totp/activate/"


class TestOutsideIdentity:
    def come_back(self, client, uid, email="", process="login"):
        """Goes to the provider and comes back as `uid`."""
        start = client.post(f"/accounts/dummy/login/?process={process}")
        return client.post(start["Location"], {"id": uid, "email": email, "email_verified": "on"})

    def test_a_connected_identity_signs_in_by_its_id(self, client, user):
        SocialAccount.objects.create(user=user, provider="dummy", uid="77")
        self.come_back(client, 77, "some.other@elo.example")
        assert is_signed_in(client)

    def test_an_equal_address_never_signs_in(self, client, user):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        answer = self.come_back(client, 78, user.email)
        assert answer.status_code == 403
        assert "This identity is not connected to a sign-in" in body(answer)
        assert not is_signed_in(client)
        assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)

    def test_an_identity_is_connected_by_a_person_who_has_signed_in(self, client, user):
        sign_in(client)
        client.post("/accounts/reauthenticate/?next=/me/", {"password": PASSWORD})
        self.come_back(client, 79, process="connect")
        assert [(account.user, account.uid) for account in SocialAccount.objects.all()] == [(user, "79")]
        other = Client()
        self.come_back(other, 79)
        assert is_signed_in(other)

    def test_a_closed_sign_in_does_not_open_by_an_identity(self, client, user):
        SocialAccount.objects.create(user=user, provider="dummy", uid="77")
        User.objects.update(is_active=False)
        self.come_back(client, 77)
        assert not is_signed_in(client)

    def test_the_pages_of_identities_are_ours(self, client, user):
        sign_in(client)
        assert "An equal e-mail address is never enough." in body(client.get("/accounts/identities/"))
        assert "Signing in was cancelled" in body(client.get("/accounts/identities/cancelled/"))
        assert "did not succeed" in body(client.get("/accounts/identities/error/"))


class TestOwnDetails:
    def test_roles_of_today_are_shown_and_ended_ones_are_not(self, client, user):
        centre, other = builders.organisation(name="Kainuun keskus"), builders.organisation(name="Entinen keskus")
        Appointment.objects.create(person=user.person, organisation=centre, role=Role.EXPERT, since=builders.LONG_AGO)
        Appointment.objects.create(
            person=user.person, organisation=other, role=Role.EXPERT, since=builders.LONG_AGO, until=builders.LONG_AGO
        )
        sign_in(client)
        page = body(client.get("/me/"))
        assert "Kainuun keskus en" in page
        assert "Entinen keskus" not in page

    def test_no_role_says_what_to_do(self, client, user):
        sign_in(client)
        assert "You have no role or seat today" in body(client.get("/me/"))

    def test_the_language_is_saved_and_the_next_page_is_in_it(self, client, user):
        sign_in(client)
        answer = client.post("/me/", {"language": "sv"}, follow=True)
        assert '<html lang="sv">' in body(answer)
        user.person.refresh_from_db()
        assert user.person.language == "sv"

    def test_an_unknown_language_is_an_error_beside_the_field(self, client, user):
        sign_in(client)
        answer = client.post("/me/", {"language": "de"})
        assert 'href="#id_language_0"' in body(answer)
        user.person.refresh_from_db()
        assert user.person.language == "en"

    def test_the_list_of_devices_shows_them_and_signs_the_others_out(self, client, user):
        elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
        sign_in(elsewhere)
        sign_in(client)
        assert "Firefox, Windows" in body(client.get("/accounts/sessions/"))
        client.post("/accounts/sessions/")
        assert [is_signed_in(client), is_signed_in(elsewhere)] == [True, False]
        assert UserSession.objects.count() == 1


class TestSigningOut:
    def test_asking_by_a_link_does_not_sign_out(self, client, user):
        sign_in(client)
        assert "Sign out of the portal on this device?" in body(client.get("/accounts/logout/"))
        assert is_signed_in(client)
        client.post("/accounts/logout/")
        assert not is_signed_in(client)


def test_the_audit_log_has_each_door_and_nothing_that_was_typed(client, user):
    sign_in(client, password="a guess at it")
    sign_in(client, "my password in the wrong field", "x")
    sign_in(client)
    client.post("/accounts/logout/")
    entries = AuditEntry.objects.order_by("pk")
    subject = f"networks.user:{user.pk}"
    assert [(entry.act, entry.subject, entry.user) for entry in entries if entry.act.startswith("sign")] == [
        ("sign_in.failed", subject, None),
        ("sign_in", subject, user),
        ("sign_out", subject, user),
    ]
    assert "wrong field" not in str(list(entries.values()))
    assert all(entry.request_id for entry in entries)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-x/",
        "/accounts/password/reset/key/done/",
        "/invitation/again/",
        "/invitation/sent/",
        "/invitation/x/",
    ],
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_before_signing_in_follow_the_policy(address, language):
    page = body(Client(headers={"accept-language": language}).get(address))
    assert f'<html lang="{language}">' in page
    assert not re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=|data:|placeholder=", page)
