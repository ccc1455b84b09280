"""How many screens a module has, and how many whoever answers by chance comes to.

The ideal way answers everything right at once. By chance each choice is as likely as the others,
and nobody remembers what they tried. `Walk` takes a module through its real pages, to hold that
these are the screens that come (tests/studio/test_what_ships.py).

    .venv/bin/python -m tests.content.screens

prints A1 and A5.
"""

from functools import cache
from math import comb

from bs4 import BeautifulSoup
from django.test import Client

from quizzes.kinds import Matching, Numeric, Ordering, Scenario, Single, matching, ordering
from quizzes.kinds.scenario import SHOWN
from quizzes.models import Attempt
from quizzes.queries import items
from tests.content.pace import best_way
from tests.content.texts import modules, scenarios

AROUND = 2  # what stands before the first step, and after the last
ASKED_AND_TOLD = 2  # screens of one question or decision
CARD_LINES = 5  # two contacts, two of other sites, the emergency number
OPTIONS = 3  # of a single choice


def ideal(step: dict) -> float:
    """Screens of a step on the ideal way."""
    match step["kind"]:
        case "scenario":
            form = scenarios()[step["scenario"]]["forms"][step["form"]]
            return ASKED_AND_TOLD * best_way(form)[1]
        case "estimate":
            return ASKED_AND_TOLD
        case "check":
            return len(step["questions"]) + 1
    return 1


def more_by_chance(step: dict, mark: int | None) -> float:
    """Screens that come on top of these, on average, for whoever answers by chance."""
    match step["kind"]:
        case "scenario":  # the first decision alone comes again, until it was the safe one
            return ASKED_AND_TOLD * (SHOWN - 1)
        case "check" if mark:
            count = len(step["questions"])
            return rounds(count, count - -(-mark * count // 100)) - (count + 1)
        case "commit" if step.get("find"):
            return CARD_LINES - 1
    return 0


@cache
def rounds(asked: int, allowed: int) -> float:
    """Screens of a check by chance, where `asked` questions are not right yet and it ends once no
    more than `allowed` are: what is not right is asked again."""
    right = 1 / OPTIONS
    chance = [
        comb(asked, wrong) * (1 - right) ** wrong * right ** (asked - wrong)
        for wrong in range(asked + 1)
    ]
    onwards = sum(chance[wrong] * rounds(wrong, allowed) for wrong in range(allowed + 1, asked))
    return (asked + 1 + onwards) / (1 - chance[asked])


def screens(slug: str) -> tuple[float, float]:
    """(on the ideal way, by chance) of a module, with what stands before and after its steps."""
    module = modules()[slug]
    mark = module.get("pass_mark", {}).get("percent")
    least = AROUND + sum(ideal(step) for step in module["steps"])
    return least, least + sum(more_by_chance(step, mark) for step in module["steps"])


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
        item = next(item for item in items(attempt) if item.pk == pk)
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
                return {matching.field(token[stem]): token[target] for stem, target in pairs}
            case Ordering():
                keys = enumerate(spec.ordering.keys, start=1)
                return {ordering.field(token[key]): str(place) for place, key in keys}
            case Single():
                return {"answer": token[spec.solution()["choice"]]}
        raise TypeError(spec.kind)

    def contact(self, form) -> str:
        return form.select_one("[name=contact]")["value"]


if __name__ == "__main__":
    for slug, module in modules().items():
        if module["code"] in ("A1", "A5"):
            least, chance = screens(slug)
            times = chance / least
            print(f"{module['code']}: {least} screens, by chance {chance:.1f}, {times:.2f} times")
