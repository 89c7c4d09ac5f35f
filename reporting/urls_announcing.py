"""Addresses of announcements."""

from django.urls import path

from .views import announcements

urlpatterns = [
    path("announcements/", announcements.announcement_list, name="announcement_list"),
    path("announcements/new/", announcements.announcement_new, name="announcement_new"),
    path("announcements/<int:pk>/", announcements.announcement_detail, name="announcement_detail"),
    path("announcements/<int:pk>/write/", announcements.announcement_write, name="announcement_write"),
    path("announcements/<int:pk>/send/", announcements.announcement_publish, name="announcement_publish"),
    path("announcements/<int:pk>/take-off/", announcements.announcement_take_off, name="announcement_take_off"),
    path("announcements/<int:pk>/throw-away/", announcements.announcement_throw_away, name="announcement_throw_away"),
    path("announcements/<int:pk>/files/<int:file>/", announcements.announcement_file, name="announcement_file"),
]
