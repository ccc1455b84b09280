"""Takes a module as a person does: looks at the page, and clicks what it offers.

The walker knows no addresses and no steps. What it answers is decided by `Walker.choose`; the
texts of right answers come from the database (`database.right_texts`).
"""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.database import RightTexts

TAKEN = re.compile("(Check|Save) my answer")  # saved, where all there is to say comes at the end
MOST_PAGES = 90  # of one module; more means that it goes round in circles
# What kind of page this is, asked of the browser at once.
KIND = """kinds => {
    const headings = [...document.querySelectorAll("h1, h2, h3")].map(e => e.textContent.trim());
    if (document.querySelector("button[name=route][value=begin]")) return "open";
    if (headings.includes("That is all of it. Thank you.")) return "done";
    const found = Object.entries(kinds).find(([kind, mark]) => document.querySelector(mark));
    return found ? found[0] : "read";
}"""
KINDS = {
    "scenario": "button.aw-answer",
    "estimate": "input[name=guess]",
    "check": "#ask input[name=answer]",
    "match": "#ask select",
    "sort": "#ask .aw-sort",
    "commit": "main form[action$='/go-on/'] input[name=contact]",
    "again": "form[action$='/retry/'] button",
    "feedback": "#feedback",
}
TOPIC = ("abuse", "sexual", "child", "csam", "alert", "laptop", "predator", "material")


class Walker:
    """Somebody at a page of a module. `right` are the texts of right answers.

    `guesses` are typed in turn into the first estimate that comes; `wrong` is how many of the next
    decisions are made wrong on purpose.
    """

    def __init__(self, page: Page, right: RightTexts, *, js: bool = True, wrong: int = 0):
        self.page, self._right, self.js, self.wrong = page, right, js, wrong
        self.guesses = ["30"]  # a number of computers, or a share
        self.asked = 0  # questions and decisions answered
        self.met: list[str] = []  # what came, in order
        self.before_answer: Callable[[str], None] | None = None

    # --- what kind of page this is -------------------------------------------------------------

    @property
    def at(self) -> str:
        """open, done, scenario, again, feedback, estimate, check, match, sort, commit or read."""
        return self.page.evaluate(KIND, KINDS)

    @property
    def way_on(self) -> Locator:
        """The button that leads on, wherever on the page it is."""
        return self.page.locator("main .btn-primary").last

    # --- one thing at a time -------------------------------------------------------------------

    def step(self) -> str:
        """Do the one thing that the page asks for; returns what it was."""
        kind = self.at
        self.met.append(kind)
        if kind in ("scenario", "check", "match", "sort", "estimate") and self.before_answer:
            self.before_answer(kind)
        match kind:
            case "open":
                self.leave(self.page.locator("button[name=route][value=begin]"))
            case "scenario":
                self.answer(self.decision())
            case "check":
                self.tick()
                self.answer(self.page.get_by_role("button", name=TAKEN))
            case "match":
                self.match()
                self.answer(self.page.get_by_role("button", name=TAKEN))
            case "sort":
                self.sort()
                self.answer(self.page.get_by_role("button", name=TAKEN))
            case "estimate":
                self.page.get_by_label("Your guess").fill(self.guesses[-1])
                self.answer(self.page.get_by_role("button", name="See what was found"))
            case "commit":
                self.name_the_contact()
            case "again":
                self.leave(self.page.get_by_role("button", name="That moment again"))
            case "done":
                raise AssertionError("the module is done already")
            case _:
                self.leave(self.way_on)
        return kind

    def until(self, *kinds: str) -> None:
        """Go on until the page is of one of these kinds."""
        for _count in range(MOST_PAGES):
            if self.at in kinds:
                return
            self.step()
        raise AssertionError(f"never came to {kinds}; met {self.met[-12:]} at {self.page.url}")

    def finish(self) -> None:
        self.until("done")

    def right(self, offered: list[str]) -> set[str]:
        """The texts of right answers to the question at hand, which offers these."""
        item = self.page.locator("form [name=item]").first.input_value()
        return self._right.of(int(item), offered)

    def decision(self) -> Locator:
        """The answer to tap: the right one, or on purpose another."""
        answers = self.page.locator("button.aw-answer")
        texts = answers.all_inner_texts()
        known = self.right(texts)
        right = [place for place, text in enumerate(texts) if text.strip() in known]
        assert len(right) == 1, f"no one right answer at {self.page.url}: {texts}"
        if not self.wrong:
            return answers.nth(right[0])
        self.wrong -= 1
        return answers.nth(next(place for place in range(len(texts)) if place not in right))

    def tick(self) -> None:
        """Choose every right option of the question at hand."""
        labels = self.page.locator("#ask label.form-check-label")
        texts = labels.all_inner_texts()
        known = self.right(texts)
        right = [place for place, text in enumerate(texts) if text.strip() in known]
        assert right, f"no right option at {self.page.url}"
        for place in right:
            labels.nth(place).click()

    def match(self) -> None:
        """Give each line what belongs to it."""
        known = self.right([])
        for line in self.page.locator("#ask select").all():
            name = self.page.locator(f"label[for={line.get_attribute('id')}]").inner_text().strip()
            offered = [text.strip() for text in line.locator("option").all_inner_texts()]
            fitting = [text for text in offered if f"{name}\n{text}" in known]
            assert len(fitting) == 1, f"no one right line at {self.page.url}: {name}"
            line.select_option(label=fitting[0])

    def sort(self) -> None:
        """Put each line into its group."""
        known = self.right([])
        for line in self.page.locator("#ask .aw-sort").all():
            name = line.locator("legend").inner_text().strip()
            groups = line.locator("label")
            offered = [text.strip() for text in groups.all_inner_texts()]
            [place] = [n for n, text in enumerate(offered) if f"{name}\n{text}" in known]
            groups.nth(place).click()

    def name_the_contact(self) -> None:
        """Whom to tell: chosen among those named, or looked for among more, one after the other."""
        for place in range(self.page.locator("main input[name=contact]").count()):
            self.page.locator("main input[name=contact]").nth(place).check()
            self.leave(self.page.locator("main form[action$='/go-on/'] .btn-primary"))
            if self.at != "commit":
                return
        raise AssertionError(f"nobody is the one to tell at {self.page.url}")

    # --- clicking ------------------------------------------------------------------------------

    def leave(self, button: Locator) -> None:
        """Click something that leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            button.click()

    def answer(self, button: Locator, *, double: bool = False) -> None:
        """Click an answer, and see that the reader is taken to what came back."""
        self.asked += 1
        click = button.dblclick if double else button.click
        if not self.js:
            with self.page.expect_navigation(wait_until="load"):
                click()
            expect(self.page.locator("#feedback")).to_be_visible()
            return
        self.page.evaluate("window.stayed = true")
        before = self.page.locator("#ask").inner_text()
        with self.page.expect_response(lambda r: "/answer/" in r.url and r.ok):
            click()
        expect(self.page.locator("#ask")).not_to_have_text(before)
        self.arrived("#feedback")

    def arrived(self, where: str) -> None:
        """With JavaScript: no page was loaded, focus is on what came back, and it was announced."""
        expect(self.page.locator(where)).to_be_focused()
        expect(self.page.locator("#announce")).not_to_be_empty()
        assert self.page.evaluate("window.stayed") is True, "a whole page was loaded"
