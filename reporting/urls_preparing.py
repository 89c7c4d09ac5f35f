"""Addresses of preparing rounds and a year."""

from django.urls import path

from .views import preparation, preparing

urlpatterns = [
    path("preparation/", preparation.preparation, name="preparation"),
    path("preparation/<int:year>/test-mail/", preparation.preparation_test_mail, name="preparation_test_mail"),
    path("rounds/new/", preparing.round_new, name="round_new"),
    path("rounds/<int:pk>/prepare/", preparing.round_prepare, name="round_prepare"),
    path("rounds/<int:pk>/preview/", preparing.round_preview, name="round_preview"),
    path("rounds/<int:pk>/open/", preparing.round_open, name="round_open"),
    path("rounds/<int:pk>/open/take-back/", preparing.round_take_back, name="round_take_back"),
    path("rounds/<int:pk>/wording/", preparing.round_wording, name="round_wording"),
]
