"""Addresses of the ministries' feedback to the regions."""

from django.urls import path

from .views import feedback, feedback_writing

urlpatterns = [
    path("rounds/<int:pk>/feedback/", feedback.FeedbackList.as_view(), name="feedback_letter_list"),
    path("rounds/<int:pk>/feedback/publish/", feedback.feedback_publish, name="feedback_letters_publish"),
    path("rounds/<int:pk>/feedback/common/", feedback_writing.common_write, name="feedback_common_write"),
    path(
        "rounds/<int:pk>/feedback/common/<int:number>/conflict/",
        feedback_writing.common_conflict,
        name="feedback_common_conflict",
    ),
    path(
        "rounds/<int:pk>/feedback/common/<int:number>/history/",
        feedback_writing.common_history,
        name="feedback_common_history",
    ),
    path("deputies/", feedback.feedback_deputies, name="feedback_deputies"),
    path("deputies/<int:pk>/end/", feedback.feedback_deputy_end, name="feedback_deputy_end"),
    path("documents/<int:pk>/feedback/", feedback.feedback_letter, name="feedback_letter"),
    path("documents/<int:pk>/feedback/confirm/", feedback.feedback_confirm, name="feedback_letter_confirm"),
    path("documents/<int:pk>/feedback/take-back/", feedback.feedback_take_back, name="feedback_letter_take_back"),
    path("documents/<int:pk>/feedback/write/", feedback_writing.letter_write, name="feedback_letter_write"),
    path(
        "documents/<int:pk>/feedback/<int:number>/conflict/",
        feedback_writing.letter_conflict,
        name="feedback_letter_conflict",
    ),
    path(
        "documents/<int:pk>/feedback/<int:number>/history/",
        feedback_writing.letter_history,
        name="feedback_letter_history",
    ),
    path("documents/<int:pk>/feedback/preview.pdf", feedback.feedback_preview, name="feedback_letter_preview"),
    path("documents/<int:pk>/feedback/<str:identifier>.pdf", feedback.feedback_pdf, name="feedback_letter_pdf"),
    path("documents/<int:pk>/feedback/<str:identifier>.json", feedback.feedback_json, name="feedback_letter_json"),
]
