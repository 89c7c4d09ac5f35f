"""Addresses of the office's desk."""

from django.urls import path

from .views import jobs, mail

urlpatterns = [
    path("mail/", mail.mail_list, name="mail_list"),
    path("mail/<int:pk>/", mail.mail_detail, name="mail_detail"),
    path("mail/<int:pk>/formatted/", mail.mail_formatted, name="mail_formatted"),
    path("mail/<int:pk>/text/", mail.mail_text, name="mail_text"),
    path("mail/<int:pk>/delivered/", mail.mail_delivered, name="mail_delivered"),
    path("mail/<int:pk>/again/", mail.mail_again, name="mail_again"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<int:pk>/again/", jobs.job_again, name="job_again"),
]
