from awareness.bank.actions import publish
from awareness.bank.models import QuestionFigure
from awareness.bank.queries import question_keys_using, questions_for_explainer
from quizzes.models import QuestionVersion
from tests.bank.ledgers import a_definition, a_figure, a_ledger, build_questions
from tests.bank.test_build import a_line


def built(value="17", *definitions):
    content = definitions or (a_line(explainers=["page"]), a_definition(explainers=["page"]))
    questions, problems = build_questions(a_ledger(a_figure(value=value)), content)
    assert not problems
    return questions


def test_it_publishes_and_says_where_things_are_used(db):
    versions = publish(built())

    assert {v.status for v in versions.values()} == {"live"}
    assert question_keys_using("tiny-2018:met") == ["tiny-2018/share"]
    assert [v.question.key for v in questions_for_explainer("tiny-2018", "page")] == [
        "tiny-2018/share",
        "tiny-2018/whom",
    ]


def test_publishing_again_changes_nothing(db):
    first = publish(built())
    rows = list(QuestionFigure.objects.values_list("pk"))

    again = publish(built())

    assert {k: v.pk for k, v in again.items()} == {k: v.pk for k, v in first.items()}
    assert list(QuestionFigure.objects.values_list("pk")) == rows


def test_a_changed_figure_makes_a_new_version(db):
    publish(built("17"))

    version = publish(built("18"))["tiny-2018/share"]

    assert version.number == 2
    assert QuestionVersion.objects.get(question=version.question, number=1).status == "retired"


def test_a_question_that_is_gone_is_retired(db):
    publish(built())

    publish(built("17", a_definition()))

    gone = QuestionVersion.objects.get(question__key="tiny-2018/share")
    assert gone.status == "retired"
    assert question_keys_using("tiny-2018:met") == []
    assert questions_for_explainer("tiny-2018", "page") == []


def test_a_check_costs_one_query_however_long(db, django_assert_num_queries):
    publish(built())
    with django_assert_num_queries(1):
        assert len(questions_for_explainer("tiny-2018", "page")) == 2
    more = [a_definition(key=f"k{n}", explainers=["page"]) for n in range(8)]
    for n, definition in enumerate(more):
        place = n % 3
        options = [dict(option, correct=False) for option in definition["options"]]
        options[place]["correct"] = True
        definition["options"] = options
    publish(built("17", *more))
    with django_assert_num_queries(1):
        assert len(questions_for_explainer("tiny-2018", "page")) == 8
