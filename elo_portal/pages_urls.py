"""Addresses of the footer's pages."""

from django.urls import path

from elo_portal.views import feedback, pages

urlpatterns = [
    path("help/", pages.HelpIndex.as_view(), name="help"),
    path("help/letter/", pages.Letter.as_view(), name="help_letter"),
    path("help/guidance-letter-2012/", pages.GuidanceLetter.as_view(), name="help_guidance_letter"),
    path("help/performance-agreement/", pages.Agreement.as_view(), name="help_agreement"),
    path("help/role/<slug:role>/", pages.RoleHelp.as_view(), name="help_role"),
    path("accessibility/", pages.Accessibility.as_view(), name="accessibility"),
    path("privacy/", pages.Privacy.as_view(), name="privacy"),
    path("feedback/", feedback.give, name="portal_feedback"),
    path("feedback/received/<str:received>/", feedback.received, name="portal_feedback_received"),
    path("feedback/list/", feedback.index, name="portal_feedback_list"),
    path("feedback/<int:pk>/", feedback.answer, name="portal_feedback_answer"),
]
