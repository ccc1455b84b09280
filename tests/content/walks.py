"""Takes a module through its real pages, by the test client and without a script."""

from bs4 import BeautifulSoup
from django.test import Client

from quizzes.kinds import Matching, Numeric, Ordering, Scenario, Single, matching, ordering
from quizzes.models import Attempt
from quizzes.queries import items_of_attempt


class Walk:
    """Somebody who takes a module without a script, page by page. `screens` counts the pages shown.

    `slips`: in how many situations the first decision is taken wrongly once.
    """

    def __init__(self, client: Client, slug: str, *, slips: int = 0):
        self.client, self.slips, self.screens = client, slips, 0
        self.slipped: set[str] = set()
        self.show(client.get(f"/learn/{slug}/"))

    def show(self, response) -> None:
        """The page that came, at the end of its redirects."""
        self.done = response.wsgi_request.path.endswith("/done/")
        self.page = BeautifulSoup(response.content, "html.parser").main
        self.screens += 1

    def post(self, form, more: dict) -> None:
        sent = {field["name"]: field.get("value", "") for field in form.select("[type=hidden]")}
        response = self.client.post(form["action"], sent | more)
        if response.status_code == 302:
            response = self.client.get(response["Location"])
        self.show(response)

    def finish(self) -> int:
        """Go on until the module is done; the screens that were shown."""
        while not self.done:
            assert self.screens < 100, self.page.text
            self.step()
        return self.screens

    def step(self) -> None:
        """One press."""
        if begin := self.page.select_one("button[name=route][value=begin]"):
            self.post(begin.find_parent("form"), {"route": "begin"})
        elif asked := self.page.select_one("#ask form:has([name=item])"):
            self.post(asked, self.answer(asked))
        elif card := self.page.select_one("form:has([name=contact])"):
            self.post(card, {"contact": self.contact(card)})
        elif again := self.page.select_one("form[action$='/retry/']"):
            self.post(again, {})
        elif on := self.page.select_one("form[action$='/go-on/']"):
            self.post(on, {})
        elif link := self.page.select_one("a.btn-primary:is([href*='/learn/'], [href*=seen])"):
            self.show(self.client.get(link["href"]))
        else:
            raise AssertionError(self.page.text)

    def answer(self, form) -> dict:
        """The right answer to the question at hand, or the slip that is due."""
        pk = int(form.select_one("[name=item]")["value"])
        attempt = Attempt.objects.get(items=pk)
        item = next(item for item in items_of_attempt(attempt) if item.pk == pk)
        spec, token = item.version.spec, {key: one for one, key in item.layout["tokens"].items()}
        match spec:
            case Numeric():
                return {"guess": "30"}
            case Scenario():
                node = spec.current_node(item.newest.answer)
                story = item.version.question.key.rpartition("-")[0]
                slip = node == spec.scenario.start and self.slips and story not in self.slipped
                if slip:
                    self.slipped.add(story)
                    self.slips -= 1
                fitting = [c.key for c in spec.nodes[node].choices if c.best is not bool(slip)]
                return {"answer": next(token[k] for c in fitting if (k := f"{node}/{c}") in token)}
            case Matching():
                pairs = spec.matching.pairs.items()
                return {
                    matching.target_field_name(token[stem]): token[target] for stem, target in pairs
                }
            case Ordering():
                keys = enumerate(spec.ordering.keys, start=1)
                return {ordering.place_field_name(token[key]): str(place) for place, key in keys}
            case Single():
                return {"answer": token[spec.solution()["choice"]]}
        raise TypeError(spec.kind)

    def contact(self, form) -> str:
        return form.select_one("[name=contact]")["value"]
