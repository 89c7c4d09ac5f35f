"""Addresses of strategies and national goals."""

from django.urls import path

from .views import adopting, arriving, reading, writing

urlpatterns = [
    path("strategies/", reading.strategy_list, name="strategy_list"),
    path("strategies/new/", writing.strategy_new, name="strategy_new"),
    path("strategies/<int:pk>/", reading.strategy_detail, name="strategy_detail"),
    path("strategies/<int:pk>/new-version/", writing.strategy_new_version, name="strategy_new_version"),
    path("strategies/<int:pk>/write/", writing.strategy_write, name="strategy_write"),
    path("strategies/<int:pk>/history/", writing.strategy_history, name="strategy_history"),
    path("strategies/<int:pk>/preview.pdf", writing.strategy_preview, name="strategy_preview"),
    path("strategies/<int:pk>/check/", adopting.strategy_check, name="strategy_check"),
    path("strategies/versions/<int:pk>/<str:identifier>.pdf", reading.strategy_pdf, name="strategy_pdf"),
    path("strategies/versions/<int:pk>/<str:identifier>.json", reading.strategy_json, name="strategy_json"),
    path("strategies/versions/<int:pk>/arrived/", arriving.strategy_arrival_file, name="strategy_arrival_file"),
    path("strategies/arrivals/enter/", arriving.strategy_arrival_enter, name="strategy_arrival_enter"),
    path("goals/", reading.goal_list, name="goal_list"),
]
