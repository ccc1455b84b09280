"""What others guessed: of estimates alone, after one's own guess, frozen, never fewer than ten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from awareness.learning import guesses, poolrules
from awareness.learning.models import Picture, PictureKind
from awareness.learning.publish_pooled import publish_pooled
from quizzes.actions import publish
from quizzes.kinds.numeric import Numbers
from quizzes.models import QuestionVersion
from tests.learning import cohorts
from tests.learning.conftest import NUMERIC, single
from tests.learning.test_answer import send

DAY = timedelta(days=1)
COUNT = Numbers.model_validate(NUMERIC["numeric"])  # 1 to 100,000
SHARE = Numbers.model_validate(
    NUMERIC["numeric"]
    | {"value": "40", "low": "40", "high": "40", "scale": "points", "unit": "percent"}
    | {"min": "0", "max": "100", "prefix": ""}
)


def grouped(numbers: Numbers, people: dict[str, int]) -> list[tuple[str, int]]:
    counted = {Decimal(number): n for number, n in people.items()}
    found = guesses.groups_of_guesses(counted, guesses.group_edges(numbers))
    return [(guesses.group_label(group, numbers), group.people) for group in found]


def test_groups_are_fifths_of_a_share_and_tens_of_a_count():
    fifths = {"0": 10, "20": 20, "59.9": 30, "60": 40, "100": 50}
    assert [label for label, _n in grouped(SHARE, fifths)] == [
        "under 20\u202f%",
        "20 to under 40\u202f%",
        "40 to under 60\u202f%",
        "60 to under 80\u202f%",
        "80\u202f% or more",
    ]
    assert grouped(COUNT, {"5": 10, "99": 20, "5000000": 40}) == [
        ("under 10", 10),
        ("10 to under 100", 20),
        ("100 or more", 40),
    ]


def test_a_group_of_fewer_than_ten_joins_its_neighbour():
    labels = [label for label, _n in grouped(SHARE, {"5": 9, "25": 50, "45": 50, "95": 9})]
    assert labels == ["under 40\u202f%", "40\u202f% or more"]


def test_where_all_guess_alike_nothing_is_told():
    assert grouped(SHARE, {"5": 200, "95": 9}) == []
    assert grouped(SHARE, {"5": 9}) == []


@pytest.mark.parametrize("n", range(10, 21))
def test_no_group_is_told_with_fewer_than_ten(n):
    for start in (0.01, 5, 9.99):
        tens = poolrules.in_tens([n, n, 100 - n], start)
        assert min(tens) >= poolrules.TOLD_STEP


@pytest.fixture
def sites(db):
    both = [cohorts.a_site("Lund"), cohorts.a_site("Leeds", "GB")]
    cohorts.people(2, "idle", *both)
    return both


@pytest.fixture
def version(module):
    """The estimate of the small module."""
    return QuestionVersion.objects.get(question__key="rep/guess", status="live")


@pytest.fixture
def crowd(version):
    """So many new people of these sites guess on a day, low and high in turn."""
    made = iter(range(1000))

    def act(count, *sites, day=0, numbers=("5", "5000"), **how):
        learners = cohorts.people(count, f"crowd{next(made)}", *sites)
        guessed = [numbers[n % len(numbers)] for n in range(count)]
        cohorts.guess(learners, version, guessed, at=cohorts.NOW + day * DAY, **how)

    return act


def night(day: int = 0) -> list[dict]:
    publish_pooled(cohorts.NOW + day * DAY)
    return [picture.told for picture in Picture.objects.newest(PictureKind.GUESSES)]


def test_nothing_below_a_hundred_or_of_one_site(crowd, sites):
    crowd(99, *sites)
    assert night() == []


def test_nothing_of_one_site_where_there_are_two(crowd, sites):
    crowd(150, sites[0])
    assert night() == []
    crowd(1, sites[1])
    [told] = night()
    assert set(told) == {"groups"}


def test_new_guesses_move_nothing_before_the_next_step(crowd, sites):
    crowd(100, *sites)
    [told] = night()
    crowd(24, *sites, day=1, numbers=("99999",))
    assert night(1) == [told]
    crowd(1, *sites, day=2, numbers=("99999",))
    assert night(2) != [told]
    assert Picture.objects.count() == 2  # the first one stays as it was told


def test_skipped_and_differently_read_guesses_do_not_count(crowd, sites):
    crowd(60, *sites)
    crowd(60, *sites, numbers=(None,))
    crowd(60, *sites, grader="numeric-1")
    assert night() == []


def test_never_of_a_decision_or_a_question(sites):
    asked = publish("one/q0", "single", single("Question"))
    learners = cohorts.people(120, "crowd", *sites)
    cohorts.record(learners, "module:one:1.0:check", [asked], [[1]] * 120)
    night()
    assert [picture.kind for picture in Picture.objects.all()] == [PictureKind.QUESTION]


@pytest.fixture
def alice_at_guess(module, alice, walk, client_for):
    person = walk(alice, module)
    person.begin()
    person.open_first()
    for slug in ("decide", "text"):
        person.do(slug)
    return client_for(alice)


def others_on(page) -> BeautifulSoup | None:
    return BeautifulSoup(page.content, "html.parser").find(
        "figure", attrs={"aria-labelledby": "others"}
    )


def test_it_is_shown_after_ones_own_guess_and_not_before(crowd, sites, alice_at_guess):
    crowd(120, *sites)
    night()
    assert others_on(alice_at_guess.get("/learn/topic/guess/")) is None
    send(alice_at_guess, "/learn/topic/guess/", guess="3")
    figure = others_on(alice_at_guess.get("/learn/topic/guess/"))
    rows = [[cell.get_text(" ", strip=True) for cell in row(["th", "td"])] for row in figure("tr")]
    assert rows == [
        ["Guess", "People"],
        ["under 10 (yours is here)", "60"],
        ["10 or more", "60"],
    ]


def test_whoever_skips_the_guess_sees_no_others(crowd, sites, alice_at_guess):
    crowd(120, *sites)
    night()
    send(alice_at_guess, "/learn/topic/guess/", skip="1")
    assert others_on(alice_at_guess.get("/learn/topic/guess/")) is None


def test_without_a_picture_the_page_says_nothing_of_others(crowd, sites, alice_at_guess):
    crowd(120, *sites)
    send(alice_at_guess, "/learn/topic/guess/", guess="3")
    assert others_on(alice_at_guess.get("/learn/topic/guess/")) is None


def test_the_same_queries_however_many_people(crowd, sites, django_assert_num_queries):
    crowd(100, *sites)
    with django_assert_num_queries(4):
        guesses.guess_pictures(cohorts.NOW)
    crowd(300, *sites)
    with django_assert_num_queries(4):
        guesses.guess_pictures(cohorts.NOW)
