"""Every state of the pages of HR, managers and auditors, like those of learners in states.py."""

import re

from playwright.sync_api import Page

from tests.journeys.people import LATER, NEWCOMER
from tests.journeys.states import CHECKING, States, fill_assignment, follow, press


def manager(page: Page) -> States:
    for query in ("", "?q=zzz", "?team=packing-a"):
        page.goto(f"/team/{query}")
        yield f"team {query}"
    page.goto("/learn/")
    yield "home, everything done"
    page.goto("/me/")
    yield "own page, everything done"


def auditor(page: Page) -> States:
    for address in ("/hr/", "/hr/?site=leeds", "/hr/people/", "/learn/"):
        page.goto(address)
        yield f"{address}, auditor"


LIST = """Anst nr;E-post;Namn;Ort;Enhet;Slut
990001;;Nora Berg;Gothenburg;;
990002;;Olle Ek;Gothenburg;;31/02/2027
990003;;Pia Ul;Nowhere;Team of its own;
990004;;Rut Al;Nowhere;Team of its own;
"""


def a_list(page: Page) -> States:
    """A list of people from being chosen to being taken back."""
    page.goto("/hr/people/import/")
    yield "a list, not chosen"
    press(page, "Read the file")
    yield "a list, none chosen"
    staff = {"name": "staff.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.locator("[name=file]").set_input_files(staff)
    press(page, "Read the file")
    page.get_by_role("heading", name="3 new, 1 needs you").wait_for(timeout=CHECKING)
    yield "a list, rehearsed"
    page.locator("select[name=country]").first.select_option("SE")
    press(page, "Take what I chose")
    page.get_by_text("What you said of one site").click(timeout=CHECKING)
    yield "a list, a site said"
    address = page.url
    for part in ("columns/", "rows/new/", "rows/needs/"):
        page.goto(f"{address}{part}")
        yield f"a list, {part}"
    page.goto(address)
    press(page, "Import 1, leave 3")
    page.get_by_role("heading", name="1 imported, 3 left").wait_for(timeout=CHECKING)
    yield "a list, its receipt"
    press(page, "Take this import back")
    page.get_by_role("heading", name="1 taken back").wait_for(timeout=CHECKING)
    yield "a list, taken back"
    page.goto("/hr/people/import/")
    yield "lists so far"


EARLIER = """Employee no;Course;Completed on
NF-1042;Fire safety;2025-03-31
NF-1042;First aid;31/02/2025
"""


def _earlier(page: Page) -> States:
    """What people finished elsewhere, from a file being chosen to being taken back."""
    page.goto("/hr/people/earlier/")
    yield "an earlier system, not chosen"
    for text in (EARLIER.replace("Course", "Thing"), EARLIER):
        page.get_by_label("Name of the earlier system").fill("Old system")
        file = {"name": "earlier.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("[name=file]").set_input_files(file)
        press(page, "Read the file")
        yield "an earlier system, read"
    press(page, "Import 1, leave 1")
    yield "an earlier system, imported"
    address = page.url
    for other in ("/hr/people/earlier/", "/hr/people/earlier/list/"):
        page.goto(other)
        yield other
    follow(page, page.get_by_role("link", name="Samir Haddad"))
    yield "a person with something from an earlier system"
    page.goto(address)
    press(page, "Take this import back")
    yield "an earlier system, taken back"


def _marked(page: Page) -> States:
    """Somebody is marked, and each thing that can be done is asked about."""
    for verb in ("Give more time", "Excuse", "Pause"):
        page.goto("/hr/people/?site=cork&which=late")
        page.locator(".aw-picks input").first.check()
        press(page, verb)
        yield f"{verb}, asked"
    page.goto("/hr/people/?site=cork&which=late")
    page.locator(".aw-picks input").first.check()
    press(page, "Give more time")
    page.get_by_label("New due day").fill("2020-01-01")
    press(page, "Give more time")
    yield "Give more time, refused"


def hr(page: Page) -> States:
    people = ("", "?q=zzz", "?site=cork&which=late", "?which=past", "?page=2")
    for address in ("", "?site=leeds", *[f"people/{query}" for query in people], "assign/"):
        page.goto(f"/hr/{address}")
        yield f"/hr/{address}"
    for address in ("", "?by=module", "?by=team&site=cork"):
        page.goto(f"/hr/over-time/{address}")
        yield f"/hr/over-time/{address}"
    yield from _marked(page)
    page.goto("/hr/people/?q=Samir")
    follow(page, page.get_by_role("link", name="Samir Haddad").first)
    yield "one page a person"
    follow(page, page.get_by_role("link", name="Youth edition"))
    yield "youth edition"
    page.get_by_label("Youth edition until").fill(LATER)
    press(page, "Save the day")
    yield "/hr/people/, after a day was saved"
    page.goto("/hr/people/?q=Samir")
    follow(page, page.get_by_role("link", name="Samir Haddad").first)
    follow(page, page.get_by_role("link", name="Youth edition"))
    page.get_by_label("Youth edition until").fill("")
    press(page, "Save the day")
    yield from _one_person(page)
    yield from _several(page)
    yield from _places(page)
    yield from a_list(page)
    yield from _earlier(page)
    yield from _ways_in(page)
    yield from _mail(page)
    page.goto("/studio/modules/")
    yield "/studio/modules/, HR"
    page.goto("/hr/assign/")
    page.get_by_label("Due day").fill("")
    press(page, "What will happen")
    yield "assign, refused"
    fill_assignment(page, "what-to-do", "Gothenburg", LATER)
    press(page, "What will happen")
    yield "assign, what will happen"
    page.locator("#what-to-do-asked summary").click()
    press(page, "Show the names")
    yield "assign, the names"
    follow(page, page.get_by_role("link", name="All of it, and what was withdrawn"))
    yield "what is assigned"
    follow(page, page.locator("tbody a").first)
    yield "one assignment"
    follow(page, page.get_by_role("link", name="Withdraw it"))
    yield "withdrawing an assignment"
    yield from _workplace(page)


def _one_person(page: Page) -> States:
    """Somebody is added, changed, put on leave, ended and brought back."""
    page.goto("/hr/people/staff/add/")
    press(page, "Add this person")
    yield "a person, refused"
    page.get_by_label("Name").fill("Nora Berg")
    page.get_by_label("Employee number").fill("NB-1")
    page.get_by_label("Site").select_option(label="Gothenburg")
    press(page, "Add this person")
    yield "a person, added"
    address = page.url
    page.goto(f"{address}edit/")
    yield "a person, to edit"
    page.get_by_label("Name").fill("Nora Berglund")
    press(page, "Save")
    yield "a person, changed"
    page.goto(f"{address}leave/")
    page.get_by_label("First day").fill(LATER)
    press(page, "Save the leave")
    page.goto(f"{address}leave/")
    yield "a person, on leave"
    press(page, "There is no leave after all")
    page.goto(f"{address}end/")
    press(page, "Save the last day")
    yield "a last day, refused"
    page.get_by_label("Last day").fill("2020-01-01")
    press(page, "Save the last day")
    yield "a person, ended"
    press(page, "Bring back")
    page.goto("/me/employer/")
    yield "what the employer sees"


def _several(page: Page) -> States:
    for group in ("here", "no-team", "left"):
        page.goto(f"/hr/people/staff/?group={group}")
        yield f"list of staff, {group}"
    for button, save in (("Move", "Move them"), ("End", "Save the last day")):
        page.goto("/hr/people/staff/?q=Nora")
        page.get_by_label("Mark Nora Berglund").check()
        press(page, button)
        yield f"several, {button}"
        press(page, save)
        yield f"several, {button}, refused"


def _places(page: Page) -> States:
    for kind in ("site", "team"):
        page.goto(f"/hr/people/places/{kind}/")
        press(page, f"Save the {kind}")
        yield f"a {kind}, refused"
        page.get_by_label("Name").fill("Mistyped")
        if kind == "site":
            page.get_by_label("Country").select_option("SE")
        press(page, f"Save the {kind}")
        yield f"a {kind}, made"
        page.goto(f"/hr/people/places/{kind}/mistyped/")
        yield f"a {kind}, to edit"
        for verb in ("merge", "close", "reopen"):
            page.goto(f"/hr/people/places/{kind}/mistyped/{verb}/")
            yield f"a {kind}, to {verb}"
        page.goto(f"/hr/people/places/{kind}/mistyped/merge/")
        press(page, "Show what it does")
        yield f"a {kind}, what merging does"
        page.goto(f"/hr/people/places/{kind}/mistyped/close/")
        press(page, "Close Mistyped")
        page.goto(f"/hr/people/places/{kind}/mistyped/reopen/")
        yield f"a closed {kind}"
        press(page, "Open Mistyped again")
        page.goto(f"/hr/people/places/{kind}/mistyped/")
        press(page, "It was mistyped: take it out")
        yield f"a {kind}, taken out"


def _mail(page: Page) -> States:
    """Who is written to on some days, the words around a mail, and turning it on and off."""
    for query in ("", "?day=soon&q=zzz", f"?day={LATER}&q=Samir"):
        page.goto(f"/hr/mail/{query}")
        yield f"mail of a day {query}"
    follow(page, page.get_by_role("link", name="Done").first)
    yield "names of a reason"
    page.goto("/hr/mail/returned/")
    yield "mail that did not arrive"
    page.goto("/hr/mail/words/")
    yield "words around a mail"
    page.get_by_label("Answers go to").fill("nowhere")
    press(page, "Show it first")
    yield "words around a mail, refused"
    page.get_by_label("Answers go to").fill("hr@example.com")
    press(page, "Show it first")
    yield "words around a mail, shown first"
    for way in ("on", "off"):
        page.goto("/hr/mail/words/")
        press(page, "Turn mail on" if way == "on" else "Turn it off")
        yield f"mail turned {way}"
        page.goto("/hr/people/?which=late&site=cork")
        page.locator("input[name=everybody]").check()
        press(page, "Remind")
        yield f"whom a reminder reaches, mail turned {way}"
    page.goto("/me/mail/")
    yield "one's own mail"
    page.goto("/hr/modules/")
    for verb in ("Close", "Open"):
        yield f"what may be taken unasked, before: {verb}"
        follow(page, page.get_by_role("button", name=verb).first)


def _ways_in(page: Page) -> States:
    """A code is made, printed, typed, and leads to the page where a password is chosen."""
    for query in ("", "?group=claimed", "?q=zzz"):
        page.goto(f"/hr/people/ways-in/{query}")
        yield f"ways in {query}"
    page.goto(f"/hr/people/ways-in/?q={NEWCOMER.sign_in}")
    follow(page, page.get_by_role("link", name=NEWCOMER.name).first)
    page.goto(page.url.replace("/staff/", "/ways-in/ask/"))
    yield "a code of two, not for them"
    page.goto(f"/hr/people/ways-in/?q={NEWCOMER.sign_in}")
    page.get_by_label(NEWCOMER.name).check()
    press(page, "Invite by e-mail")
    yield "ways in, invited"
    page.get_by_label(NEWCOMER.name).check()
    press(page, "Make codes to print")
    yield "codes to print"
    code = page.locator(".aw-codes__code").inner_text()
    page.goto("/account/code/")
    yield "a code"
    for typed in ("ABCD-EFGH-JKMN", code):
        page.get_by_label("Code").fill(typed)
        press(page, "Go on")
        yield f"a code, {'right' if typed == code else 'wrong'}"
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same once more").fill("short")
    press(page, "Save the password and go on")
    yield "a password that is too short"
    page.goto("/account/claim/nonsense/")
    yield "an address that opens nothing"


def _workplace(page: Page) -> States:
    page.goto("/workplace/")
    yield "four steps"
    yield from _go_live(page)
    yield from _law(page)
    for slug, step in (
        ("leeds", "contact/1"),
        ("leeds", "contact/3"),
        ("leeds", "policy"),
        ("leeds", "site"),
        ("cork", "lines/report"),
    ):
        page.goto(f"/workplace/{slug}/{step}/")
        yield f"{step}"
        for field in page.locator("main input.form-control, main textarea").all():
            field.fill("")
        press(page, "Save")
        yield f"{step}, refused"
    page.get_by_label("Who answers").fill("The line of our own")
    page.get_by_label(re.compile("Phone")).fill("020 910 0101")
    press(page, "Save")
    yield "lines, with one of our own"
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Save what I tried")
    yield "lines, checked"
    press(page, "Take off the page")
    yield "lines, taken off"


def _go_live(page: Page) -> States:
    """What is said before the first module, and the card by its link."""
    press(page, "Mark as none here")
    press(page, "Send the test mail")
    yield "four steps, something said"
    press(page, "Take it back")
    yield "four steps, something taken back"
    page.goto("/workplace/leeds/link/")
    yield "help card by link, none yet"
    press(page, "Make the link")
    yield "help card by link, made"
    page.goto(page.locator("a.aw-anywhere").get_attribute("href"))
    yield "help card, by its link"


def _law(page: Page) -> States:
    page.goto("/workplace/law/IE/")
    yield "legal card, none yet"
    press(page, "Save")
    yield "legal card, refused"
    page.get_by_label("What the law asks here").fill("What somebody approved.")
    page.get_by_label("Approved by").fill("Niamh Byrne")
    page.get_by_label("Their role").fill("Solicitor")
    page.get_by_label("Approved on").fill("2026-01-08")
    page.get_by_label("Expires on").fill(LATER)
    press(page, "Save")
    yield "four steps, a card that holds"
    page.goto("/workplace/law/IE/")
    yield "legal card, one that holds"
    press(page, "Take the card back")
    yield "legal card, taken back"
