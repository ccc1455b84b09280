"""Every state of the pages of authors, like those of learners in states.py."""

import io
import zipfile

from playwright.sync_api import Page

from tests.journeys.people import AUTHOR, PASSWORD
from tests.journeys.states import CHECKING, States, follow, open_all, press
from tests.reading.made import pdf


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
    address = page.url.partition("?")[0]
    named = "{figure:share-us} and {figure:share-europe}, {figure:alerts}."
    page.locator("[name=body]").fill(named)
    open_all(page)
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
    page.goto("/broken/file/")
    yield "a file of the content that cannot be read"


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
    follow(page, page.get_by_role("button", name="Begin a draft").first)
    open_all(page)
    yield "a question that is published, as a draft"
    page.goto("/studio/contents/?kind=subject")
    follow(page, page.get_by_role("button", name="Begin a draft").first)
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
    follow(page, page.get_by_role("button", name="Begin a draft").first)
    address = page.url.partition("?")[0]
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
    follow(page, page.get_by_role("button", name="Bring it back").first)
    follow(page, page.get_by_role("button", name="Take").first)
    yield "an offer, taken"
    page.locator(".aw-aside a[href*='/drafts/']:not(.aw-link)").first.click()
    open_all(page)
    yield "a line of an item model"
    page.goto("/studio/offers/netclean-2018/?family=Q2")
    follow(page, page.get_by_role("button", name="Edit").first)
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
    follow(page, page.get_by_role("button", name="Bring it back").first)
    follow(page, page.get_by_role("button", name="Take").first)
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
    follow(page, page.get_by_role("link", name="A page of its own"))
    open_all(page)
    yield "a review of a new page"
    page.goto("/studio/reviews/")
    follow(page, page.get_by_role("link", name="At work, reviewed"))
    open_all(page)
    yield "a review"
    follow(page, page.locator("form[action$='/comment/'] button").last)
    yield "a comment without words"
    press(page, "It is right")
    yield "a review, a passage found right"
    follow(page, page.get_by_role("button", name="Return to"))
    yield "a review, returned"
    page.goto("/studio/reviews/")
    yield "reviews, one of which has ended"


def sent_again(page: Page) -> States:
    """A session that ends while an author writes."""
    page.goto("/studio/drafts/new/subject/")
    page.locator("[name=name]").fill("Noise and hearing at work")
    page.locator("[name=neutral]").fill("Health at work")
    page.context.clear_cookies(name="sessionid")
    press(page, "Begin")
    page.get_by_label("E-mail or employee number").fill(AUTHOR.sign_in)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    yield "what was typed when the session had ended"


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
    yield from sent_again(page)


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
    page.go_back()
    page.locator("[name=subject]").select_option("child-protection")
    press(page, "Work with this report")
    open_all(page)
    yield "what is said of a report, to be confirmed"
    page.get_by_role("link", name="In the report's text").click()
    page.locator(".aw-mark").first.click()
    press(page, "Pick this number")
    yield "a number that was picked"
    follow(page, page.get_by_role("button", name="Confirm").first)
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
        "/studio/questions/",
        "/studio/questions/?q=zzz",
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
    page.get_by_label("What it counts, in our own words").fill("Alerts, in total")
    save(page, "Saved and loaded")
    yield "an edit, and what it touched"
    page.goto("/studio/jobs/")
    yield "what is not done yet"
    page.goto("/studio/edit/figures/netclean-2018/alerts/")
    page.get_by_label("Number, in full size and plain digits").fill("531")
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
    page.goto("/studio/questions/")
    yield "/studio/questions/, with one returned"
    page.goto("/studio/remarks/")
    yield "what readers said"
    press(page, "Dealt with")
    yield "what readers said, dealt with"
    page.goto("/studio/modules/")
    yield "/studio/modules/, author"
    follow(page, page.get_by_role("button", name="I have read it and propose it").first)
    yield "/studio/modules/, proposed"
