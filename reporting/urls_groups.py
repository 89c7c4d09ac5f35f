"""Addresses of the development groups, and of the centres' confirmations of their reports."""

from django.urls import path

from .views import confirming, groups

urlpatterns = [
    path("development-groups/", groups.development_group_list, name="development_group_list"),
    path("development-groups/new/", groups.development_group_form, name="development_group_form"),
    path("development-groups/<str:code>/", groups.development_group_detail, name="development_group_detail"),
    path("development-groups/<str:code>/<str:act>/", groups.development_group_change, name="development_group_change"),
    path("documents/<int:pk>/confirm/", confirming.group_report_confirm, name="group_report_confirm"),
    path("documents/<int:pk>/confirm/ask/", confirming.group_report_ask, name="group_report_ask"),
    path("documents/<int:pk>/confirm/take-back/", confirming.group_report_take_back, name="group_report_take_back"),
]
