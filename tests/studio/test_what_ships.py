"""What ships, once it is loaded: the library's first page, searching it, and the studio's cards."""

import pytest
from django.urls import reverse

from awareness.content.checks import examine
from awareness.content.load import load
from awareness.content.reader import read_content
from awareness.insights.audience import may_read
from awareness.insights.models import ExplainerVersion, Figure, LibraryPart, SearchEntry
from awareness.learning.models import Completion, Module, ModuleVersion
from awareness.subjects.queries import keys_of_subjects_off
from quizzes.models import QuestionVersion
from tests.conftest import make_person, tell_the_planner, undone_after
from tests.content import screens
from tests.content.texts import modules
from tests.content.walks import Walk
from tests.studio.conftest import FIXTURES

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def shipped(django_db_setup, django_db_blocker):
    """Loaded once for the tests of this file, and undone after them."""
    content = read_content([FIXTURES])
    with undone_after(django_db_blocker):
        load(content, examine(content).built_questions)
        tell_the_planner()
        yield content


def test_what_ships_is_loaded_once(shipped):
    def kept() -> list:
        return [
            sorted(model.objects.values_list(), key=repr) for model in (LibraryPart, SearchEntry)
        ]

    before = kept()
    load(shipped, examine(shipped).built_questions)
    assert kept() == before
    kinds = list(LibraryPart.objects.values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "highlight": 6,
        "theme": 6,
        "text": 2,
        "report": 4,
        "synonym": 4,
    }


def test_each_figure_on_top_has_limits_and_a_line(shipped):
    for part in LibraryPart.objects.filter(kind="highlight"):
        assert part.content["asked"], part.slug
        assert part.content["caveats"], part.slug
        assert "line" in part.content["source"], part.slug


def test_every_report_is_written_up(shipped):
    for part in LibraryPart.objects.filter(kind="report"):
        assert part.content["to_come"]["count"] == 0, part.slug


def test_modules_show_their_figures_written_out():
    for version in [*ModuleVersion.objects.live(), *ExplainerVersion.objects.live()]:
        text = str(version.spec if hasattr(version, "spec") else version.body_markdown)
        assert "{figure:" not in text
        assert "{say:" not in text


def test_nothing_that_is_held_back_can_be_found(shipped):
    allowed = {
        figure.full_key for figure in shipped.ledger.figures.values() if figure.use.may_be_key
    }
    allowed |= {f.full_key for f in shipped.ledger.figures.values() if f.use.value == "VOICE"}
    indexed = set(SearchEntry.objects.filter(kind="figure").values_list("key", flat=True))
    assert indexed
    assert indexed <= allowed
    held_back = [d for d in shipped.ledger.discrepancies.values() if not d.learn]
    texts = "\n".join(str(passages) for passages in SearchEntry.objects.values_list("passages"))
    for discrepancy in held_back:
        assert " ".join(discrepancy.what.split()) not in texts


def test_every_address_that_a_search_finds_is_there(shipped, client_for, alice, author):
    on = SearchEntry.objects.exclude(subject__in=keys_of_subjects_off())
    for person in (alice, author):
        client = client_for(person)
        entries = [e for e in on if may_read(e.audience, person.roles)]
        addresses = {e.address.partition("#")[0] for e in entries}
        assert reverse("insights:disagreements") in addresses
        for address in sorted(addresses):
            assert client.get(address).status_code == 200, address


def test_pages_that_are_gone_lead_to_the_one_that_took_their_place(shipped, client_for, alice):
    client = client_for(alice)
    for gone in (
        "netclean-2016/large-cases",
        "netclean-2016/where-you-look",
        "netclean-2016/blocked-requests",
        "netclean-2018/money",
        "netclean-2019/apps-and-services",
    ):
        way = client.get(f"/library/{gone}/")["Location"]
        assert way == "/library/netclean-2016/how-numbers-mislead/"
        assert client.get(f"/learn/check/{gone}/")["Location"].startswith("/learn/check/")
    assert client.get(way).status_code == 200


def test_limits_of_detection_are_for_those_who_need_them(shipped, client_for, alice):
    page = "/library/netclean-2018/what-an-alert-holds/"
    assert client_for(alice).get(page).status_code == 404
    for role in ("hr", "handler", "it"):
        person = make_person(f"Reader {role}", alice.site, role=role)
        assert client_for(person).get(page).status_code == 200


def test_a_figures_card_names_the_library(shipped, client_for, author):
    client = client_for(author)
    used = client.get("/studio/figures/netclean-2018/alerts/").content.decode()
    for address in ("themes/work-devices/", "about-the-evidence/", "#figures"):
        assert f'href="/library/{address}"' in used
    unused = client.get("/studio/figures/netclean-2018/groups-fifty/").content.decode()
    assert "The library beside its reports" not in unused


def listed(client, **filters) -> list[str]:
    page = client.get("/studio/questions/", filters).context["page"]
    return [version.question.key for version in page.object_list]


def test_the_list_goes_by_report_kind_objective_and_making(client_for, author):
    client = client_for(author)
    generated = listed(client, made="generated", report="netclean-2018")
    authored = listed(client, made="authored", report="netclean-2018")

    assert "netclean-2018/guess-share-us" in generated
    assert "netclean-2018/alerts-are-not-people" in authored
    assert not {*generated} & {*authored}
    assert all(key.startswith("scenario/") for key in listed(client, report="scenario"))
    assert listed(client, q="GUESS-SHARE-US") == ["netclean-2018/guess-share-us"]
    assert "netclean-2018/alerts-are-not-people" in listed(client, q="many people were behind them")
    assert listed(client, kind="numeric", report="netclean-2018", objective="say-what-alerts-mean")
    assert listed(client, kind="nonsense", report="../..") == listed(client)


def test_a_generated_question_shows_its_guards_and_one_right_answer(client_for, author):
    answer = client_for(author).get("/studio/questions/netclean-2018/did-it-double/")
    card = answer.context["card"]

    assert card.item_model == "Q12@3"
    assert sum(row.is_key for row in card.option_rows) == 1
    assert card.guard_rows
    assert all(guard.passed for guard in card.guard_rows)


def test_every_card_and_every_figure_can_be_shown(client_for, author):
    client = client_for(author)
    one_of_a_kind = {}
    for version in QuestionVersion.objects.live().select_related("question"):
        one_of_a_kind[version.spec.item_model or version.kind] = version.question.key
    for key in one_of_a_kind.values():
        assert client.get(f"/studio/questions/{key}/").status_code == 200
    uses = {figure.use: figure for figure in Figure.objects.select_related("report")}
    for figure in uses.values():
        assert client.get(f"/studio/figures/{figure.report.slug}/{figure.key}/").status_code == 200


def test_a_figure_names_all_that_rests_on_it(client_for, author):
    use = client_for(author).get("/studio/figures/netclean-2018/alerts/").context["use"]

    assert "workplace" in {page.explainer.slug for page in use.pages}
    assert "netclean-2018/alerts-are-not-people" in use.question_keys
    assert "why-this-is-a-workplace-topic" in {version.module.slug for version in use.modules}
    assert "computers-per-alert" in {figure.key for figure in use.computed_figures}


@pytest.mark.parametrize("slug", ["why-this-is-a-workplace-topic", "what-to-do"])
def test_who_answers_by_chance_sees_twice_the_screens_at_most(slug, walk, client_for, alice, bob):
    """Counted by screens.py; walked here, with no slip and with one in each situation."""
    least, chance = screens.screens(slug)
    assert chance <= 2 * least
    situations = sum(step["kind"] == "scenario" for step in modules()[slug]["steps"])
    for person, slips in ((alice, 0), (bob, situations)):
        walk(person, Module.objects.get(slug="before-you-start")).finish()
        way = Walk(client_for(person), slug, slips=slips)
        assert way.finish() == least + slips * screens.ASKED_AND_TOLD
        assert Completion.objects.filter(learner=person).count() == 2
