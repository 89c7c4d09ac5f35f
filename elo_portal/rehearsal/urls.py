"""Addresses that only a rehearsal has."""

from django.urls import path

from . import views

urlpatterns = [
    path("rehearsal/clock/", views.clock, name="clock"),
    path("rehearsal/clock/status/", views.clock_status, name="clock_status"),
]
