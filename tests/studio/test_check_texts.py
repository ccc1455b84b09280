"""Errors planted in texts and questions: the editorial gate, references, uses and caveats."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from awareness.content.checks.content_texts import ContentText
from awareness.content.checks.editorial import _fix_for_number
from awareness.content.files import Text
from awareness.content.parsed_content import Content
from awareness.insights.ledger import Ledger, Location
from awareness.numerals.free import possible_claims
from tests.studio.conftest import LAPTOP, MODULE, PACK, QUESTIONS, WORKPLACE

SENTENCE = "It is an average over many places and many years, so it cannot say what happens in one"
TYPED = "name its figure ({figure:key}, {figure:key|about}), or mark what is no claim {say:…}"


def only(problems: list[str], place: str) -> str:
    """The one problem there is, at this place; what it says."""
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"{place}: ")
    return problems[0].removeprefix(f"{place}: ")


def put_each(planted, texts) -> list[str]:
    """Each text in a paragraph of its own, all in one copy; their places."""
    return [planted.put(WORKPLACE, SENTENCE, f"{text}\n\n{SENTENCE}") for text in texts]


def one_at_each(problems: list[str], places: list[str]) -> list[str]:
    """One problem stands at each of these places and none elsewhere; what they say, in order."""
    messages = dict(problem.split(": ", 1) for problem in problems)
    assert sorted(places) == sorted(problem.partition(": ")[0] for problem in problems)
    return [messages[place] for place in places]


NUMBERS = {
    "It is 513 of them.": "513",
    "It is 269\u202f370 of them.": "269\u202f370",
    "It is twelve of them.": "twelve",
    "It is two hundred and five of them.": "two hundred and five",
    "It is one in ten of them.": "one in ten",
    "It is half of them.": "half",
    "It is a third of them.": "a third",
    "It is two-thirds of them.": "two-thirds",
    "It is three quarters of them.": "three quarters",
    "It is ½ of them.": "½",
    "It is twice as many.": "twice",
    "It has doubled.": "doubled",
    "It is tenfold.": "tenfold",
    "It is dozens of them.": "dozens",
}


def test_a_number_in_prose(planted):
    places = put_each(planted, NUMBERS)

    for message, named in zip(
        one_at_each(planted.problems(), places), NUMBERS.values(), strict=True
    ):
        problem, _, mend = message.partition("; ")
        assert problem == f"the number “{named}” is typed"
        assert mend == TYPED or mend.startswith("write {figure:")  # the one figure that it is


def test_a_name_with_a_number_is_marked_as_one(planted):
    place = planted.put(WORKPLACE, SENTENCE, f"They fly a Boeing 737 there. {SENTENCE}")
    assert "mark it: {say:Boeing 737}" in only(planted.problems(), place)
    planted.put(WORKPLACE, "a Boeing 737", "a {say:Boeing 737}")
    assert planted.problems() == []


def test_no_number_of_a_figure_is_dressed_as_a_name(planted):
    texts = ["They have {say:Alerts 513}.", "It is {say:others 737} of them.",
             "It is {say:Calls 48 per cent} of them."]  # fmt: skip
    places = put_each(planted, texts)
    assert len(one_at_each(planted.problems(), places)) == len(texts)


def test_the_figure_that_a_typed_number_is_stands_in_the_refusal(planted):
    place = planted.put(WORKPLACE, SENTENCE, f"It is 513 of them. {SENTENCE}")

    assert "; write {figure:alerts}" in only(planted.problems(), place)


def test_a_figure_of_another_subject_is_not_suggested():
    text = "It is 513 of them."
    (mention,) = possible_claims(text, "en")
    content = Content(Ledger({}, {}, {}, {}))
    content.subject_folders = [("care/", "care"), ("fraud/", "fraud")]
    alerts = SimpleNamespace(
        key="alerts", full_key="care-2018/alerts", report="care-2018", may_be_key=True,
        value=Decimal(513), location=Location("care/figures.csv", 2),
    )  # fmt: skip
    content.ledger.figures["care-2018/alerts"] = alerts

    def fix_at(path: str) -> str:
        content_text = ContentText(Text(text, Location(path, 1)), "explainer", "other")
        return _fix_for_number(mention, text, content_text, content)

    assert fix_at("care/page.md").startswith("write {figure:care-2018/alerts}")
    assert fix_at("fraud/page.md") == TYPED


def test_a_phone_number_has_a_field_of_its_own(planted):
    place = planted.put(WORKPLACE, SENTENCE, f"Call 11414. {SENTENCE}")

    assert "`phone` of support.yaml" in only(planted.problems(), place)


def test_what_is_no_number(planted):
    texts = [
        "In 2022, people under 18 had two-factor sign-in (ISO 27001, Article 6, version 3.2).",
        "One person at first, a second and a third colleague, the twenty-first century.",
        "In {say:half an hour} somebody said so.",
        "The NetClean Report 2018 says so.",
        "Someone, anyone, often, and once.",
    ]
    put_each(planted, texts)

    assert planted.problems() == []


def test_a_number_in_the_words_for_a_figure(planted):
    place = planted.put(WORKPLACE, SENTENCE, f"{{figure:out-of-hours|as nine in ten}} {SENTENCE}")

    assert "“nine in ten” is typed" in only(planted.problems(), place)


EVERY_KIND = [
    (QUESTIONS, "It leaves the number of people open."),
    (QUESTIONS, "This is the easy way to read it"),
    (LAPTOP, "Nobody else is in the room."),
    (LAPTOP, "Many people want that."),
    (MODULE, "You need not be sure. And you look after people"),
    (f"{PACK}/report.yaml", "one person can cause several."),
    (f"{PACK}/insights/07-workplace.plain.md", "It does not count people."),
    ("modules/what-to-do/the-rule.md", "the"),
]


def test_a_number_in_every_kind_of_text(planted):
    places = [planted.put(file, old, f"{old} Nineteen of them.") for file, old in EVERY_KIND]
    assert len(set(places)) == len(EVERY_KIND)

    problems = planted.problems()

    wanted = [f"{place}: the number “Nineteen” is typed; {TYPED}" for place in places]
    assert [problem for problem in wanted if problem not in problems] == []


TERMS = [
    ("Such child pornography is bad.", "child pornography", "child sexual abuse material"),
    ("They were minors.", "minors", "write “child”"),
    ("They are monsters.", "monsters", "a person who has offended"),
    ("Do not accuse anybody.", "accuse", "report a concern"),
    ("They were voluntarily self-produced.", "voluntarily self-produced", "self-generated"),
    ("It was paid in Bitcoin.", "Bitcoin", "never shown"),
    ("They use encryption.", "encryption", "never shown"),
    ("It came by Tor.", "Tor", "never shown"),
    ("It was found by Griffeye.", "Griffeye", "write “the software”"),
]


def test_a_block_listed_term(planted):
    places = put_each(planted, [words for words, _term, _fix_for_number in TERMS])

    messages = one_at_each(planted.problems(), places)

    for message, (_words, term, mend) in zip(messages, TERMS, strict=True):
        assert message.startswith(f"“{term}” is a word we do not use (")
        assert mend in message


def test_a_block_listed_term_in_quotation_marks(planted):
    planted.put(WORKPLACE, SENTENCE, f"The law says “child pornography”. {SENTENCE}")

    assert planted.problems() == []


def test_a_long_quotation(planted):
    place = planted.put(WORKPLACE, SENTENCE, f"“{'word ' * 20}word” {SENTENCE}")

    assert "a quotation of 21 words" in only(planted.problems(), place)


def test_a_reference_that_may_not_stand(planted):
    says = {
        "none-such": "there is no figure 'none-such'",
        "groups-more": "figure 'groups-more' is HOLD and may not be shown",
        "technique-1": "figure 'technique-1' is NEVER and may not be shown",
    }
    places = put_each(planted, [f"{{figure:{key}}} is so." for key in says])

    messages = one_at_each(planted.problems(), places)

    assert all(said.startswith(says[key]) for said, key in zip(messages, says, strict=True))


def test_an_unknown_chart(planted):
    place = planted.put(WORKPLACE, "{chart:alerts-dots}", "{chart:alerts-pie}")

    assert only(planted.problems(), place).startswith("there is no chart or table 'alerts-pie'")


def test_a_chart_of_what_is_held(planted):
    place = planted.put(WORKPLACE, "{chart:alerts-dots}", "{chart:t-2018-02}")

    assert only(planted.problems(), place).startswith("table 't-2018-02' is not to be drawn")


def test_a_figure_above_the_text_alone(planted):
    place = planted.put(
        WORKPLACE, "lead: Some employers", "lead: Of {figure:respondents} employers"
    )

    assert "`respondents` stands above the text" in only(planted.problems(), place)


@pytest.mark.parametrize(
    ("key", "use"), [("groups-more", "HOLD"), ("lff-normal", "VOICE"), ("technique-1", "NEVER")]
)
def test_a_figure_used_as_key(planted, key, use):
    place = planted.put(
        QUESTIONS,
        "figures: [installed-years, computers-per-alert]",
        f"figures: [installed-years, {key}]",
    )

    message = only(planted.problems(), place)

    assert message.startswith(f"figure `{key}` is used as key and is {use}")


@pytest.mark.parametrize("key", ["groups-more", "nearly-300", "technique-1"])
def test_an_estimate_of_what_may_be_no_key(planted, key):
    place = planted.put(QUESTIONS, "from: computers-per-alert", f"from: {key}")

    assert "is used as key and is" in only(planted.problems(), place)


def test_a_key_on_what_is_never_ranked(planted):
    place = planted.put(
        QUESTIONS,
        "figures: [installed-years, computers-per-alert]",
        "figures: [installed-years, selfgen-common]",
    )

    message = only(planted.problems(), place)
    assert "figure `selfgen-common` is used as key" in message
    assert "never ranked" in message  # the reason that report.yaml gives


def test_an_opinion_in_a_question(planted):
    place = planted.put(
        QUESTIONS, "It leaves the number of people open.", "It leaves {figure:nearly-300} open."
    )

    assert any(
        problem.startswith(f"{place}: figure `nearly-300` is VOICE: an opinion")
        for problem in planted.problems()
    )


def test_a_missing_caveat_in_a_question(planted):
    planted.put(QUESTIONS, "caveats: [ALERTS_2018, EMPLOYERS_2018]", "caveats: [ALERTS_2018]")

    problem = only_problem(planted.problems())

    assert "caveat missing: netclean-2018:EMPLOYERS_2018 (G10)" in problem
    assert f"{QUESTIONS}:" in problem


def test_an_unknown_caveat_in_a_question(planted):
    place = planted.put(QUESTIONS, "caveats: [ALERTS_2018", "caveats: [ALARMS_2018")

    assert only(planted.problems(), place).startswith("unknown caveat `ALARMS_2018`")


def test_a_caveat_figure_where_no_caveat_can_stand(planted):
    place = planted.put(
        MODULE,
        "You need not be sure.",
        "You need not be sure. {figure:netclean-2018:alerts} a day.",
    )

    message = only(planted.problems(), place)
    assert message.startswith("figure `netclean-2018:alerts` needs its caveat")


def test_an_option_without_feedback(planted):
    path = planted.folder / QUESTIONS
    text = path.read_text(encoding="utf-8")
    option = text.index("    - key: a\n      text: It gives the number of people found.")
    start = text.index("      feedback:", option)
    end = text.index("      figures:", start)
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    line = text.count("\n", 0, option) + 1

    assert f"{path}:{line}: `feedback` is missing; add `feedback`" in planted.problems()


def only_problem(problems: list[str]) -> str:
    assert len(problems) == 1, problems
    return problems[0]


TWO_GROUPS = [
    (f"{PACK}/report.yaml", "    side_by_side: Only those who said yes", "chart deepfakes-split"),
    (QUESTIONS, "  side_by_side: To tell the smaller", "of-those-who-had-met-it"),
    ("reports/netclean-2016/questions.yaml", "  side_by_side: Those who said", "not-my-daily-work"),
]


@pytest.mark.parametrize(("file", "line", "named"), TWO_GROUPS)
def test_two_groups_side_by_side_need_a_reason(planted, file, line, named):
    path = planted.folder / file
    kept = [text for text in path.read_text().split("\n") if not text.startswith(line)]
    path.write_text("\n".join(kept), encoding="utf-8")

    problem = only_problem(planted.problems())

    assert problem.startswith(f"{path}:")
    assert named in problem
    assert "numbers of 2 groups meet" in problem
    assert "`side_by_side`" in problem


@pytest.mark.parametrize(("file", "line", "named"), TWO_GROUPS)
def test_one_word_is_no_reason(planted, file, line, named):
    path = planted.folder / file
    lines = path.read_text(encoding="utf-8").split("\n")
    index = next(n for n, text in enumerate(lines) if text.startswith(line))
    lines[index] = f"{line.partition(':')[0]}: Because"
    path.write_text("\n".join(lines), encoding="utf-8")

    assert any(
        problem.startswith(f"{path}:{index + 1}:") and "gives no reason" in problem
        for problem in planted.problems()
    )


def test_another_edition_in_the_finding_of_a_table(planted):
    tables = f"{PACK}/tables/tables.yaml"
    planted.put(
        tables, 'finding: "', 'finding: "{figure:netclean-2016:respondents/usa/share} before; '
    )

    assert any("in the finding of one table" in problem for problem in planted.problems())
