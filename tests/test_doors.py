"""The door table: every address asked by every role. An address without a row fails, and so does a row without one.

The document is being written; another one of the same round has been sent. The strategy has an adopted version and a
draft. 302 for a visitor leads to the sign-in.
"""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from elo_portal.models import PortalFeedback
from elo_portal.office.jobs.commands import do
from elo_portal.office.models import ClockMove, Job, Notice, Print, PrintedFile
from networks.choices import Role
from networks.commands.invitations import invite
from networks.models import User
from reporting.models import PublishedFeedback, Round
from reporting.views.compiling import name_of
from strategies import commands
from tests import builders
from tests.builders import NOW

ROLES = ("visitor", "nobody", "member", "chair", "expert", "other", "secretary", "admin")

# Which address of the world each name is asked at; the others take nothing.
PLACES = {
    "announcement_detail": ("announcement",),
    "announcement_file": ("announcement", "announcement-file"),
    "announcement_publish": ("announcement-draft",),
    "announcement_take_off": ("announcement",),
    "announcement_throw_away": ("announcement-draft",),
    "announcement_write": ("announcement-draft",),
    "document_write": ("draft",),
    "document_preview": ("draft",),
    "document_check": ("draft",),
    "document_send": ("draft",),
    "answer_conflict": ("draft", "1"),
    "answer_history": ("draft", "1"),
    "measure": ("plan", "measure"),
    "document_attachments": ("plan",),
    "document_attachment": ("plan", "attachment"),
    "document_reopen": ("sent",),
    "document_detail": ("sent",),
    "document_review": ("sent",),
    "document_take_back": ("sent",),
    "answer_read": ("sent", "1"),
    "completion_ask": ("sent",),
    "completion_settle": ("sent", "1"),
    "extension_grant": ("draft",),
    "opening_ask": ("sent",),
    "opening_answer": ("sent",),
    "document_case_number": ("sent",),
    "document_case_number_away": ("sent",),
    "round_case_number": ("round",),
    "round_case_number_away": ("round",),
    "arrival_enter": ("round",),
    "arrival_file": ("submission", "1"),
    "submission_package": ("submission",),
    "feedback_letter_list": ("round",),
    "feedback_letters_publish": ("round",),
    "feedback_common_write": ("round",),
    "feedback_common_conflict": ("round", "1"),
    "feedback_common_history": ("round", "1"),
    "feedback_deputy_end": ("deputy",),
    "feedback_letter": ("sent",),
    "feedback_letter_confirm": ("sent",),
    "feedback_letter_take_back": ("sent",),
    "feedback_letter_write": ("sent",),
    "feedback_letter_conflict": ("sent", "1"),
    "feedback_letter_history": ("sent", "1"),
    "feedback_letter_preview": ("sent",),
    "feedback_letter_pdf": ("given", "letter"),
    "feedback_letter_json": ("given", "letter"),
    "preparation_test_mail": ("year",),
    "development_group_detail": ("KR1",),
    "development_group_change": ("KR1", "convener"),
    "group_report_confirm": ("group-draft",),
    "group_report_ask": ("group-draft",),
    "group_report_take_back": ("group-draft",),
    "ministry_report": ("round",),
    "ministry_report_status": ("round",),
    "ministry_report_file": ("ministry-report", "ministry-report-name", "pdf"),
    "edition_issue": ("round",),
    "edition_language": ("edition",),
    "edition_send": ("edition",),
    "edition_again": ("printing",),
    "round_board": ("round",),
    "round_board_csv": ("round",),
    "round_board_workbook": ("round",),
    "round_compare": ("round",),
    "round_compare_groups": ("round",),
    "document_compare": ("sent",),
    "internal_note": ("note",),
    "internal_note_new": ("sent", "1"),
    "internal_note_withdraw": ("note",),
    "round_open": ("coming-round",),
    "round_prepare": ("coming-round",),
    "round_preview": ("coming-round",),
    "round_take_back": ("coming-round",),
    "round_wording": ("round",),
    "submission_receipt": ("submission",),
    "submission_status": ("submission",),
    "submission_pdf": ("submission", "identifier"),
    "submission_json": ("submission", "identifier"),
    "strategy_arrival_file": ("arrived-version",),
    "strategy_detail": ("strategy",),
    "strategy_new_version": ("strategy",),
    "strategy_write": ("strategy",),
    "strategy_history": ("strategy",),
    "strategy_preview": ("strategy",),
    "strategy_check": ("strategy",),
    "strategy_pdf": ("version", "version-identifier"),
    "strategy_json": ("version", "version-identifier"),
    "mail_detail": ("notice",),
    "mail_formatted": ("notice",),
    "mail_text": ("notice",),
    "mail_delivered": ("notice",),
    "mail_again": ("notice",),
    "job_again": ("job",),
    "portal_feedback_answer": ("feedback",),
    "portal_feedback_received": ("received",),
    "invitation": ("token",),
    "set_language": ("sv",),
    "help_role": ("expert-page",),
    "account_reset_password_from_key": ("uidb36", "key"),
    "group_detail": ("group-code",),
    "group_history": ("group-code",),
    "group_confirm": ("group-code",),
    "group_continue": ("group-code",),
    "member_add": ("group-code",),
    "organisation_detail": ("centre-key",),
    "organisation_continue": ("centre-key",),
    "appointed_add": ("centre-key",),
    "term_detail": ("of", "membership"),
    "term_end": ("of", "membership"),
    "term_replace": ("of", "membership"),
    "term_correct": ("of", "membership"),
    "term_remove": ("of", "membership"),
    "term_invite": ("of", "membership"),
    "term_move": ("membership",),
}

GET = """
accessibility                         200 200 200 200 200 200 200 200
account_change_password               302 200 200 200 200 200 200 200
account_confirm_login_code            302 302 302 302 302 302 302 302
account_inactive                      200 200 200 200 200 200 200 200
account_login                         200 302 302 302 302 302 302 302
account_logout                        302 200 200 200 200 200 200 200
account_reauthenticate                302 200 200 200 200 200 200 200
account_request_login_code            200 302 302 302 302 302 302 302
account_reset_password                200 200 200 200 200 200 200 200
account_reset_password_done           200 200 200 200 200 200 200 200
account_reset_password_from_key       200 200 200 200 200 200 200 200
account_reset_password_from_key_done  200 200 200 200 200 200 200 200
account_set_password                  302 302 302 302 302 302 302 302
account_signup                        200 302 302 302 302 302 302 302
announcement_detail                   302 404 200 200 200 404 200 200
announcement_file                     302 404 200 200 200 404 200 200
announcement_list                     302 200 200 200 200 200 200 200
announcement_new                      302 403 403 403 403 403 200 403
announcement_publish                  302 404 404 404 404 404 200 404
announcement_take_off                 302 404 403 403 403 404 200 403
announcement_throw_away               302 404 404 404 404 404 200 404
announcement_write                    302 404 404 404 404 404 200 404
answer_conflict                       302 404 404 302 302 404 404 404
answer_history                        302 404 404 200 200 404 404 404
answer_read                           302 405 405 405 405 405 405 405
arrival_enter                         302 404 403 403 403 403 200 403
arrival_file                          302 404 404 404 404 404 404 404
clock                                 302 403 403 403 403 403 403 200
clock_status                          302 403 403 403 403 403 403 200
completion_ask                        302 404 403 403 403 403 200 403
completion_settle                     302 405 405 405 405 405 405 405
development_group_change              302 403 403 403 403 403 403 200
development_group_detail              302 403 200 200 200 200 200 200
development_group_form                302 403 403 403 403 403 403 200
development_group_list                302 403 200 200 200 200 200 200
group_report_ask                      302 405 405 405 405 405 405 405
group_report_confirm                  302 405 405 405 405 405 405 405
group_report_take_back                302 405 405 405 405 405 405 405
document_attachment                   302 404 404 200 200 404 404 404
document_attachments                  302 404 404 200 200 404 404 404
document_case_number                  302 404 403 403 403 403 403 403
document_case_number_away             302 405 405 405 405 405 405 405
document_check                        302 404 404 200 200 404 404 404
document_compare                      302 404 200 200 200 200 200 200
document_detail                       302 404 200 200 200 200 200 200
document_preview                      302 404 404 200 200 404 404 404
document_reopen                       302 404 403 403 403 302 403 403
document_review                       302 405 405 405 405 405 405 405
document_send                         302 405 405 405 405 405 405 405
document_take_back                    302 404 403 403 403 403 302 403
document_write                        302 404 404 200 200 404 404 404
dummy_authenticate                    403 403 403 403 403 403 403 403
dummy_login                           200 200 200 200 200 200 200 200
extension_grant                       302 404 404 403 403 404 200 403
feedback_common_conflict              302 404 404 404 404 404 302 404
feedback_common_history               302 404 404 404 404 404 200 404
feedback_common_write                 302 404 404 404 404 404 200 404
feedback_deputies                     302 403 403 403 403 403 200 403
feedback_deputy_end                   302 405 405 405 405 405 405 405
feedback_letter                       302 404 404 404 404 404 200 404
feedback_letter_confirm               302 405 405 405 405 405 405 405
feedback_letter_conflict              302 404 404 404 404 404 302 404
feedback_letter_history               302 404 404 404 404 404 200 404
feedback_letter_json                  302 404 200 200 200 200 200 200
feedback_letter_list                  302 404 404 404 404 404 200 404
feedback_letter_pdf                   302 404 200 200 200 200 200 200
feedback_letter_preview               302 404 404 404 404 404 200 404
feedback_letter_take_back             302 405 405 405 405 405 405 405
feedback_letter_write                 302 404 404 404 404 404 200 404
feedback_letters_publish              302 404 404 404 404 404 200 404
front                                 302 200 200 200 200 200 302 302
gap_list                              302 403 403 403 403 403 200 200
group_confirm                         302 405 405 405 405 405 405 405
group_continue                        302 403 403 403 200 403 403 200
group_detail                          302 403 200 200 200 200 200 200
group_history                         302 403 200 200 200 200 200 200
group_list                            302 403 200 200 200 200 200 200
group_own                             302 403 302 302 302 302 302 302
member_add                            302 403 403 403 200 403 403 200
organisation_continue                 302 403 403 403 403 403 403 409
organisation_detail                   302 403 403 403 403 403 403 200
organisation_list                     302 403 403 403 403 403 403 200
appointed_add                         302 403 403 403 403 403 403 200
term_correct                          302 404 403 403 200 403 403 200
term_detail                           302 404 403 403 200 403 403 200
term_end                              302 404 403 403 200 403 403 200
term_invite                           302 405 405 405 405 405 405 405
term_move                             302 404 403 403 200 403 403 200
term_remove                           302 404 403 403 200 403 403 200
term_replace                          302 404 403 403 200 403 403 200
goal_list                             302 200 200 200 200 200 200 200
healthz                               200 200 200 200 200 200 200 200
help                                  200 200 200 200 200 200 200 200
help_agreement                        200 200 200 200 200 200 200 200
help_guidance_letter                  200 200 200 200 200 200 200 200
help_letter                           200 200 200 200 200 200 200 200
help_role                             200 200 200 200 200 200 200 200
internal_note                         302 404 404 404 404 404 200 404
internal_note_new                     302 404 403 403 403 403 200 403
internal_note_withdraw                302 405 405 405 405 405 405 405
invitation                            200 200 200 200 200 200 200 200
invitation_again                      200 200 200 200 200 200 200 200
invitation_sent                       200 200 200 200 200 200 200 200
job_again                             302 405 405 405 405 405 405 405
job_list                              302 403 403 403 403 403 403 200
mail_again                            302 405 405 405 405 405 405 405
mail_delivered                        302 405 405 405 405 405 405 405
mail_detail                           302 403 403 403 403 403 403 200
mail_formatted                        302 403 403 403 403 403 403 200
mail_list                             302 403 403 403 403 403 403 200
mail_text                             302 403 403 403 403 403 403 200
me                                    302 200 200 200 200 200 200 200
measure                               302 404 404 200 200 404 404 404
mfa_activate_totp                     302 302 302 302 302 302 302 302
mfa_authenticate                      302 302 302 302 302 302 302 302
mfa_deactivate_totp                   302 404 404 404 404 404 404 404
mfa_download_recovery_codes           302 404 404 404 404 404 404 404
mfa_generate_recovery_codes           302 302 302 302 302 302 302 302
mfa_index                             302 200 200 200 200 200 200 200
mfa_reauthenticate                    302 302 302 302 302 302 302 302
mfa_totp_picture                      302 302 302 302 302 302 302 302
mfa_view_recovery_codes               302 404 404 404 404 404 404 404
opening_answer                        302 404 403 403 403 403 302 403
opening_ask                           302 404 403 403 403 200 403 403
portal_feedback                       200 200 200 200 200 200 200 200
portal_feedback_answer                302 403 403 403 403 403 403 200
portal_feedback_list                  302 403 403 403 403 403 403 200
portal_feedback_received              404 404 404 404 404 404 404 404
preparation                           302 403 403 403 403 403 403 200
preparation_test_mail                 302 405 405 405 405 405 405 405
privacy                               200 200 200 200 200 200 200 200
readyz                                200 200 200 200 200 200 200 200
registry_desk                         302 403 403 403 403 403 403 403
registry_package                      302 403 403 403 403 403 403 403
reminder_list                         302 403 403 403 403 403 200 200
edition_again                         302 405 405 405 405 405 405 405
edition_issue                         302 405 405 405 405 405 405 405
edition_language                      302 405 405 405 405 405 405 405
edition_send                          302 405 405 405 405 405 405 405
ministry_report                       302 404 404 404 404 404 200 200
ministry_report_file                  302 404 404 404 404 404 200 200
ministry_report_status                302 404 404 404 404 404 200 200
round_board                           302 403 403 403 403 403 200 200
round_board_csv                       302 403 403 403 403 403 200 200
round_board_workbook                  302 403 403 403 403 403 200 200
round_case_number                     302 404 403 403 403 403 403 403
round_case_number_away                302 405 405 405 405 405 405 405
round_compare                         302 404 200 200 200 200 200 200
round_compare_groups                  302 404 200 200 200 200 200 200
round_list                            302 200 200 200 200 200 200 200
round_new                             302 403 403 403 403 403 403 200
round_open                            302 403 403 403 403 403 403 200
round_prepare                         302 403 403 403 403 403 403 200
round_preview                         302 403 403 403 403 403 403 200
round_take_back                       302 405 405 405 405 405 405 405
round_wording                         302 403 403 403 403 403 403 200
session_extend                        302 405 405 405 405 405 405 405
session_left                          200 200 200 200 200 200 200 200
set_language                          302 302 302 302 302 302 302 302
situation                             302 403 403 403 403 403 403 200
socialaccount_connections             302 200 200 200 200 200 200 200
socialaccount_login_cancelled         200 200 200 200 200 200 200 200
socialaccount_login_error             302 401 401 401 401 401 401 401
socialaccount_signup                  302 302 302 302 302 302 302 302
strategy_arrival_enter                302 403 403 403 403 403 200 403
strategy_arrival_file                 302 404 200 200 200 200 200 200
strategy_check                        302 404 403 200 200 403 403 403
strategy_detail                       302 404 200 200 200 200 200 200
strategy_history                      302 404 403 200 200 403 403 403
strategy_json                         302 404 200 200 200 200 200 200
strategy_list                         302 200 200 200 200 200 200 200
strategy_new                          302 403 403 403 200 200 403 403
strategy_new_version                  302 405 405 405 405 405 405 405
strategy_pdf                          302 404 200 200 200 200 200 200
strategy_preview                      302 404 403 200 200 403 403 403
strategy_write                        302 404 403 200 200 403 403 403
submission_json                       302 404 200 200 200 200 200 200
submission_package                    302 403 403 403 403 403 403 403
submission_pdf                        302 404 200 200 200 200 200 200
submission_receipt                    302 404 200 200 200 200 200 200
submission_status                     302 404 200 200 200 200 200 200
usersessions_list                     302 200 200 200 200 200 200 200
verify                                302 200 200 200 200 200 200 200
"""

POST = """
accessibility                         405 405 405 405 405 405 405 405
account_change_password               401 200 200 200 200 200 200 200
account_confirm_login_code            302 302 302 302 302 302 302 302
account_inactive                      405 405 405 405 405 405 405 405
account_login                         200 302 302 302 302 302 302 302
account_logout                        302 302 302 302 302 302 302 302
account_reauthenticate                401 200 200 200 200 200 200 200
account_request_login_code            200 302 302 302 302 302 302 302
account_reset_password                200 200 200 200 200 200 200 200
account_reset_password_done           405 405 405 405 405 405 405 405
account_reset_password_from_key       200 200 200 200 200 200 200 200
account_reset_password_from_key_done  405 405 405 405 405 405 405 405
account_set_password                  401 302 302 302 302 302 302 302
account_signup                        200 302 302 302 302 302 302 302
announcement_detail                   401 405 405 405 405 405 405 405
announcement_file                     401 405 405 405 405 405 405 405
announcement_list                     401 405 405 405 405 405 405 405
announcement_new                      401 403 403 403 403 403 200 403
announcement_publish                  401 404 404 404 404 404 302 404
announcement_take_off                 401 404 403 403 403 404 200 403
announcement_throw_away               401 404 404 404 404 404 302 404
announcement_write                    401 404 404 404 404 404 200 404
answer_conflict                       401 404 404 302 302 404 404 404
answer_history                        401 404 404 404 404 404 404 404
answer_read                           401 404 403 403 403 403 404 403
arrival_enter                         401 404 403 403 403 403 200 403
arrival_file                          401 405 405 405 405 405 405 405
clock                                 401 403 403 403 403 403 403 200
clock_status                          401 405 405 405 405 405 405 405
completion_ask                        401 404 403 403 403 403 200 403
completion_settle                     401 404 403 403 403 403 404 403
development_group_change              401 403 403 403 403 403 403 200
development_group_detail              401 405 405 405 405 405 405 405
development_group_form                401 403 403 403 403 403 403 200
development_group_list                401 405 405 405 405 405 405 405
group_report_ask                      401 404 404 404 302 302 404 404
group_report_confirm                  401 404 404 404 403 403 404 404
group_report_take_back                401 404 404 404 403 403 404 404
document_attachment                   401 405 405 405 405 405 405 405
document_attachments                  401 404 404 200 200 404 404 404
document_case_number                  401 404 403 403 403 403 403 403
document_case_number_away             401 404 403 403 403 403 403 403
document_check                        401 405 405 405 405 405 405 405
document_compare                      401 405 405 405 405 405 405 405
document_detail                       401 405 405 405 405 405 405 405
document_preview                      401 405 405 405 405 405 405 405
document_reopen                       401 404 403 403 403 302 403 403
document_review                       401 404 403 403 403 403 302 403
document_send                         401 404 404 403 302 404 404 404
document_take_back                    401 404 403 403 403 403 200 403
document_write                        401 404 404 302 302 404 404 404
dummy_authenticate                    403 403 403 403 403 403 403 403
dummy_login                           302 302 302 302 302 302 302 302
extension_grant                       401 404 404 403 403 404 200 403
feedback_common_conflict              401 404 404 404 404 404 302 404
feedback_common_history               401 404 404 404 404 404 404 404
feedback_common_write                 401 404 404 404 404 404 302 404
feedback_deputies                     401 403 403 403 403 403 200 403
feedback_deputy_end                   401 403 403 403 403 403 302 403
feedback_letter                       401 405 405 405 405 405 405 405
feedback_letter_confirm               401 404 404 404 404 404 403 404
feedback_letter_conflict              401 404 404 404 404 404 302 404
feedback_letter_history               401 404 404 404 404 404 404 404
feedback_letter_json                  401 405 405 405 405 405 405 405
feedback_letter_list                  401 405 405 405 405 405 405 405
feedback_letter_pdf                   401 405 405 405 405 405 405 405
feedback_letter_preview               401 405 405 405 405 405 405 405
feedback_letter_take_back             401 404 404 404 404 404 403 404
feedback_letter_write                 401 404 404 404 404 404 302 404
feedback_letters_publish              401 404 404 404 404 404 200 404
front                                 401 405 405 405 405 405 405 405
gap_list                              401 405 405 405 405 405 405 405
group_confirm                         401 403 403 403 302 403 403 302
group_continue                        401 403 403 403 200 403 403 200
group_detail                          401 405 405 405 405 405 405 405
group_history                         401 405 405 405 405 405 405 405
group_list                            401 405 405 405 405 405 405 405
group_own                             401 405 405 405 405 405 405 405
member_add                            401 403 403 403 200 403 403 200
organisation_continue                 401 403 403 403 403 403 403 409
organisation_detail                   401 405 405 405 405 405 405 405
organisation_list                     401 405 405 405 405 405 405 405
appointed_add                         401 403 403 403 403 403 403 200
term_correct                          401 404 403 403 200 403 403 200
term_detail                           401 405 405 405 405 405 405 405
term_end                              401 404 403 403 200 403 403 200
term_invite                           401 404 403 403 302 403 403 302
term_move                             401 404 403 403 200 403 403 200
term_remove                           401 404 403 403 200 403 403 200
term_replace                          401 404 403 403 200 403 403 200
goal_list                             401 405 405 405 405 405 405 405
healthz                               405 405 405 405 405 405 405 405
help                                  405 405 405 405 405 405 405 405
help_agreement                        405 405 405 405 405 405 405 405
help_guidance_letter                  405 405 405 405 405 405 405 405
help_letter                           405 405 405 405 405 405 405 405
help_role                             405 405 405 405 405 405 405 405
internal_note                         401 404 404 404 404 404 200 404
internal_note_new                     401 404 403 403 403 403 200 403
internal_note_withdraw                401 404 404 404 404 404 302 404
invitation                            200 200 200 200 200 200 200 200
invitation_again                      200 200 200 200 200 200 200 200
invitation_sent                       405 405 405 405 405 405 405 405
job_again                             401 403 403 403 403 403 403 302
job_list                              401 405 405 405 405 405 405 405
mail_again                            401 403 403 403 403 403 403 302
mail_delivered                        401 403 403 403 403 403 403 302
mail_detail                           401 405 405 405 405 405 405 405
mail_formatted                        401 405 405 405 405 405 405 405
mail_list                             401 405 405 405 405 405 405 405
mail_text                             401 405 405 405 405 405 405 405
me                                    401 200 200 200 200 200 200 200
measure                               401 404 404 400 400 404 404 404
mfa_activate_totp                     401 302 302 302 302 302 302 302
mfa_authenticate                      302 302 302 302 302 302 302 302
mfa_deactivate_totp                   401 404 404 404 404 404 404 404
mfa_download_recovery_codes           401 404 404 404 404 404 404 404
mfa_generate_recovery_codes           401 302 302 302 302 302 302 302
mfa_index                             401 405 405 405 405 405 405 405
mfa_reauthenticate                    401 302 302 302 302 302 302 302
mfa_totp_picture                      401 405 405 405 405 405 405 405
mfa_view_recovery_codes               401 405 405 405 405 405 405 405
opening_answer                        401 404 403 403 403 403 302 403
opening_ask                           401 404 403 403 403 200 403 403
portal_feedback                       200 200 200 200 200 200 200 200
portal_feedback_answer                401 403 403 403 403 403 403 200
portal_feedback_list                  401 405 405 405 405 405 405 405
portal_feedback_received              405 405 405 405 405 405 405 405
preparation                           401 405 405 405 405 405 405 405
preparation_test_mail                 401 403 403 403 403 403 403 302
privacy                               405 405 405 405 405 405 405 405
readyz                                405 405 405 405 405 405 405 405
registry_desk                         401 405 405 405 405 405 405 405
registry_package                      401 405 405 405 405 405 405 405
reminder_list                         401 405 405 405 405 405 405 405
edition_again                         401 404 404 404 404 404 302 403
edition_issue                         401 403 403 403 403 403 302 403
edition_language                      401 404 404 404 404 404 302 403
edition_send                          401 404 404 404 404 404 302 403
ministry_report                       401 405 405 405 405 405 405 405
ministry_report_file                  401 405 405 405 405 405 405 405
ministry_report_status                401 405 405 405 405 405 405 405
round_board                           401 405 405 405 405 405 405 405
round_board_csv                       401 405 405 405 405 405 405 405
round_board_workbook                  401 405 405 405 405 405 405 405
round_case_number                     401 404 403 403 403 403 403 403
round_case_number_away                401 404 403 403 403 403 403 403
round_compare                         401 405 405 405 405 405 405 405
round_compare_groups                  401 405 405 405 405 405 405 405
round_list                            401 405 405 405 405 405 405 405
round_new                             401 403 403 403 403 403 403 404
round_open                            401 403 403 403 403 403 403 302
round_prepare                         401 403 403 403 403 403 403 400
round_preview                         401 405 405 405 405 405 405 405
round_take_back                       401 403 403 403 403 403 403 302
round_wording                         401 403 403 403 403 403 403 400
session_extend                        401 302 302 302 302 302 302 302
session_left                          405 405 405 405 405 405 405 405
set_language                          405 405 405 405 405 405 405 405
situation                             401 405 405 405 405 405 405 405
socialaccount_connections             401 200 200 200 200 200 200 200
socialaccount_login_cancelled         405 405 405 405 405 405 405 405
socialaccount_login_error             401 405 405 405 405 405 405 405
socialaccount_signup                  302 302 302 302 302 302 302 302
strategy_arrival_enter                401 403 403 403 403 403 200 403
strategy_arrival_file                 401 405 405 405 405 405 405 405
strategy_check                        401 404 403 403 200 403 403 403
strategy_detail                       401 405 405 405 405 405 405 405
strategy_history                      401 404 403 404 404 403 403 403
strategy_json                         401 405 405 405 405 405 405 405
strategy_list                         401 405 405 405 405 405 405 405
strategy_new                          401 403 403 403 200 200 403 403
strategy_new_version                  401 404 403 302 302 403 403 403
strategy_pdf                          401 405 405 405 405 405 405 405
strategy_preview                      401 405 405 405 405 405 405 405
strategy_write                        401 404 403 400 400 403 403 403
submission_json                       401 405 405 405 405 405 405 405
submission_package                    401 405 405 405 405 405 405 405
submission_pdf                        401 405 405 405 405 405 405 405
submission_receipt                    401 405 405 405 405 405 405 405
submission_status                     401 405 405 405 405 405 405 405
usersessions_list                     401 302 302 302 302 302 302 302
verify                                401 200 200 200 200 200 200 200
"""


def table(text: str) -> dict[str, tuple[int, ...]]:
    """name: the status for each role, in the order of ROLES."""
    rows = (line.split() for line in text.strip().splitlines())
    return {name: tuple(int(status) for status in statuses) for name, *statuses in rows}


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield str(one.name)
        elif one.namespace != "admin":
            yield from names(one.url_patterns)


@pytest.fixture
def world(db: None, settings: Any) -> SimpleNamespace:
    settings.REHEARSAL = True  # the clock's page exists in a rehearsal alone
    group, elsewhere = builders.group("KAI"), builders.group("LAP")
    ministry, other_ministry = builders.both_ministries()
    round_ = builders.round_(ministries=(ministry, other_ministry))
    secretary, other_secretary = builders.secretary(ministry), builders.secretary(other_ministry)
    sent = builders.sent_document(elsewhere, in_round=round_)
    draft = builders.document(group, in_round=round_)
    chair, expert, member = builders.chair(group), builders.expert(group), builders.user()
    membership = builders.member(member, group, until=timezone.now().date() + timedelta(100))
    builders.write(draft, "Ensimmäinen vastaus.", by=expert)
    plan = builders.plan(group)
    measure = builders.measure(plan, by=expert)
    attachment = builders.attachment(plan, by=expert)
    submission = sent.submissions.get()
    job = Job.objects.get()
    do(job.pk)
    version = builders.adopted_strategy(group)
    commands.begin_version(version.strategy, by=builders.actor(expert), at=NOW)
    PrintedFile.objects.create(
        print=Print.objects.create(key=version.print_key, sha256="0" * 64, size=1, pages=1, printed_at=NOW), pdf=b"%PDF"
    )
    # The expert's centre calls a development group together, and the other one's takes part.
    centres = builders.responsible(group), builders.responsible(elsewhere)
    group_draft = builders.document(builders.development_group("KR1", *centres), in_round=builders.group_round())
    arrived = builders.entered_strategy(elsewhere, by=secretary)
    # The ministries write to one group; another has been given its feedback.
    builders.write_feedback(sent, by=secretary)
    given = builders.given_feedback(in_round=round_, secretaries=(secretary, other_secretary))
    do(Job.objects.get(kind="reporting.print_feedback").pk)
    deputy = builders.appointment(builders.person(), ministry, Role.FEEDBACK_DEPUTY)
    invited = builders.person()
    token = invite(invited, by=None, at=NOW, now=timezone.now())
    announcement = builders.announcement(group, by=secretary, with_file=True)
    announcement_draft = builders.announcement(group, by=secretary, is_published=False)
    edition = builders.finished_edition(round_, by=secretary)
    printing = edition.printings.get()
    report = printing.reports.first()
    feedback = PortalFeedback.objects.create(
        text="Hyvä.", language="fi", kind="other", arrived_at=NOW, due_on=(NOW + timedelta(14)).date()
    )
    ClockMove.objects.create(since=NOW, until=NOW + timedelta(1), reached=NOW, begun_at=NOW)
    note = builders.note(sent, by=secretary)
    return SimpleNamespace(
        people={
            "nobody": builders.user(),
            "member": member,
            "chair": chair,
            "expert": expert,
            "other": builders.expert(elsewhere),
            "secretary": secretary,
            "admin": builders.admin(),
        },
        places={
            "announcement": announcement.pk,
            "announcement-file": announcement.files.get().pk,
            "announcement-draft": announcement_draft.pk,
            "KR1": "KR1",
            "convener": "convener",
            "group-draft": group_draft.pk,
            "draft": draft.pk,
            "sent": sent.pk,
            "plan": plan.pk,
            "measure": measure.pk,
            "attachment": attachment.pk,
            "1": 1,
            "note": note.pk,
            "round": round_.pk,
            "edition": edition.pk,
            "printing": printing.pk,
            "ministry-report": report.pk,
            "ministry-report-name": name_of(report),
            "pdf": "pdf",
            "coming-round": builders.round_(2015, opens=None).pk,
            "year": 2015,
            "given": given.pk,
            "letter": PublishedFeedback.objects.with_context().get().identifier,
            "deputy": deputy.pk,
            "submission": submission.pk,
            "identifier": submission.identifier,
            "strategy": version.strategy_id,
            "version": version.pk,
            "arrived-version": arrived.pk,
            "version-identifier": version.identifier,
            "notice": Notice.objects.earliest("pk").pk,
            "job": job.pk,
            "feedback": feedback.pk,
            "received": "made-up",
            "token": token,
            "sv": "sv",
            "expert-page": "expert",
            "uidb36": "1",
            "key": "made-up",
            "group-code": group.code,
            "centre-key": builders.responsible(group).key,
            "of": "membership",
            "membership": membership.pk,
        },
    )


def statuses(world: SimpleNamespace, method: str, role: str) -> dict[str, int]:
    """What each door answers to the role; each is asked as if nothing had happened before."""
    answers = {}
    for name in sorted(set(names(get_resolver().url_patterns))):
        address = reverse(name, args=[world.places[place] for place in PLACES.get(name, ())])
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            if role != "visitor":
                client.force_login(world.people[role])
            answer = getattr(client, method)(address)
            answers[name] = answer.status_code
            if answer.streaming:
                b"".join(answer)  # a file that is handed out stays open until it has been read
            transaction.set_rollback(True)
    return answers


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "text"), [("get", GET), ("post", POST)], ids=["get", "post"])
def test_every_door_answers_every_role_as_the_table_says(world, role, method, text):
    at = ROLES.index(role)
    expected = {name: row[at] for name, row in table(text).items()}
    assert statuses(world, method, role) == expected


def test_the_engine_room_opens_to_an_administrator_with_a_key_alone(world):
    address = reverse("admin:index")
    keeper = builders.admin()
    User.objects.filter(pk=keeper.pk).update(is_staff=True)
    people = {**world.people, "keeper": User.objects.get(pk=keeper.pk)}
    answers = {"visitor": Client().get(address).status_code}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        answers[name] = client.get(address).status_code
    refused = {name: status for name, status in answers.items() if name != "keeper"}
    assert answers["keeper"] == 200
    assert 200 not in refused.values()


# What a clerk of a ministry's registry meets, first where the round is addressed to the registry, then where it is not.
# Of the addresses of reports and registries; whatever all who are signed in meet is in the table above.
CLERK = """
arrival_enter              200 404
arrival_file               404 404
document_case_number       200 404
document_check             404 404
document_compare           200 404
document_detail            200 404
document_reopen            403 404
document_review            405 405
document_take_back         403 404
document_write             404 404
front                      302 302
internal_note              404 404
internal_note_new          403 404
mail_list                  403 403
registry_desk              200 200
registry_package           409 409
ministry_report            200 404
ministry_report_file       200 404
ministry_report_status     200 404
round_board                403 403
round_board_csv            403 403
round_board_workbook       403 403
round_case_number          200 404
round_compare              200 404
round_compare_groups       200 404
round_list                 200 200
situation                  403 403
submission_json            200 404
submission_package         200 404
submission_pdf             200 404
submission_receipt         200 404
submission_status          200 404
verify                     200 200
"""


def test_a_registry_finds_what_is_addressed_to_it(world):
    ministry = builders.ministry()
    clerk = builders.clerk(ministry)
    client = Client(raise_request_exception=False)
    client.force_login(clerk)
    expected = table(CLERK)
    found = []
    for is_addressed in (False, True):
        if is_addressed:
            builders.addressed(Round.objects.get(pk=world.places["round"]), ministry)
        addresses = {name: [world.places[place] for place in PLACES.get(name, ())] for name in expected}
        statuses_now = {}
        for name, args in addresses.items():
            response = client.get(reverse(name, args=args))
            statuses_now[name] = response.status_code
            if response.streaming:
                assert b"".join(response.streaming_content)
        found.append(statuses_now)
    unaddressed, addressed = found
    assert {name: (addressed[name], unaddressed[name]) for name in expected} == expected
