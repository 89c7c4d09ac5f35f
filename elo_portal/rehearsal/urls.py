"""Addresses that only a rehearsal has."""

from django.urls import path

from . import views

urlpatterns = [
    path("rehearsal/clock/", views.clock, name="clock"),
]
