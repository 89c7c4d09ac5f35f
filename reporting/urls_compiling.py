"""Addresses of the ministry report."""

from django.urls import path

from .views import compiling

urlpatterns = [
    path("rounds/<int:pk>/ministry-report/", compiling.ministry_report, name="ministry_report"),
    path("rounds/<int:pk>/ministry-report/status/", compiling.ministry_report_status, name="ministry_report_status"),
    path("rounds/<int:pk>/ministry-report/issue/", compiling.edition_issue, name="edition_issue"),
    path("editions/<int:pk>/language/", compiling.edition_language, name="edition_language"),
    path("editions/<int:pk>/send/", compiling.edition_send, name="edition_send"),
    path("printings/<int:pk>/again/", compiling.edition_again, name="edition_again"),
    path(
        "ministry-reports/<int:pk>/<str:name>.<str:extension>",
        compiling.ministry_report_file,
        name="ministry_report_file",
    ),
]
