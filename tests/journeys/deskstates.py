"""Every state of the pages of managers, auditors, authors and HR, like those in states.py."""

import io
import re
import zipfile

from playwright.sync_api import Page

from tests.journeys.people import LATER, NEWCOMER
from tests.journeys.states import States, fill_assignment, follow, open_all, press
from tests.reading.made import pdf

CHECKING = 180_000  # ms: all shipped content, on a machine that does other things too


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


def save(page: Page, then: str) -> None:
    """Save an edit, and wait as its page does until the worker has checked all content."""
    press(page, "Check and save")
    page.get_by_role("heading", name=then, level=1).wait_for(timeout=CHECKING)


def drafts(page: Page) -> States:
    """An author begins a page, writes it, looks at it and puts it away."""
    page.goto("/studio/contents/")
    yield "what there is"
    page.goto("/studio/drafts/")
    yield "drafts"
    follow(page, page.get_by_role("link", name="A new page"))
    yield "a new page"
    press(page, "Begin")
    yield "a new page without a title"
    page.locator("[name=report]").select_option("netclean-2018")
    page.get_by_label("Title").fill("Of our own")
    press(page, "Begin")
    yield "a draft"
    address = page.url
    named = "{figure:share-us} and {figure:share-europe}, {figure:alerts}."
    page.locator("[name=body]").fill(named)
    press(page, "Propose a drawing of the figures in the text")
    open_all(page)
    yield "a draft, a drawing proposed and one refused"
    press(page, "Use it")
    yield "a draft, a drawing taken"
    page.goto("/studio/drafts/")
    follow(page, page.get_by_role("link", name="Officers from the USA"))
    yield "a drawing"
    for part in ("history/", "play/", "delete/"):
        page.goto(f"{address}{part}")
        yield f"a draft: {part}"
    press(page, "Delete it")
    yield "drafts, one deleted"


def questions_and_modules(page: Page) -> States:
    """An author begins a question, and a copy of a module."""
    page.goto("/studio/drafts/new/question/")
    yield "a new question"
    page.locator("[name=report]").select_option("netclean-2018")
    page.locator("[name=stem]").fill("What do the alerts of that year count?")
    press(page, "Begin")
    open_all(page)
    yield "a question, begun"
    page.goto("/studio/contents/?kind=question&state=published")
    page.get_by_role("button", name="Begin a draft").first.click()
    page.wait_for_load_state("load")
    open_all(page)
    yield "a question that is published, as a draft"
    page.goto("/studio/contents/?kind=subject")
    page.get_by_role("button", name="Begin a draft").first.click()
    page.wait_for_load_state("load")
    open_all(page)
    yield "a subject as a draft"
    page.goto("/studio/drafts/new/module/")
    yield "a new module"
    page.locator("[name=subject]").select_option("child-protection")
    page.locator("[name=title]").fill("Of our own")
    page.locator("[name=copy]").select_option(label="What to do")
    press(page, "Begin")
    open_all(page)
    yield "a module, begun as a copy"
    yield from walk(page)


def walk(page: Page) -> States:
    """The module is walked as a learner does, each step in another edition than the last."""
    follow(page, page.get_by_role("link", name="Play it as a learner"))
    yield "a walk, before its first step"
    press(page, "Begin")
    editions = ("Plain", "Youth", "Ordinary")
    for number in range(40):
        follow(page, page.get_by_role("link", name=editions[number % 3], exact=True))
        yield f"a walk, step {number + 1}"
        on = page.locator(".aw-stepfoot a").first
        follow(page, on)
        if "/end/" in page.url:
            break
    yield "the end of a walk"


def situation(page: Page) -> States:
    """An author begins a situation, and a draft of one that is published; adds a turn, plays it."""
    page.goto("/studio/drafts/new/situation/")
    page.locator("[name=subject]").select_option("child-protection")
    page.locator("[name=title]").fill("Of our own")
    press(page, "Begin")
    open_all(page)
    yield "a new situation, nothing written yet"
    page.goto("/studio/contents/?kind=situation")
    yield "situations"
    page.get_by_role("button", name="Begin a draft").first.click()
    page.wait_for_load_state("load")
    address = page.url
    open_all(page)
    yield "a situation that is published, as a draft"
    follow(page, page.get_by_role("link", name="Play from here").nth(1))
    yield "a situation, to be played from a turn"
    page.locator("#ask button[name=answer]").first.click()
    page.locator("#ask .aw-back__head").first.wait_for()
    yield "a situation, played from a turn"
    page.goto(address)
    follow(page, page.get_by_role("button", name="Add a turn").first)
    yield "a situation, a turn added"


def offers(page: Page) -> States:
    """What item models offer of a report: one is refused and comes back, two are taken."""
    page.goto("/studio/offers/netclean-2018/")
    open_all(page)
    yield "what can be asked of a report"
    page.goto("/studio/offers/netclean-2018/?family=Q13")
    page.locator("summary.btn").first.click()
    press(page, "Do not offer it again")
    yield "an offer refused without a reason"
    page.get_by_label("It misleads").first.check()
    press(page, "Do not offer it again")
    yield "an offer, refused"
    page.get_by_role("button", name="Bring it back").first.click()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="Take").first.click()
    page.wait_for_load_state("load")
    yield "an offer, taken"
    page.locator(".aw-aside a[href*='/drafts/']:not(.aw-link)").first.click()
    open_all(page)
    yield "a line of an item model"
    page.goto("/studio/offers/netclean-2018/?family=Q2")
    page.get_by_role("button", name="Edit").first.click()
    page.wait_for_load_state("load")
    open_all(page)
    yield "an offer, to be written by hand"


def possible_disagreements(page: Page) -> States:
    """Pairs of numbers that may disagree: one is refused and comes back, one is taken."""
    page.goto("/studio/disagreements/child-protection/")
    yield "what may disagree"
    page.locator("summary.btn").first.click()
    press(page, "Do not offer it again")
    yield "a pair refused without a reason"
    page.get_by_label("They are about different things").first.check()
    press(page, "Do not offer it again")
    yield "a pair, refused"
    page.get_by_role("button", name="Bring it back").first.click()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="Take").first.click()
    page.wait_for_load_state("load")
    yield "a disagreement as a draft"
    page.goto("/studio/disagreements/child-protection/?report=netclean-2018")
    yield "what may disagree, of one report"
    page.goto("/studio/drafts/new/discrepancy/")
    yield "a new disagreement"


def reviews(page: Page) -> States:
    """A review that was asked of this author."""
    page.goto("/studio/reviews/")
    yield "reviews"
    page.goto("/studio/reviews/ask/")
    yield "asking for a review"
    page.get_by_label("Of our own").first.check()
    page.get_by_label("Who reads it").select_option(index=1)
    press(page, "Ask for the review")
    page.get_by_text("Nothing was sent: publishing would refuse this").wait_for(timeout=CHECKING)
    yield "asking for a review that publishing would refuse"
    page.goto("/studio/reviews/")
    follow(page, page.get_by_role("link", name="Two fields of a figure"))
    yield "a review of a figure"
    page.goto("/studio/reviews/")
    follow(page, page.get_by_role("link", name="At work, reviewed"))
    open_all(page)
    yield "a review"
    page.locator("form[action$='/comment/'] button").last.click()
    page.wait_for_load_state("load")
    yield "a comment without words"
    press(page, "It is right")
    yield "a review, a passage found right"
    page.get_by_role("button", name="Return to").click()
    page.wait_for_load_state("load")
    yield "a review, returned"
    page.goto("/studio/reviews/")
    yield "reviews, one of which has ended"


def writing(page: Page) -> States:
    """An author works from a report's file to drafts and a review."""
    yield from report_file(page)
    yield from drafts(page)
    yield from questions_and_modules(page)
    yield from situation(page)
    yield from offers(page)
    yield from possible_disagreements(page)
    yield from reviews(page)
    yield from zip_imports(page)


def report_file(page: Page) -> States:
    """An author sends a report, and one that is not taken."""
    page.goto("/studio/reports/")
    yield "reports as files"
    press(page, "Read the report")
    yield "no file chosen"
    lines = ["# Women at work", "Of them 67 % are women, said the report of the office."]
    send(page, pdf(lines, ["Country\tYes (%)", "Sweden\t71.3", "Norway\t60.1"]))
    page.get_by_role("heading", name="Women at work", level=1).wait_for(timeout=CHECKING)
    open_all(page)
    yield "a report, read"
    follow(page, page.locator(".aw-mark").first)
    yield "a number found in it"
    page.locator("[name=subject]").select_option("child-protection")
    press(page, "Work with this report")
    open_all(page)
    yield "what is said of a report, to be confirmed"
    page.get_by_role("link", name="In the report's text").click()
    page.locator(".aw-mark").first.click()
    press(page, "Pick this number")
    yield "a number that was picked"
    page.get_by_role("link", name="Confirm its fields").click()
    page.get_by_role("button", name="Confirm").first.click()
    open_all(page)
    yield "a figure, one field confirmed"
    page.get_by_role("link", name="In the report's text").click()
    page.get_by_role("link", name="Open its tables").last.click()
    yield "a page whose tables nobody has opened"
    press(page, "Open the tables of this page")
    page.get_by_role("button", name="Pick table 1").wait_for(timeout=CHECKING)
    yield "the tables of a page"
    press(page, "Pick table 1")
    open_all(page)
    yield "a table, to be confirmed"
    page.goto("/studio/reports/")
    send(page, b"%PDF-1.7 and nothing of one")
    page.get_by_role("heading", name="This file was not taken", level=1).wait_for(timeout=CHECKING)
    yield "a file that was not taken"


def zip_imports(page: Page) -> States:
    """An author takes a report out, changes it, and sends it back; and a zip that is refused."""
    taken = page.request.get("/studio/contents/fraud-at-work/ic3-2024.zip").body()
    with zipfile.ZipFile(io.BytesIO(taken)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    page.goto("/studio/imports/")
    yield "from a zip"
    press(page, "Check the zip")
    yield "no zip chosen"
    name = next(name for name in files if name.endswith("figures.csv"))
    _send_zip(page, files | {name: files[name] + b"not,a,row\n"})
    page.get_by_role("heading", name="The zip is not taken").wait_for(timeout=CHECKING)
    yield "a zip that a check refused"
    page.goto("/studio/imports/")
    name = next(name for name in files if name.endswith("01-phishing.md"))
    plain = name.replace(".md", ".plain.md")
    new = {each.replace("01-phishing", "05-more"): files[each] for each in (name, plain)}
    _send_zip(page, files | new | {name: files[name] + b"\nOne sentence more stands here.\n"})
    page.get_by_role("heading", name="What the zip would change").wait_for(timeout=CHECKING)
    open_all(page)
    yield "what a zip would change"
    press(page, "Make 3 drafts")
    page.get_by_role("link", name=name.partition("/")[2]).click()
    yield "a file as a draft"


def _send_zip(page: Page, files: dict[str, bytes]) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    sent = {"name": "report.zip", "mimeType": "application/zip", "buffer": made.getvalue()}
    page.get_by_label("Zip").set_input_files(sent)
    press(page, "Check the zip")


def send(page: Page, data: bytes) -> None:
    file = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": data}
    page.get_by_label("File").set_input_files(file)
    press(page, "Read the report")


def author(page: Page) -> States:
    for address in (
        "/learn/",
        "/library/",
        "/me/",
        "/studio/",
        "/studio/?q=zzz",
        "/studio/statistics/",
    ):
        page.goto(address)
        yield f"{address}, author"
    for address in (
        "questions/netclean-2018/what-513-counts/",
        "questions/scenario/s1-a/",
        "figures/netclean-2018/alerts/",
    ):
        page.goto(f"/studio/{address}")
        open_all(page)
        yield f"/studio/{address}"
    for address in (
        "questions/netclean-2018/alerts-are-not-people/",
        "pages/netclean-2018/workplace/plain/",
    ):
        page.goto(f"/studio/edit/{address}")
        yield f"/studio/edit/{address}"
    page.goto("/studio/edit/figures/netclean-2018/alerts/")
    open_all(page)
    yield "a figure to edit"
    page.get_by_label("label", exact=True).fill("Alerts, in total")
    save(page, "Saved and loaded")
    yield "an edit, and what it touched"
    page.goto("/studio/jobs/")
    yield "what is not done yet"
    page.goto("/studio/edit/figures/netclean-2018/alerts/")
    page.get_by_label("value", exact=True).fill("531")
    press(page, "Check and save")
    yield "an edit that a second person has to read, as a draft"
    page.goto("/studio/written/")
    yield "what was edited here"
    follow(page, page.get_by_role("link", name="reports/netclean-2018"))
    yield "what was edited here, beside what ships"
    page.goto("/studio/questions/netclean-2018/alerts-are-not-people/")
    follow(page, page.get_by_role("link", name="Was the key of version 1 wrong?"))
    yield "a key to mend"
    page.goto("/studio/stale/")
    yield "what rests on a changed figure"
    page.goto("/studio/questions/netclean-2018/what-513-counts/")
    press(page, "Say it")
    yield "a review without a word"
    page.get_by_label("Return", exact=True).check()
    page.get_by_label("Why it goes back").select_option("language")
    press(page, "Say it")
    yield "a question, returned"
    page.goto("/studio/")
    yield "/studio/, with a question returned"
    page.goto("/studio/remarks/")
    yield "what readers said"
    press(page, "Dealt with")
    yield "what readers said, dealt with"
    page.goto("/studio/modules/")
    yield "/studio/modules/, author"
    page.get_by_role("button", name="I have read it and propose it").first.click()
    page.wait_for_load_state("load")
    yield "/studio/modules/, proposed"


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
    press(page, "Say that there is none")
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
