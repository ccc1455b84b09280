"""What the database would refuse, posted by every form that could: an answer in words each time, no
constraint's name. (Of people, teams and roles: tests/people/test_constraints.py.)"""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from awareness.assignments.assign_form import fingerprint
from tests.assignments.conftest import form_data

ROOMS = (
    "quizzes", "people", "insights", "workplace", "bank", "learning", "assignments", "content",
    "studio", "staffing", "mailing", "outbox",
)  # fmt: skip
NOT_HERE = "This page is not here"
SITE = "gothenburg"
TOKEN = "6f1c1b9e-8d0f-4a53-9d0c-2f0f4a1f7b11"


def ask(**changes) -> dict:
    """The form of assigning, as it is sent by whoever has read its sentence."""
    fields = form_data(what="module:topic", sites=[SITE], token=TOKEN, due_on="2026-12-24")
    data = QueryDict(mutable=True)
    for name, value in (fields | changes).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return fields | changes | {"assign": "1", "shown": fingerprint(data)}


LAW = {"text": "T", "approved_by": "A", "approver_role": "R", "approved_on": "2026-11-01"}
# By constraint: who posts to which address what, one after the other; what the last answer says.
TRIED = {
    "workplace_contact_one_a_place": ("hr", "workplace:contact", (SITE, 1), [
        {"name": "A", "phone": "112 00"}, {"name": "B", "phone": "112 00"}], "Ready"),
    "workplace_contact_known_place": ("hr", "/workplace/gothenburg/contact/4/", (), [{}], NOT_HERE),
    "workplace_contact_can_be_phoned": ("hr", "workplace:contact", (SITE, 1), [
        {"name": "A", "phone": ""}], "Write the phone number."),
    "workplace_policy_number_once": ("hr", "workplace:policy", (SITE,), [
        {"text": "a", "valid_from": "2026-11-27"}] * 2, "Ready"),
    "workplace_policy_text_or_link": ("hr", "workplace:policy", (SITE,), [
        {"text": "a", "link": "https://b.example", "valid_from": "2026-11-27"}], "Give the text"),
    "workplace_statement_known": ("hr", "workplace:state", ("backup",), [
        {"answer": "gossip"}], "Choose one of what stands there."),
    "workplace_statement_none_of_council": ("hr", "workplace:state", ("backup",), [
        {"answer": "none"}], "Choose one of what stands there."),
    "workplace_help_link_one_a_site": ("hr", "workplace:link", (SITE,), [
        {"instead_of": ""}, {"instead_of": "9" * 30}], "help card"),
    "workplace_legal_number_once": ("hr", "workplace:legal", ("SE",), [
        LAW | {"expires_on": "2027-05-01"}] * 2, "Ready"),
    "workplace_legal_approved_until": ("hr", "workplace:legal", ("SE",), [
        LAW | {"expires_on": "2026-10-31"}], "Choose a day after today."),
    "workplace_line_one_own_emergency": ("hr", "workplace:own_line", (SITE, "crisis"), [
        {"name": "A", "phone": "112 01"}, {"name": "B", "phone": "112 02"}], "Support lines"),
    "workplace_line_emergency_for_all": ("hr", "workplace:own_line", (SITE, "youth"), [
        {"name": "A", "address": "https://a.example"}], "Support lines"),
    "assignments_ask_one_current": ("hr", "assignments:assign", (), [
        ask()], "are asked"),
    "assignments_one_a_click": ("hr", "assignments:assign", (), [
        ask(sites=["leeds"])] * 2, "are asked"),
    "assignments_ask_never_earlier": ("hr", "assignments:assign", (), [
        ask(due_on="2026-11-01")], "Choose today or a later day."),
    "studio_review_verdict_known": ("author", "studio:review", ("rep/q1",), [
        {"number": 2, "verdict": "gossip"}], "gossip is not one of the available choices"),
    "studio_review_return_has_reason": ("author", "studio:review", ("rep/q1",), [
        {"number": 2, "verdict": "return"}], "reason"),
    "studio_review_one_approval_each": ("author", "studio:review", ("rep/q1",), [
        {"number": 2, "verdict": "approve"}] * 2, "already"),
    "studio_proposal_once_per_version": ("author", "studio:propose", ("version",), [{}] * 2,
        "Somebody has proposed this version already."),
    "learning_adoption_two_people": ("author", "studio:confirm", ("version",), [{}],
        "You proposed it. A second person confirms."),
    "studio_remark_one_open_a_day": ("alice", "remark", (), [
        {"page": "/library/", "trouble": "number"}] * 2, "Thank you"),
    "studio_remark_trouble_known": ("alice", "remark", (), [
        {"page": "/library/", "trouble": "gossip"}], "Choose one of these."),
    "studio_remark_dealt_by_name": ("author", "studio:deal_with", (), [
        {"page": "/library/", "trouble": "number", "count": "1"}] * 2,
        "Somebody has dealt with this already."),
    "studio_stale_mark_once": ("author", "studio:look", ("mark",), [{}] * 2, "figure"),
    "learning_revocation_known_reason": ("alice", "certificates:withdraw", ("serial",), [
        {"reason": "gossip"}], NOT_HERE),
    "learning_enrolment_one_open": ("bob", "learning:choose", ("topic",), [
        {"route": "ordinary"}] * 2, ""),
    "learning_done_once": ("alice", "learning:go_on", ("topic", "text"), [{}] * 2, ""),
    "learning_ack_once": ("alice", "learning:go_on", ("topic", "contact"), [{}] * 2, ""),
    "mailing_manager_mail_one_a_country": ("hr", "mailing:announce", (), [
        {"country": "SE", "on": "yes"}] * 2, "People there are told first"),
    "mailing_switch_knows_the_site": ("hr", "mailing:switch", (), [
        {"on": "yes"}, {"on": "no"}], "Mail is off"),
    "staffing_earlier_back_after_import": ("hr", "earlier:take_back", ("earlier_batch",), [
        {}] * 2, "nothing to take back"),
    "learning_correction_once": ("author", "studio:correct", (1, "rep/q1"), [{}] * 2, "rep/q1"),
}  # fmt: skip
# No form decides them: by the beginning of their name, what does.
DECIDED_ELSEWHERE = {
    "people_": "tests/people/test_constraints.py",
    "insights_": "content, from checked files", "bank_": "content, from checked files",
    "quizzes_question_": "content", "quizzes_version_": "content",
    "quizzes_": "tests/quizzes/: a token, an item and an attempt are found, not typed",
    "learning_module_": "content", "learning_version_": "content", "learning_known_": "content",
    "learning_step_": "content", "learning_asked_": "content",
    "learning_adoption_people_named": "of whoever is signed in",
    "learning_adoption_once": "as studio_proposal_once_per_version",
    "learning_adoption_two_ids": "the same two people as learning_adoption_two_people",
    "learning_enrolment_known_state": "no form says it",
    "learning_certificate_number_once": "tests/site/test_at_once.py",
    "learning_revocation_by_somebody": "of whoever is signed in",
    "learning_correction_something_changed": "worked out",
    "learning_picture_": "no form says it",
    "studio_job_once": "tests/studio/test_jobs.py, a form sent twice",
    "studio_report_file_": "no form says it", "studio_found_number_place": "found, not typed",
    "studio_reviewed_revision_once": "tests/studio/test_draft_reviews.py, sent twice",
    "studio_draft_one_open": "tests/studio/test_drafts.py, begun twice",
    "studio_draft_": "no form says it",
    "studio_picked_once": "tests/studio/test_picking.py, picked twice",
    "studio_page_tables_": "no form says it", "studio_zip_import_": "no form says it",
    "studio_offer_code_known": "no form says it",
    "studio_offer_refused_why": "a choice of the form",
    "studio_pair_code_known": "no form says it",
    "studio_pair_refused_why": "a choice of the form",
    "studio_job_": "no form says it", "studio_folder_change_act": "a random id",
    "workplace_statement_named": "of whoever is signed in",
    "workplace_help_link_token_once": "256 random bits",
    "workplace_line_one_live_a_key": "content", "workplace_line_one_emergency": "content",
    "workplace_line_shipped_or_own": "content or a form, never both",
    "assignments_withdrawn_by_somebody": "of whoever is signed in",
    "workplace_subject_choice_named": "the same",
    "assignments_site_once_each": "a choice of boxes holds each once",
    "assignments_team_once_each": "the same", "assignments_role_once_each": "the same",
    "assignments_named_once_each": "the same",
    "assignments_known_role": "a choice of the form", "assignments_known_rules": "the same",
    "assignments_module_or_track": "the form gives one", "assignments_due_by_one_rule": "the same",
    "assignments_fixed_day_is_a_day": "a day of a date field",
    "assignments_renewed_after_months": "opens_too_early in actions.make_assignment",
    "assignments_ask_": "rules.py; codes and days in tests/assignments/test_change_asks.py",
    "assignments_tally_": "written by triggers", "assignments_teamtally_": "written by triggers",
    "assignments_source_": "worked out",
    "assignments_change_": "worked out",
    "staffing_part_once_each": "the place of a row in a file",
    "staffing_staged_once_each": "the same", "staffing_planned_once_each": "the same",
    "staffing_needed_once_each": "the same",
    "staffing_earlier_once_each": "tests/staffing/test_earlier.py, sent again",
    "mailing_manager_mail_ended_by_somebody": "of whoever is signed in",
    "outbox_": "no form says it; tests/outbox/",
}  # fmt: skip


def names() -> set[str]:
    return {c.name for room in ROOMS for model in apps.get_app_config(room).get_models()
            for c in model._meta.constraints}  # fmt: skip


def test_every_constraint_is_tried_or_decided_elsewhere():
    left = {name for name in names() if not name.startswith(tuple(DECIDED_ELSEWHERE))}
    assert set(TRIED) >= left
    assert set(TRIED) <= names()


def test_each_is_answered_in_words(house, everybody):
    wrong = {}
    for constraint, (who, name, args, posts, words) in TRIED.items():
        named = [getattr(house, str(arg), arg) for arg in args]
        url = name if name.startswith("/") else reverse(name, args=named)
        client = Client(raise_request_exception=False)
        client.force_login(everybody[who])
        for said in posts:
            response = client.post(url, said, follow=True)
        body = response.content.decode()
        text = " ".join(BeautifulSoup(body, "html.parser").get_text(" ").split())
        if response.status_code >= 500 or response.status_code == 409 or words not in text:
            wrong[constraint] = (response.status_code, words)
        if any(each in body for each in names()):
            wrong[constraint] = "its name is shown"
    assert wrong == {}


@pytest.mark.parametrize("once", ["assignments:assign", "workplace:policy"])
def test_two_clicks_are_one(once, house, everybody):
    who, name, args, posts, _words = TRIED[
        {"assignments:assign": "assignments_one_a_click"}.get(once, "workplace_policy_number_once")
    ]
    client = Client()
    client.force_login(everybody[who])
    url = reverse(name, args=args)
    assert [client.post(url, said).status_code for said in posts] == [302, 302]
