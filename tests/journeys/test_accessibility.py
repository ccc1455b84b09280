"""Every state of every page: axe finds no violation of WCAG 2.2 A and AA, light and dark, at 1280
and 320 px; nothing scrolls sideways, also with wide spacing. By keyboard: test_keyboard.py."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Page

from tests.journeys import hr_states, states, studio_states
from tests.journeys.audit import audit
from tests.journeys.browser import sign_in
from tests.journeys.database import right_texts
from tests.journeys.people import (
    AUDITOR,
    AUTHOR,
    BROWSER,
    HR,
    LOOKER,
    MANAGER_OF_TEAMS,
    RECALLER,
    SECOND,
    Who,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Addresses that no state comes by, and why.
NOT_VISITED = {
    "account_signup": "there is no open sign-up: the address answers 404",
    "account_set_password": "everybody has a password; who has none signs in by a link from HR",
    "assignments:export": "a sheet, no page (test_plain_route reads it)",
    "assignments:team_export": "a sheet, no page (test_plain_route reads it)",
    "assignments:export_xlsx": "a sheet, no page (tests/assignments reads it)",
    "assignments:over_time_csv": "a sheet, no page (tests/assignments reads it)",
    "assignments:over_time_xlsx": "a sheet, no page (tests/assignments reads it)",
    "assignments:team_export_xlsx": "a sheet, no page (tests/assignments reads it)",
    "assignments:take_back": "a button, no page (tests/assignments presses it)",
    "workplace:choose": "a button, no page (tests/subjects presses it)",
    "assignments:restore": "a button, no page (test_hr presses it)",
    "staffing:mend": "a button, no page (tests/staffing presses it)",
    "staffing:whole": "a button, no page (tests/staffing presses it)",
    "staffing:put_away": "a button, no page (tests/staffing presses it)",
    "staffing:receipt": "a sheet, no page (tests/staffing reads it)",
    "learning:refresh_rehearse": "that module has no situation (tests/learning/test_refresh has)",
    "home:prove_address": "a button, once HR changed an address (tests/staffing presses it)",
    "mailing:send_again": "a button, once a mail came back (tests/mailing presses it)",
    "mailing:announce": "a button, no page (tests/mailing presses it)",
    "mailing:stop": "by the link in a mail alone (tests/mailing opens it)",
    "ways_in:approve_code": "a button of a second person of HR (tests/people presses it)",
    "ways_in:put_away_code": "a button, once a code was asked for (tests/people presses it)",
    "account_recover": "by a recovery code alone (tests/people types it)",
    "account_prove": "once a record is sealed (tests/people opens it)",
    "ways_in:mail_password": "a button, no page (tests/staffing presses it)",
    "learning:read_correction": "a button, once a key was mended (tests/studio presses it)",
    "studio:undo_draft": "a button, no page (tests/studio presses it)",
    "studio:take_over_draft": "a button, no page (tests/studio presses it)",
    "studio:renew_draft": "a button, no page (tests/studio presses it)",
    "studio:take_subject": "a file, no page (tests/studio takes it)",
    "studio:take_report": "a file, no page (tests/studio takes it)",
    "studio:restore_draft": "a button, no page (tests/studio presses it)",
    "studio:draft_picks": "a part of a page (tests/studio asks for it)",
    "studio:close_comment": "a button, no page (tests/studio presses it)",
    "studio:send_again": "a button, no page (tests/studio presses it)",
    "studio:approve_review": "a button, no page (tests/studio presses it)",
    "studio:withdraw_review": "a button, no page (tests/studio presses it)",
    "studio:drop_zip_import": "a button, no page (tests/studio presses it)",
    "studio:ask_again": "a button, no page (tests/studio presses it)",
    "studio:drop": "a button, no page (tests/studio presses it)",
    "readyz": "an answer for machines, no page (tests/worker asks it)",
    "studio:confirm": "a button, no page (tests/studio presses it)",
    "home:back": "a button, no page (test_help presses it)",
    "home:record_json": "a file, no page (test_me takes it)",
    "home:record_sheets": "a file, no page (test_me takes it)",
    "certificates:take": "a file, no page (test_me takes it)",
    "studio:take_away_report": "a button, no page (tests/studio presses it)",
    "studio:text_table": "as studio:report_tables, of a table in a text (tests/studio opens it)",
    "studio:look": "a button, no page (test_author presses it)",
    "insights:chart_csv": "a sheet, no page (test_library reads it)",
}
# Templates that no state shows, and why.
NOT_SHOWN = {
    "allauth/layouts/base.html": "frames pages of allauth's that have no address here",
    "learning/no_longer_used.html": "takes a module that was retired (tests/learning shows it)",
    "home/_to_ones_own.html": "a part of it",
    "studio/_held.html": "takes a rule that was tightened (tests/studio shows it)",
    "studio/_change.html": "takes a hundred people (tests/studio shows it)",
    "studio/_job_done.html": "takes an update that changed what was edited (tests/studio shows it)",
    "405.html": "no link leads to what only takes forms (tests/site shows it, as the next three)",
    "411.html": "no browser sends a body without its length",
    "413.html": "no form holds that much",
    "414.html": "no link is that long",
    "admin/index.html": "for superusers alone (tests/worker shows it)",
    "account/recovery_code.html": "shown once, to whoever claims (tests/people shows it)",
    "account/prove.html": "once a record is sealed (tests/people shows it)",
    "staffing/_waiting_codes.html": "takes two of HR (tests/people shows it)",
    "learning/_others.html": "takes a hundred people (tests/learning shows it)",
    "mailing/stop.html": "by the link in a mail alone (tests/mailing opens it)",
    "insights/_key.html": "divided bars: no shipped chart has them yet (tests/insights draws them)",
}

# Templates that a state shows on a slow machine, and no state on a quick one.
BY_CHANCE = {
    "home/_looks_again.html": "while something goes on (tests/staffing shows it)",
    "studio/_job_open.html": "an edit that a check refused (tests/studio shows it)",
    "staffing/going_on.html": "while an import runs (tests/staffing shows it)",
    "studio/drafts/_beside.html": "what follows from a save (tests/studio shows it)",
    "studio/drafts/_not_saved.html": "a save that was refused (tests/studio shows it)",
    "studio/drafts/_picks.html": "figures as they are looked for (tests/studio shows it)",
    "studio/drafts/_left_to_confirm.html": "while fields wait (tests/studio shows it)",
    "studio/reviews/being_checked.html": "while drafts are checked (tests/studio shows it)",
    "studio/imports/waits.html": "while a zip is checked (tests/studio shows it)",
    "studio/report_waits.html": "while a report is read (tests/studio shows it)",
}

# What goes wrong on a page that was clean: how a text is drawn, what lies behind it, its own fault.
FAULTS = {
    "faint": "text.style.color = '#999'",
    "faint in the dark": "text.style.color = '#5a6462'",
    "another background": "text.parentElement.style.background = '#6a7a78'",
    "paler as a whole": "text.parentElement.style.opacity = 0.4",
    "a box across": """const box = document.createElement("div"), at = text.getBoundingClientRect();
        box.style = `position: absolute; z-index: -1; background: #777; width: ${at.width + 40}px;
            height: ${at.height + 40}px; left: ${at.left - 20}px; top: ${at.top + scrollY - 20}px`;
        document.body.append(box)""",
    "a link like its text": """text.style.color = "#222";
        text.innerHTML = "Some words and <a href='/help/'>a link</a> among them";
        text.firstElementChild.style = "color: #333; text-decoration: none; border: 0"
    """,
    "a button without a name": "text.replaceChildren(document.createElement('button'))",
    "targets too small and too near": """text.replaceChildren(...["One", "Two"].map(name => {
        const button = document.createElement("button");
        button.ariaLabel = name;
        button.style = "width: 9px; height: 9px; padding: 0; border: 0; min-height: 0";
        return button;
    }))""",
}

ROLES: dict[str, tuple[Who | None, list]] = {
    "visitor": (None, [states.visitor]),
    "learner": (LOOKER, [states.learner]),
    "second_learner": (SECOND, [states.second]),
    "reader": (BROWSER, [states.library, states.shelf, states.ended, states.own_pages]),
    "recaller": (RECALLER, [states.recaller]),
    "manager": (MANAGER_OF_TEAMS, [hr_states.manager]),
    "hr": (HR, [hr_states.hr]),
    "auditor": (AUDITOR, [hr_states.auditor]),
    "author": (AUTHOR, [studio_states.author]),
    "writer": (AUTHOR, [studio_states.writing]),
}
_looked_at: set[str] = set()  # roles
_asked_for: set[str] = set()  # addresses, by name


def note(page: Page) -> None:
    """Write down by which addresses of the site the page goes."""

    def requested(request) -> None:
        try:
            _asked_for.add(resolve(urlsplit(request.url).path).view_name)
        except Resolver404:
            return

    page.on("request", requested)


def leads_of(server, page: Page, role: str) -> Iterator[Iterator[str]]:
    """The ways of a role through its pages, given what each needs."""
    right = right_texts(server.database)
    for lead in ROLES[role][1]:
        more = {"mail": server.log, "right": right}
        names = lead.__code__.co_varnames[: lead.__code__.co_argcount]
        yield lead(page, *[more[name] for name in names if name in more])


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_on_a_page_that_was_clean(visit, monkeypatch, fault: str):
    """Also when all else on it is known, and just as it is when nothing is."""
    page = visit()
    page.goto("/learn/away/")
    assert audit(page, "clean") == []
    page.evaluate(f"const text = document.querySelector('main p'); {fault}")
    knowing = audit(page, "page")
    monkeypatch.setattr("tests.journeys.audit._judged", set())
    assert knowing == audit(page, "page") != []


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shuts_anybody_out(visit, server, role: str):
    if not _looked_at:
        server.forget_templates()
    page = visit()
    note(page)
    if who := ROLES[role][0]:
        sign_in(page, who)
    wrong = []
    for leading in leads_of(server, page, role):
        for name in leading:
            wrong += audit(page, name)
    _looked_at.add(role)
    assert not wrong, f"{len(wrong)} found\n" + "\n".join(wrong)


def test_every_address_and_template_was_looked_at(server):
    if _looked_at != set(ROLES):
        pytest.skip("only together with every role")
    names = {name for name in _names(get_resolver()) if not name.startswith("admin:")}
    assert sorted(names - _asked_for - set(NOT_VISITED)) == []
    assert sorted(set(NOT_VISITED) & _asked_for) == [], "these are visited after all"
    files = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    shown = {name.partition("#")[0] for name in server.templates()}
    assert sorted(files - shown - set(NOT_SHOWN) - set(BY_CHANCE)) == []
    assert sorted(set(NOT_SHOWN) & shown) == [], "these are shown after all"


def _names(resolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern, inner)
        elif pattern.name:
            yield space + pattern.name
