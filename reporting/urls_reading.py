"""Addresses of reading and reviewing."""

from django.urls import path

from .views import boards, comparing, completing, gaps, notes, reading, reminding, reviewing

urlpatterns = [
    path("reports/", boards.RoundList.as_view(), name="round_list"),
    path("rounds/<int:pk>/", boards.RoundBoard.as_view(), name="round_board"),
    path("rounds/<int:pk>/board.csv", boards.round_board_csv, name="round_board_csv"),
    path("rounds/<int:pk>/board.xlsx", boards.round_board_workbook, name="round_board_workbook"),
    path("gaps/", gaps.gap_list, name="gap_list"),
    path("reminders/", reminding.ReminderList.as_view(), name="reminder_list"),
    path("documents/<int:pk>/", reading.DocumentDetail.as_view(), name="document_detail"),
    path("documents/<int:pk>/review/", reviewing.document_review, name="document_review"),
    path("documents/<int:pk>/take-back/", reviewing.document_take_back, name="document_take_back"),
    path("documents/<int:pk>/answers/<int:number>/read/", reviewing.answer_read, name="answer_read"),
    path("compare/<int:pk>/", comparing.RoundCompare.as_view(), name="round_compare"),
    path("compare/<int:pk>/groups/", comparing.RoundCompareGroups.as_view(), name="round_compare_groups"),
    path("compare/documents/<int:pk>/", comparing.DocumentCompare.as_view(), name="document_compare"),
    path("documents/<int:pk>/answers/<int:number>/notes/new/", notes.internal_note_new, name="internal_note_new"),
    path("notes/<int:pk>/", notes.internal_note, name="internal_note"),
    path("notes/<int:pk>/withdraw/", notes.internal_note_withdraw, name="internal_note_withdraw"),
    path("documents/<int:pk>/completion/", completing.completion_ask, name="completion_ask"),
    path("documents/<int:pk>/completion/<int:number>/settle/", completing.completion_settle, name="completion_settle"),
    path("documents/<int:pk>/extension/", completing.extension_grant, name="extension_grant"),
    path("documents/<int:pk>/opening/answer/", completing.opening_answer, name="opening_answer"),
]
