"""Addresses of the registries, and of documents that came by another way."""

from django.urls import path

from .views import registering

urlpatterns = [
    path("registry/", registering.registry_desk, name="registry_desk"),
    path("documents/<int:pk>/case-number/", registering.document_case_number, name="document_case_number"),
    path(
        "documents/<int:pk>/case-number/take-away/",
        registering.document_case_number_away,
        name="document_case_number_away",
    ),
    path("rounds/<int:pk>/case-number/", registering.round_case_number, name="round_case_number"),
    path("rounds/<int:pk>/case-number/take-away/", registering.round_case_number_away, name="round_case_number_away"),
]
