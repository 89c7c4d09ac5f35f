"""Addresses of those who write and send, and of what was sent."""

from django.urls import path

from .views import answers, checking, completing, planning, previewing, receipts, sending, writing

urlpatterns = [
    path("documents/<int:pk>/write/", writing.document_write, name="document_write"),
    path("documents/<int:pk>/preview.pdf", previewing.document_preview, name="document_preview"),
    path("documents/<int:pk>/answers/<int:number>/conflict/", answers.answer_conflict, name="answer_conflict"),
    path("documents/<int:pk>/answers/<int:number>/history/", answers.answer_history, name="answer_history"),
    path("documents/<int:pk>/measures/<int:number>/", planning.measure, name="measure"),
    path("documents/<int:pk>/attachments/", planning.document_attachments, name="document_attachments"),
    path("documents/<int:pk>/attachments/<int:number>/", planning.document_attachment, name="document_attachment"),
    path("documents/<int:pk>/check/", checking.document_check, name="document_check"),
    path("documents/<int:pk>/send/", sending.document_send, name="document_send"),
    path("documents/<int:pk>/reopen/", sending.document_reopen, name="document_reopen"),
    path("documents/<int:pk>/opening/", completing.opening_ask, name="opening_ask"),
    path("submissions/<int:pk>/", receipts.submission_receipt, name="submission_receipt"),
    path("submissions/<int:pk>/status/", receipts.submission_status, name="submission_status"),
    path("submissions/<int:pk>/<str:identifier>.pdf", receipts.submission_pdf, name="submission_pdf"),
    path("submissions/<int:pk>/<str:identifier>.json", receipts.submission_json, name="submission_json"),
    path("verify/", receipts.verify, name="verify"),
]
