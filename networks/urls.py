"""Addresses of people: groups and their members, organisations, signing in, own details, invitations."""

from allauth.account import views as account
from allauth.socialaccount import providers
from allauth.socialaccount import views as identity
from allauth.urls import build_provider_urlpatterns
from django.urls import include, path, re_path

from . import second_factor
from .views import groups, invitations, organisations, own_details, sessions, terms

# Only what the portal uses of allauth: nobody signs up, and addresses are changed by the administration.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/totp/picture/", second_factor.picture, name="mfa_totp_picture"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

# Outside identities exist only where a provider has been set up.
if providers.registry.get_class_list():
    accounts += [
        path("identities/cancelled/", identity.login_cancelled, name="socialaccount_login_cancelled"),
        path("identities/error/", identity.login_error, name="socialaccount_login_error"),
        path("identities/signup/", identity.signup, name="socialaccount_signup"),
        path("identities/", identity.connections, name="socialaccount_connections"),
        *build_provider_urlpatterns(),
    ]

# A term is a membership of a group or an appointment in an organisation.
TERM = r"^terms/(?P<of>membership|appointment)/(?P<pk>[0-9]+)/"

urlpatterns = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/own/", groups.group_own, name="group_own"),
    path("groups/<str:code>/", groups.group_detail, name="group_detail"),
    path("groups/<str:code>/history/", groups.group_history, name="group_history"),
    path("groups/<str:code>/confirm/", groups.group_confirm, name="group_confirm"),
    path("groups/<str:code>/continue/", terms.group_continue, name="group_continue"),
    path("groups/<str:code>/members/new/", terms.member_add, name="member_add"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/<slug:key>/", organisations.organisation_detail, name="organisation_detail"),
    path("organisations/<slug:key>/continue/", terms.organisation_continue, name="organisation_continue"),
    path("organisations/<slug:key>/people/new/", terms.appointed_add, name="appointed_add"),
    re_path(TERM + r"$", terms.term_detail, name="term_detail"),
    re_path(TERM + r"end/$", terms.term_end, name="term_end"),
    re_path(TERM + r"replace/$", terms.term_replace, name="term_replace"),
    re_path(TERM + r"correct/$", terms.term_correct, name="term_correct"),
    re_path(TERM + r"remove/$", terms.term_remove, name="term_remove"),
    re_path(TERM + r"invite/$", terms.term_invite, name="term_invite"),
    path("terms/membership/<int:pk>/seat/", terms.term_move, name="term_move"),
    path("accounts/", include(accounts)),
    path("invitation/again/", invitations.invitation_again, name="invitation_again"),
    path("invitation/sent/", invitations.invitation_sent, name="invitation_sent"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("me/", own_details.me, name="me"),
    path("language/<str:code>/", own_details.set_language, name="set_language"),
    path("session/", sessions.session_left, name="session_left"),
    path("session/extend/", sessions.session_extend, name="session_extend"),
]
