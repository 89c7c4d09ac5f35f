"""Addresses of the registries, and of documents that came by another way."""

from django.urls import path

from .views import arrivals, packages, registering

urlpatterns = [
    path("registry/", registering.registry_desk, name="registry_desk"),
    path("registry/package/", packages.registry_package, name="registry_package"),
    path("submissions/<int:pk>/package/", packages.submission_package, name="submission_package"),
    path("rounds/<int:pk>/arrivals/enter/", arrivals.arrival_enter, name="arrival_enter"),
    path("submissions/<int:pk>/files/<int:number>/", arrivals.arrival_file, name="arrival_file"),
    path("documents/<int:pk>/case-number/", registering.document_case_number, name="document_case_number"),
    path(
        "documents/<int:pk>/case-number/take-away/",
        registering.document_case_number_away,
        name="document_case_number_away",
    ),
    path("rounds/<int:pk>/case-number/", registering.round_case_number, name="round_case_number"),
    path("rounds/<int:pk>/case-number/take-away/", registering.round_case_number_away, name="round_case_number_away"),
]
