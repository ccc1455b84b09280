"""Every address of the site, tried by everybody, by GET and by POST: who gets what.

The addresses come from the URLconf, what each answers is typed here once. An address without a line
here fails, so nobody opens a door without saying for whom.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from awareness.people.models import Role, RoleGrant
from tests.site.conftest import HERS, REPORT

EVERYBODY = frozenset(
    ("alice", "bob", "mallory", "charlie", "hr", "author", "auditor", "handler", "it")
)
HERS_ALONE = frozenset({"alice"})
HR, AUTHORS = frozenset({"hr"}), frozenset({"author"})
DESK, ADOPTERS = HR | {"auditor"}, HR | AUTHORS
MANAGERS = frozenset({"bob", "mallory"})
SIGN_IN = (302, 401)  # a page leads to signing in; what was sent is answered with its form
PACK = "netclean-2018"


@dataclass(frozen=True)
class Door:
    """What GET and POST answer to those inside, to everybody else, and to a stranger.

    A word of `args` that the house knows stands for an id of one of its records.
    """

    who: frozenset[str]
    inside: tuple[int, int]
    outside: tuple[int, int] = (404, 404)
    stranger: tuple[int, int] = SIGN_IN
    args: tuple = ()


def all_(get: int, post: int, *args, stranger=SIGN_IN) -> Door:
    return Door(EVERYBODY, (get, post), stranger=stranger, args=args)


def public(get: int, post: int, *args) -> Door:
    return all_(get, post, *args, stranger=(get, post))


def for_(who: frozenset[str], get: int, post: int, *args) -> Door:
    return Door(who, (get, post), args=args)


def own(inside: tuple[int, int], outside: tuple[int, int], *args) -> Door:
    return Door(HERS_ALONE, inside, outside, args=args)


READ = (200, 405)
DOORS = {
    # home
    "home:front": public(302, 405),
    "home:back": public(405, 302),
    "home:learn": all_(*READ),
    "home:me": all_(*READ),
    "home:prefer": all_(405, 302),
    "home:employer_sees": all_(*READ),
    "home:prove_address": all_(405, 302),
    "home:record_json": all_(*READ),
    "home:record_sheets": all_(*READ),
    "home:recorded": public(*READ),
    "home:accessibility": public(*READ),
    "home:sources": public(*READ),
    # whether the site is well, for monitors
    "livez": public(*READ),
    "readyz": public(*READ),
    # people: allauth's, for whoever is or is not signed in
    "account_enter_code": public(200, 422),
    "account_claim": public(410, 410, "nonsense"),
    "account_recover": public(410, 410, "nonsense"),
    "account_make_recovery_code": all_(200, 422),
    "account_prove": all_(302, 302),  # nobody here is sealed
    "account_login": all_(302, 302, stranger=(200, 200)),
    "account_logout": all_(200, 302, stranger=(302, 302)),
    "account_inactive": public(*READ),
    "account_signup": public(404, 404),
    "account_reauthenticate": all_(403, 403),  # nobody here has a password
    "account_set_password": all_(200, 200),
    "account_change_password": all_(302, 302),
    "account_reset_password": public(200, 200),
    "account_reset_password_done": public(*READ),
    "account_reset_password_from_key": public(200, 200, "1", "nonsense"),
    "account_reset_password_from_key_done": public(*READ),
    # learning: one's own place in a module, whoever else is in it
    "learning:away": public(*READ),
    "learning:read_correction": own((405, 302), (405, 404), "correction"),
    "learning:practice": all_(*READ, "rep", "page"),
    "learning:guess": all_(*READ, "rep", "page"),
    "learning:answer_guess": all_(405, 404, "rep", "page"),
    "learning:try_answer": all_(405, 404, "rep", "page"),
    "learning:try_again": all_(405, 302, "rep", "page"),
    "learning:choose_refreshers": all_(405, 302),
    "learning:read_as": all_(405, 302),
    "learning:refresh": own((200, 405), (404, 405), "topic"),
    "learning:refresh_rehearse": own((404, 404), (404, 404), "topic"),
    "learning:refresh_answer": own((405, 404), (405, 404), "topic"),
    "learning:open": own((302, 405), (200, 405), "topic"),
    "learning:choose": all_(405, 302, "topic"),
    "learning:test_out": own((200, 405), (302, 405), "topic"),
    "learning:show_known": all_(405, 302, "topic"),
    "learning:done": own((200, 405), (302, 405), "topic"),
    "learning:step": own((200, 405), (302, 405), "topic", "contact"),
    "learning:rehearse": own((302, 302), (302, 302), "topic", "contact"),
    "learning:answer": own((405, 404), (405, 302), "topic", "check"),
    "learning:go_on": all_(405, 302, "topic", "text"),
    "learning:retry": all_(405, 302, "topic", "decide"),
    # certificates
    "certificates:mine": all_(*READ),
    "certificates:make": all_(405, 404),
    "certificates:withdraw": own((405, 404), (405, 404), "serial"),
    "certificates:take": own((200, 405), (404, 405), "serial"),
    "certificates:check": public(*READ, "serial"),
    # the library
    "insights:library": all_(*READ),
    "insights:search": all_(*READ),
    "insights:disagreements": all_(*READ),
    "insights:theme": all_(*READ, "theme-0"),
    "insights:report": all_(*READ, REPORT),
    "insights:text": all_(*READ, "how-to-read"),
    "insights:chart_csv": all_(*READ, REPORT, "countries"),
    "insights:explainer": all_(*READ, REPORT, "workplace"),
    # the workplace
    "workplace:help": public(*READ),
    "workplace:card": public(*READ, "token"),
    "workplace:ready": for_(HR, *READ),
    "workplace:test_mail": for_(HR, 405, 302),
    "workplace:state": for_(HR, 405, 302, "backup"),
    "workplace:choose": for_(HR, 405, 302, 1),
    "workplace:legal": for_(HR, 200, 200, "SE"),
    "workplace:withdraw_legal": for_(HR, 405, 302, "SE"),
    "workplace:setting": for_(HR, 200, 200, "gothenburg"),
    "workplace:link": for_(HR, 200, 302, "gothenburg"),
    "workplace:contact": for_(HR, 200, 200, "gothenburg", 1),
    "workplace:policy": for_(HR, 200, 200, "gothenburg"),
    "workplace:lines": for_(HR, 200, 302, "gothenburg"),
    "workplace:own_line": for_(HR, 200, 200, "gothenburg", "crisis"),
    "workplace:retire_line": for_(HR, 405, 302, "gothenburg", "line"),
    # staffing
    "staff:staff": for_(HR, *READ),
    "staff:add_person": for_(HR, 200, 422),
    "staff:end_people": for_(HR, 405, 302),
    "staff:move_people": for_(HR, 405, 302),
    "staff:show_person": for_(HR, *READ, "alice_id"),
    "staff:edit_person": for_(HR, 200, 422, "alice_id"),
    "staff:end_person": for_(HR, 200, 422, "alice_id"),
    "staff:bring_back": for_(HR, 405, 302, "alice_id"),
    "staff:put_on_leave": for_(HR, 200, 422, "alice_id"),
    "staff:cancel_leave": for_(HR, 405, 302, "alice_id"),
    "places:places": for_(HR, *READ),
    "places:add_site": for_(HR, 200, 422),
    "places:edit_site": for_(HR, 200, 422, "gothenburg"),
    "places:remove_site": for_(HR, 405, 302, "gothenburg"),
    "places:add_team": for_(HR, 200, 422),
    "places:edit_team": for_(HR, 200, 422, "packing"),
    "places:remove_team": for_(HR, 405, 302, "packing"),
    "places:close": for_(HR, 200, 422, "site", "gothenburg"),
    "places:merge": for_(HR, 200, 422, "team", "packing"),
    "places:reopen": for_(HR, 200, 422, "site", "gothenburg"),
    "ways_in:ways_in": for_(HR, *READ),
    "ways_in:invite": for_(HR, 405, 302),
    "ways_in:print_codes": for_(HR, 405, 302),
    "ways_in:mail_password": for_(HR, 405, 302),
    "ways_in:ask_code": for_(HR, 200, 422, "alice_id"),
    "ways_in:approve_code": for_(HR, 405, 302, "asked_code"),
    "ways_in:put_away_code": for_(HR, 405, 302, "asked_code"),
    # mail
    "mailing:plan": for_(HR, *READ),
    "mailing:names": for_(HR, 404, 405),  # of a reason
    "mailing:returned": for_(HR, *READ),
    "mailing:send_again": for_(HR, 405, 302),
    "mailing:remind": for_(HR, 405, 302),
    "mailing:words": for_(HR, 200, 302),
    "mailing:switch": for_(HR, 405, 302),
    "mailing:announce": for_(HR, 405, 404),
    "mailing:mine": all_(200, 302),
    "mailing:stop": public(404, 404, "nonsense"),
    # assignments
    "assignments:today": for_(DESK, *READ),
    "assignments:people": for_(DESK, *READ),
    "assignments:youth": for_(HR, 200, 302, "alice"),
    "assignments:export": for_(DESK, *READ),
    "assignments:export_xlsx": for_(DESK, *READ),
    "assignments:over_time": for_(DESK, *READ),
    "assignments:over_time_csv": for_(DESK, *READ),
    "assignments:over_time_xlsx": for_(DESK, *READ),
    "assignments:modules": for_(HR, 200, 404),
    "assignments:change_asks": for_(HR, 405, 404),
    "assignments:take_back": for_(HR, 405, 404, "asked"),
    "assignments:assign": for_(HR, 200, 422),
    "assignments:assignments": for_(HR, *READ),
    "assignments:assignment": for_(HR, *READ, "asked"),
    "assignments:withdraw": for_(HR, 200, 302, "asked"),
    "assignments:restore": for_(HR, 405, 302, "asked"),
    "assignments:team": for_(MANAGERS, *READ),
    "assignments:team_export": for_(MANAGERS, *READ),
    "assignments:team_export_xlsx": for_(MANAGERS, *READ),
    # staffing
    "staffing:choose_file": for_(HR, 200, 422),
    "staffing:show_import": for_(HR, *READ, "list"),
    "staffing:rows": for_(HR, *READ, "list", "new"),
    "staffing:columns": for_(HR, *READ, "list"),
    "staffing:mend": for_(HR, 405, 422, "list"),
    "staffing:place": for_(HR, 405, 422, "list"),
    "staffing:whole": for_(HR, 405, 302, "list"),
    "staffing:begin": for_(HR, 405, 302, "list"),
    "staffing:put_away": for_(HR, 405, 302, "list"),
    "staffing:take_back": for_(HR, 405, 302, "list"),
    "staffing:receipt": for_(HR, *READ, "list"),
    "earlier:choose": for_(HR, 200, 422),
    "earlier:completions": for_(DESK, *READ),
    "earlier:batch": for_(HR, *READ, "earlier_batch"),
    "earlier:import_batch": for_(HR, 405, 302, "earlier_batch"),
    "earlier:take_back": for_(HR, 405, 302, "earlier_batch"),
    # the studio, and everybody's way to its queue
    "remark": all_(404, 404),
    "studio:index": for_(AUTHORS, *READ),
    "studio:report_files": for_(AUTHORS, 200, 422),
    "studio:report_file": for_(AUTHORS, *READ, "report"),
    "studio:begin_report": for_(AUTHORS, 405, 302, "report"),
    "studio:pick_number": for_(AUTHORS, 405, 404, "report"),
    "studio:report_tables": for_(AUTHORS, 200, 302, "report", 1),
    "studio:text_table": for_(AUTHORS, 404, 404, "report", 1),
    "studio:take_away_report": for_(AUTHORS, 405, 302, "report"),
    "studio:contents": for_(AUTHORS, *READ),
    "studio:questions": for_(AUTHORS, *READ),
    "studio:take_subject": for_(AUTHORS, *READ, "child-protection"),
    "studio:take_report": for_(AUTHORS, *READ, "child-protection", PACK),
    "studio:zip_imports": for_(AUTHORS, 200, 422),
    "studio:zip_import": for_(AUTHORS, *READ, "zip_import"),
    "studio:draft_zip_import": for_(AUTHORS, 405, 302, "zip_import"),
    "studio:drop_zip_import": for_(AUTHORS, 405, 302, "zip_import"),
    "studio:drafts": for_(AUTHORS, *READ),
    "studio:new_draft": for_(AUTHORS, 200, 422, "page"),
    "studio:begin_draft": for_(AUTHORS, 405, 404, "page", "none", REPORT, "nothing"),
    "studio:draft": for_(AUTHORS, *READ, "draft"),
    "studio:save_draft": for_(AUTHORS, 405, 422, "draft"),
    "studio:confirm_field": for_(AUTHORS, 405, 422, "draft"),
    "studio:undo_draft": for_(AUTHORS, 405, 302, "draft"),
    "studio:draft_history": for_(AUTHORS, *READ, "draft"),
    "studio:take_over_draft": for_(AUTHORS, 405, 302, "draft"),
    "studio:delete_draft": for_(AUTHORS, 200, 302, "draft"),
    "studio:renew_draft": for_(AUTHORS, 405, 302, "draft"),
    "studio:restore_draft": for_(AUTHORS, 405, 302, "draft"),
    "studio:play_draft": for_(AUTHORS, 200, 200, "draft"),
    "studio:walk": for_(AUTHORS, *READ, "module_draft"),
    "studio:walk_step": for_(AUTHORS, 200, 422, "module_draft", 1),
    "studio:walk_end": for_(AUTHORS, *READ, "module_draft"),
    "studio:use_drawing": for_(AUTHORS, 405, 422, "draft"),
    "studio:draft_picks": for_(AUTHORS, *READ, "draft"),
    "studio:offers": for_(AUTHORS, *READ, PACK),
    "studio:take_offer": for_(AUTHORS, 405, 302, PACK),
    "studio:edit_offer": for_(AUTHORS, 405, 302, PACK),
    "studio:refuse_offer": for_(AUTHORS, 405, 302, PACK),
    "studio:bring_back_offer": for_(AUTHORS, 405, 302, PACK),
    "studio:possible_disagreements": for_(AUTHORS, *READ, "child-protection"),
    "studio:take_disagreement": for_(AUTHORS, 405, 302, "child-protection"),
    "studio:refuse_disagreement": for_(AUTHORS, 405, 302, "child-protection"),
    "studio:bring_back_disagreement": for_(AUTHORS, 405, 302, "child-protection"),
    "studio:draft_reviews": for_(AUTHORS, *READ),
    "studio:ask_for_review": for_(AUTHORS, 200, 422),
    "studio:draft_review": for_(AUTHORS, *READ, "review"),
    "studio:mark_passage": for_(AUTHORS, 405, 302, "review"),
    "studio:comment_passage": for_(AUTHORS, 405, 422, "review"),
    "studio:close_comment": for_(AUTHORS, 405, 302, "review", 1),
    "studio:send_again": for_(AUTHORS, 405, 302, "review"),
    "studio:return_review": for_(AUTHORS, 405, 302, "review"),
    "studio:approve_review": for_(AUTHORS, 405, 302, "review"),
    "studio:withdraw_review": for_(AUTHORS, 405, 302, "review"),
    "studio:question": for_(AUTHORS, *READ, "rep/q1"),
    "studio:figure": for_(AUTHORS, *READ, REPORT, "alerts"),
    "studio:edit_figure": for_(AUTHORS, 200, 422, PACK, "respondents"),
    "studio:edit_question": for_(AUTHORS, 404, 404, "rep/q1"),
    "studio:edit_page": for_(AUTHORS, 200, 422, PACK, "about-this-report", "plain"),
    "studio:jobs": for_(AUTHORS, *READ),
    "studio:ask_again": for_(AUTHORS, 405, 302),
    "studio:job": for_(AUTHORS, *READ, "job"),
    "studio:drop": for_(AUTHORS, 405, 302, "job"),
    "studio:written": for_(AUTHORS, *READ),
    "studio:decide": for_(AUTHORS, 404, 404, "reports", "nothing"),
    "studio:edited": for_(AUTHORS, *READ, "edit"),
    "studio:remarks": for_(AUTHORS, *READ),
    "studio:deal_with": for_(AUTHORS, 405, 302),
    "studio:review": for_(AUTHORS, 405, 422, "rep/q1"),
    "studio:statistics": for_(AUTHORS, *READ),
    "studio:correct": for_(AUTHORS, 200, 422, 1, "rep/q1"),
    "studio:stale": for_(AUTHORS, *READ),
    "studio:look": for_(AUTHORS, 405, 302, "mark"),
    "studio:modules": for_(ADOPTERS, *READ),
    "studio:propose": for_(ADOPTERS, 405, 302, "version"),
    "studio:confirm": for_(ADOPTERS, 405, 302, "version"),
}
# Pages on which whoever holds the number sees what stands on the certificate.
SHOWN_ON_PURPOSE = {"certificates:check"}
PLAIN = {"livez", "readyz"}  # a word or three, no file
LEADS_ON = {"home:front", "home:back"}  # home, and from there to sign in


def named(resolver=None, space="") -> set[str]:
    """The names of every address, without the superusers' pages."""
    found = set()
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            found.add(f"{space}{each.name}")
        elif each.namespace != "admin":
            found |= named(each, f"{space}{each.namespace}:" if each.namespace else space)
    return found


def test_every_address_has_a_line_here():
    assert named() == set(DOORS)


def address(name: str, house) -> str:
    args = [getattr(house, str(arg), arg) for arg in DOORS[name].args]
    return reverse(name, args=args)


def knock(client: Client, method: str, url: str):
    """One request whose traces are gone again afterwards."""
    with transaction.atomic():
        response = getattr(client, method)(url, *([{"nothing": "1"}] if method == "post" else []))
        body = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    return response, body.decode(errors="replace")


@dataclass(frozen=True)
class Answer:
    """What is looked at of a response."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def is_page(self) -> bool:
        return self.status == 200 and "text/html" in self.headers["Content-Type"]


@pytest.fixture(scope="module")
def answered() -> dict[str, dict[str, Answer]]:
    return {}


@pytest.fixture
def answers(answered, house, everybody):
    """What somebody gets by GET at each address. Nothing is left of it and the house stays as it
    is, so that the tests of this file ask once for each person."""

    def of(who: str) -> dict[str, Answer]:
        if who not in answered:
            client = visitor(who, everybody)
            signed_in, answered[who] = client.cookies.copy(), {}
            for name in DOORS:
                client.cookies = signed_in.copy()
                response, body = knock(client, "get", address(name, house))
                answered[who][name] = Answer(response.status_code, response.headers, body)
        return answered[who]

    return of


def visitor(who: str, everybody) -> Client:
    client = Client(raise_request_exception=False)
    if who != "stranger":
        client.force_login(everybody[who])
    return client


def expected(door: Door, who: str) -> tuple[int, int]:
    if who == "stranger":
        return door.stranger
    return door.inside if who in door.who else door.outside


def test_every_role_is_tried(house):
    grants = RoleGrant.objects.filter(user__in=house.people.values())
    assert set(grants.values_list("role", flat=True)) == set(Role.values) - {Role.LEARNER}


# On PostgreSQL those try who reach most rows, and one who reaches none of Alice's.
AGAIN = {"alice", "bob", "hr", "author", "charlie"}


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(who, marks=() if who in AGAIN else pytest.mark.once)
        for who in ("stranger", *sorted(EVERYBODY))
    ],
)
def test_who_gets_what(who, house, everybody, answers):
    client = visitor(who, everybody)
    signed_in, wrong = client.cookies.copy(), {}
    for name, door in DOORS.items():
        client.cookies = signed_in.copy()
        response, body = knock(client, "post", address(name, house))
        posted = Answer(response.status_code, response.headers, body)
        both = {"get": answers(who)[name], "post": posted}
        for (method, answer), status in zip(both.items(), expected(door, who), strict=True):
            here = f"{method} {name}"
            if answer.status != status:
                wrong[here] = (answer.status, status)
            elif who == "stranger" and status == 302 and name not in LEADS_ON:
                assert answer.headers["Location"].startswith(reverse("account_login")), here
            if (
                who != "alice"
                and name not in SHOWN_ON_PURPOSE
                and any(mark in answer.body for mark in HERS)
            ):
                wrong[f"{here} shows what is hers"] = who
    assert wrong == {}


DRAFTED = "Of our own", "of-our-own"  # a page and a module that nobody has published
# Where they would be read if they were.
WOULD_BE = (
    ("insights:explainer", PACK, "of-our-own"), ("learning:practice", PACK, "of-our-own"),
    ("learning:guess", PACK, "of-our-own"), ("learning:open", "of-our-own"),
    ("learning:step", "of-our-own", "whom"), ("learning:test_out", "of-our-own"),
    ("learning:done", "of-our-own"),
)  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("who", ["stranger", *sorted(EVERYBODY - AUTHORS)])
def test_no_address_shows_a_draft_to_who_writes_none(who, everybody, answers):
    shown = {name for name, answer in answers(who).items()
             if any(mark in answer.body for mark in DRAFTED)}  # fmt: skip
    assert shown == set()
    client = visitor(who, everybody)
    for name, *args in WOULD_BE:
        response = client.get(reverse(name, args=args))
        assert response.status_code == (302 if who == "stranger" else 404), name
    for words in ("own", "published", "of our"):
        found = client.get("/library/search/", {"q": words}, follow=True).text
        assert not any(mark in found for mark in DRAFTED), words


def test_an_author_does_see_them(answers):
    """So the look above is not blind."""
    seen = {name for name, answer in answers("author").items() if DRAFTED[0] in answer.body}
    assert {"studio:drafts", "studio:draft", "studio:draft_review", "studio:walk"} <= seen


@pytest.mark.parametrize("who", ["stranger", "alice", "hr", "it"])
def test_the_superusers_pages_are_not_there(who, house, everybody, client):
    if who != "stranger":
        client.force_login(everybody[who])
    person = f"/structure/people/user/{house.alice}/"
    for page in ("/structure/", f"{person}change/", f"{person}history/", "/structure/nowhere/"):
        response = client.get(page, follow=True)
        assert response.status_code == (200 if who == "stranger" else 404), page
        if who == "stranger":
            assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
            assert client.post(page).status_code == 401


# All that can be typed by those who take the course, lead a team or look at evidence: to sign in,
# to claim an account by its code, to search in what is there, to guess a number. Nothing of it is
# kept but the number.
TYPED = {
    "code",
    "login",
    "password",
    "oldpassword",
    "password1",
    "password2",
    "email",
    "q",
    "guess",
    "proof",
}
NOT_TYPED = {"hidden", "radio", "checkbox", "submit", "date", "range"}
EITHER = "{{ input }}"  # quizzes/_choices.html: radio or checkbox


def fields(body: str) -> set[str]:
    """The names of the fields of a page that take words."""
    page = BeautifulSoup(body, "html.parser", parse_only=SoupStrainer(["input", "textarea"]))
    typed = [
        each for each in page.find_all("input") if each.get("type") not in {*NOT_TYPED, EITHER}
    ]
    return {each.get("name") for each in (*typed, *page.find_all("textarea"))}


@pytest.mark.once
@pytest.mark.parametrize("who", sorted(EVERYBODY - HR - AUTHORS))
def test_nobody_can_be_named_in_a_field(who, answers):
    found = {name: fields(answer.body) for name, answer in answers(who).items() if answer.is_page}
    assert {name: typed - TYPED for name, typed in found.items() if typed - TYPED} == {}
    assert found["insights:search"] == {"q"}  # the look is not blind


@pytest.mark.parametrize("room", ["learning", "quizzes", "insights", "home"])
def test_no_kind_of_step_has_a_field_for_words(room):
    """Every template that a step can be shown with, whether this house has such a step or not."""
    folder = Path(settings.BASE_DIR) / "templates" / room
    found = {each.name: fields(each.read_text()) - TYPED for each in folder.rglob("*.html")}
    assert {name: typed for name, typed in found.items() if typed} == {}


@pytest.mark.parametrize("who", ["stranger", "alice", "hr", "author"])
def test_every_answer_has_its_headers(who, answers):
    """Nothing inline, nothing guessed, in no frame, kept by nobody; files by a name of no topic."""
    for name, answer in answers(who).items():
        response, body = answer.headers, answer.body
        assert answer.status < 500, name
        assert "unsafe" not in response["Content-Security-Policy"], name
        assert "default-src 'none'" in response["Content-Security-Policy"], name
        assert response["X-Content-Type-Options"] == "nosniff", name
        assert response["X-Frame-Options"] == "DENY", name
        assert response["Referrer-Policy"] == "same-origin", name
        assert "no-store" in response["Cache-Control"], name
        if answer.is_page:
            inline = re.findall(r"<style|<script(?![^>]* src=)|<[^>]*\s(?:style|on[a-z]+)=", body)
            assert inline == [], name
            assert "javascript:" not in body, name
        elif answer.status == 200 and name not in PLAIN:
            assert response["Content-Disposition"].startswith(("attachment; ", "inline; ")), name


@pytest.mark.parametrize("name", ["workplace:card", "certificates:check"])
def test_a_strangers_page_leaves_no_cookie(name, house):
    client = Client()
    client.get(address(name, house))
    assert not client.cookies
