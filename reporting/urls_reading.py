"""Addresses of reading and reviewing."""

from django.urls import path

from .views import boards, reading, reviewing

urlpatterns = [
    path("reports/", boards.RoundList.as_view(), name="round_list"),
    path("rounds/<int:pk>/", boards.RoundBoard.as_view(), name="round_board"),
    path("documents/<int:pk>/", reading.DocumentDetail.as_view(), name="document_detail"),
    path("documents/<int:pk>/review/", reviewing.document_review, name="document_review"),
    path("documents/<int:pk>/take-back/", reviewing.document_take_back, name="document_take_back"),
    path("documents/<int:pk>/answers/<int:number>/read/", reviewing.answer_read, name="answer_read"),
]
