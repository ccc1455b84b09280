"""Drafts of questions: checked while somebody writes, and played as a learner does."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple, TypedDict

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from awareness.bank import checklist
from awareness.bank.authored import GeneratedQuestion
from awareness.bank.build import complete_draft
from awareness.bank.checklist import Look, LookKind, WrittenRow
from awareness.bank.clues import AnswerOption, OptionSet
from awareness.bank.guards import RefusedItem
from awareness.bank.offers import entry_by_hand
from awareness.bank.resolve import resolve_spec
from awareness.content.checks.course import build_content_questions
from awareness.content.problems import Problem
from awareness.content.staging import StagedObject, current_content, staged_alone
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.questions import (
    DEFAULT_GOAL,
    GENERATED,
    entry_of_fields,
    form_fields_of,
    numbered_keys,
)
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.resolved_texts import ProseError, text_with_figures
from awareness.numerals.whole import whole_number
from awareness.studio.draft_kinds import DraftKind, edition_of
from awareness.studio.draft_kinds.base import Preview, title_without_braces
from awareness.studio.draft_kinds.drafted_reports import (
    drafted_objectives,
    ledger_drafts,
    ledger_with_drafts,
)
from awareness.studio.draft_kinds.families import WORDS_BY_FAMILY, guards_in_words
from awareness.studio.draft_kinds.field_problems import (
    FieldProblem,
    problems_at_fields,
    problems_of_one_object,
)
from awareness.studio.draft_kinds.figure_picker import picker_context
from awareness.studio.draft_kinds.new_question import NewQuestionForm
from awareness.studio.draft_kinds.question_form import (
    QuestionForm,
    drafted_pages,
)
from awareness.studio.draft_kinds.question_rows import MOST_ROWS, figure_keys_in, reordered
from awareness.studio.drafts.unpublished_questions import question_spec, unsaved_version
from awareness.studio.models import Draft
from quizzes.errors import SpecError
from quizzes.kinds import Matching, Multiple, Numeric, Single, Spec
from quizzes.models import KindName, QuestionVersion
from quizzes.rehearsal import rehearse

MOST_FIGURES_IN_TITLE = 2
# Of a line, the fields that say nothing of the question as learners see it.
FIELDS_BESIDE_WHOLE = (
    "generate", "source", "seed", "goal", "objective", "explainers", "caveats", "audience",
)  # fmt: skip
# What a check says of the answers: of a question that has none, each of them says that.
NAMES_OPTIONS = re.compile(r"\boptions\b")
# What a line can have in it of which no question comes.
NO_QUESTION = (ValidationError, RefusedItem, ProseError, KeyError, SpecError)


class LookSentences(NamedTuple):
    passed: Any
    failed: Any


# What is said of a look that passed, and of one that did not.
LOOK_SENTENCES = {
    LookKind.ONE_KEY: LookSentences(
        passed=_("The key is clear"),
        failed=_("The key is not clear yet"),
    ),
    LookKind.YEAR_AND_PEOPLE: LookSentences(
        passed=_("It says of which year and whom"),
        failed=_("It does not say of which year and whom"),
    ),
    LookKind.FEEDBACK: LookSentences(
        passed=_("Something is said about each"),
        failed=_("Nothing is said yet about"),
    ),
    LookKind.LENGTH: LookSentences(
        passed=_("Its length does not give the key away"),
        failed=_("Its length gives the key away"),
    ),
    LookKind.WORDS: LookSentences(
        passed=_("No word gives the key away"),
        failed=_("Words that give the key away"),
    ),
    LookKind.OPTIONS_ALONE: LookSentences(
        passed=_("Who sees the answers alone does not find the key"),
        failed=_("Who sees the answers alone finds the key"),
    ),
}


class LookInWords(TypedDict):
    """One thing that is looked at while somebody writes, as studio/drafts/_looks.html shows it."""

    kind: LookKind
    passed: bool
    numbers: Mapping[str, Any]
    says: Any
    more: str


def preview(draft: Draft, fields: Fields) -> Preview:
    return play(draft, fields, QueryDict(), QueryDict())


def play(draft: Draft, fields: Fields, sent: QueryDict, query: QueryDict) -> Preview:
    """The question as it is asked, or as it is answered with what was `sent`; what is looked at
    while somebody writes; what the checks say."""
    refs_and_fields = [(drafted.ref, drafted.fields) for drafted in ledger_drafts(draft.report)]
    with staged_alone(draft.ref, fields, refs_and_fields) as staged:
        course_problems = problems_of_building(staged)
        problems = [
            *_problems_of_nothing_yet(fields),
            *_problems_to_mend(
                draft, fields, problems_at_fields(staged, draft.ref, course_problems)
            ),
        ]
        questions, ledger = staged.content.questions, staged.content.ledger
        spec = question_spec(ledger, questions[0]) if questions else None
        looks = looks_of_draft(ledger, draft, fields, spec)
    edition = edition_of(query)
    address = f"{reverse('studio:play_draft', args=[draft.pk])}?edition={edition}"
    context: dict[str, Any] = {"looks": looks, "here": address, "edition": edition}
    if spec is not None:
        context |= rehearsal_context(spec, sent, edition)
        context["guards"] = guards_in_words(spec.guards) if spec.item_model else []
        context["guess"] = spec.numeric if isinstance(spec, Numeric) else None
    return Preview("studio/drafts/_question_preview.html", context, problems)


def problems_of_building(staged: StagedObject) -> list[Problem]:
    """What building the questions of one object finds, with all modules that are published; not of
    lines of which a check has said something already."""
    problems = problems_of_one_object(staged)
    wrong_lines = {(problem.path, problem.line) for problem in problems if not problem.warning}
    with_modules = replace(staged.content, modules=current_content().modules)
    _questions, course_problems = build_content_questions(with_modules, wrong_lines)
    return course_problems


def _problems_to_mend(
    draft: Draft, fields: Fields, problems: Iterable[FieldProblem]
) -> Iterator[FieldProblem]:
    """The problems of a question, in words of its form, without those that only come of its being
    read alone: that nobody has an objective or page which is being drafted; and without those that
    `_problems_of_nothing_yet` says in fewer words."""
    # Nobody has said it yet, or a module that is being drafted will.
    unpublished_objectives = {"", *drafted_objectives(draft.subject)}
    pages = _pages_to_name(draft.report)
    for problem in problems:
        is_left_out = (
            (problem.field_name == "objective" and fields["objective"] in unpublished_objectives)
            or (problem.field_name == "explainers" and pages.issuperset(fields["explainers"]))
            or (_is_unanswered(fields) and NAMES_OPTIONS.search(problem.message))
        )
        if not is_left_out:
            yield _without_key(problem, draft.key, fields)


def _pages_to_name(report_slug: str) -> set[str]:
    """The pages that a question of a report may name: by slug, `report/slug` of another
    report's."""
    published = {page.slug if page.report == report_slug else f"{page.report}/{page.slug}"
                 for page in current_content().explainers}  # fmt: skip
    return published | {key for key, _title in drafted_pages(report_slug)}


def _problems_of_nothing_yet(fields: Fields) -> Iterator[FieldProblem]:
    """What nobody has said yet, in fewer words than a check has for what is wrong."""
    if not fields["objective"]:
        yield FieldProblem(
            field_name="objective", message=gettext("nobody has said what it checks")
        )
    if _is_unanswered(fields):
        message = gettext("nobody has written an answer yet")
        yield FieldProblem(field_name="row1_text", message=message)


def _is_unanswered(fields: Fields) -> bool:
    """Whether it is a question with options of which none says anything."""
    texts = (fields.get(f"row{number}_text") for number, _key in numbered_keys(fields, "row"))
    return fields["kind"] in ("single", "multiple") and not any(texts)


def _without_key(problem: FieldProblem, question_key: str, fields: Fields) -> FieldProblem:
    """What a check says, without the name of the question that somebody looks at."""
    message = problem.message.removeprefix(f"{question_key}: ")
    return QuestionForm.problem_in_words(replace(problem, message=message), fields)


def rehearsal_context(spec: Spec, sent: QueryDict, edition: str) -> dict[str, Any]:
    """The question as `quizzes/page.html` shows it (`asked`), after what was sent; the form carries
    the answers so far, signed (`carried`)."""
    rehearsed = rehearse([unsaved_version(spec)], sent, edition)
    return {"asked": rehearsed.page, "carried": rehearsed.rehearsal.sign()}


def looks_of_draft(
    ledger: Ledger, draft: Draft, fields: Fields, spec: Spec | None
) -> list[LookInWords]:
    """What is looked at while somebody writes, in words; of a line, at the question that it makes,
    nothing where it makes none."""
    if isinstance(spec, Numeric):
        return [_in_words(look) for look in checklist.looks_at_guess(spec.numeric, spec.guards)]
    if fields["kind"] == GENERATED:
        figures: list[Figure] = []  # G9 has looked at year and people, in stem and answers
        kind, stem, rows = (spec.kind, spec.stem, written_rows(spec)) if spec else ("", "", [])
    else:

        def text_of(field_name: str) -> str:
            text = str(fields.get(field_name) or "")
            return text_with_figures(ledger, draft.report, text)

        kind, stem, rows = fields["kind"], text_of("stem"), [
            WrittenRow(text_of(f"row{number}_text"), text_of(f"row{number}_feedback"),
                       bool(fields.get(f"row{number}_correct")),
                       str(fields.get(f"row{number}_target") or ""))
            for number, _key in numbered_keys(fields, "row")
        ]  # fmt: skip
        figures = figures_of(ledger, draft.report, fields)
    other_option_sets = option_sets_of_live_questions(without_key=f"{draft.report}/{draft.key}")
    return looks_in_words(ledger, kind, stem, rows, figures, other_option_sets)


def looks_in_words(
    ledger: Ledger, kind: str, stem: str, rows: Sequence[WrittenRow], figures: Sequence[Figure],
    other_option_sets: Sequence[OptionSet], *, all_words: bool = True,
) -> list[LookInWords]:  # fmt: skip
    """What is seen of a question of this kind so far, compared with the choices of others; nothing
    of a guess, which has no answers. `all_words` as of checklist.looks_at_question."""
    if kind in ("", "numeric"):
        return []
    looks = checklist.looks_at_question(
        ledger, kind, stem, rows, figures, other_option_sets, all_words=all_words
    )
    return [_in_words(look) for look in looks]


def written_rows(spec: Spec) -> list[WrittenRow]:
    """What is chosen from, put into order or matched in a question that is whole."""
    target_by_row = spec.matching.pairs if isinstance(spec, Matching) else {}
    rows = spec.matching.stems if isinstance(spec, Matching) else spec.rows
    return [
        WrittenRow(row.text, getattr(row, "feedback", ""), getattr(row, "correct", False),
                   target_by_row.get(row.key, ""))
        for row in rows
    ]  # fmt: skip


def _in_words(look: Look) -> LookInWords:
    more = ", ".join(filter(None, look.words))
    numbers = look.numbers or {}
    match look.asked:
        case LookKind.ONE_KEY if numbers:
            more = gettext("%(right)s of %(rows)s") % numbers
        case LookKind.LENGTH if numbers["key"] and numbers["keys"] > 1:
            more = gettext("%(key)s letters on average, the others %(other)s") % numbers
        case LookKind.LENGTH if numbers["key"]:
            more = gettext("%(key)s letters, the longest other answer %(other)s") % numbers
        case LookKind.OPTIONS_ALONE:
            more = gettext("%(found)s of 100 would, %(chance)s by chance") % numbers
    sentences = LOOK_SENTENCES[look.asked]
    return {
        "kind": look.asked,
        "passed": look.passed,
        "numbers": numbers,
        "says": sentences.passed if look.passed else sentences.failed,
        "more": more,
    }


def figures_of(ledger: Ledger, report_slug: str, fields: Fields) -> list[Figure]:
    """The figures that fields name or cite, those that are there."""
    figures = []
    for key in figure_keys_in(fields):
        with suppress(KeyError):
            figures.append(ledger.figure(key, report_slug))
    return figures


def option_sets_of_live_questions(without_key: str = "") -> list[OptionSet]:
    """The options of each question with right and wrong ones that people answer now, by key; not of
    the one with this key."""
    kinds = (KindName.SINGLE, KindName.MULTIPLE)
    live = QuestionVersion.objects.live().filter(question__kind__in=kinds)
    other_versions = live.exclude(question__key=without_key).order_by("question__key")
    return [
        [AnswerOption(option.text, option.correct) for option in spec.options]
        for spec in other_versions.values_list("spec", flat=True)
        if isinstance(spec, Single | Multiple)
    ]


def apply_command(draft: Draft, fields: Fields, command: str) -> dict[str, Any]:
    """The fields after `row 2 up` or `target 3 down`, or after `by hand`: an author writes on what
    a line made. As they were for anything else."""
    if command == "by hand" and fields["kind"] == GENERATED:
        return fields_by_hand(draft, fields)
    group, _space, arguments = command.partition(" ")
    number, _space, direction = arguments.partition(" ")
    order = [n for n in range(1, MOST_ROWS + 1) if f"{group}{n}_text" in fields]
    if group not in ("row", "target") or direction not in ("up", "down"):
        return dict(fields)
    if not number.isdecimal() or int(number) not in order:
        return dict(fields)
    index = order.index(int(number))
    other_index = index - 1 if direction == "up" else index + 1
    if 0 <= other_index < len(order):
        order[index], order[other_index] = order[other_index], order[index]
    return reordered(fields, group, order)


def command_anchor(command: str, fields: Fields) -> str:
    """Where on the page it is seen what a button did, by the fields after it: at the row or target
    that it moved, or else where one writes."""
    group, number, direction = [*command.split(" "), "", ""][:3]
    new_number = (whole_number(number, digits=2) or 0) + {"up": -1, "down": 1}.get(direction, 0)
    return f"{group}{new_number}" if f"{group}{new_number}_text" in fields else "write"


def fields_by_hand(draft: Draft, fields: Fields) -> dict[str, Any]:
    """The fields of the question that a line makes now. The line's own where it makes none, or a
    guess: its key is always computed."""
    try:
        line = GeneratedQuestion.model_validate(entry_of_fields(fields, draft.key, {}))
        entry = entry_by_hand(ledger_with_drafts(draft.report), draft.report, line)
        return form_fields_of(entry)
    except NO_QUESTION:
        return dict(fields)  # what the form says beside the figures tells why


def whole_context(
    ledger: Ledger, report_slug: str, fields: Fields, _whole_name: str
) -> dict[str, Any] | None:
    """The question that a line makes (`spec`), with its answers and what is said about them, and
    the fields to read beside it (`beside`); None of one that somebody wrote, or of which a line
    makes none."""
    if fields["kind"] != GENERATED:
        return None
    try:
        line = GeneratedQuestion.model_validate(entry_of_fields(fields, "line", {}))
        spec = resolve_spec(ledger, report_slug, complete_draft(ledger, report_slug, line))
    except NO_QUESTION:
        return None
    is_usual_goal = fields.get("goal") in ("", None, DEFAULT_GOAL)
    names = [name for name in FIELDS_BESIDE_WHOLE if not (is_usual_goal and name == "goal")]
    return {"spec": spec, "beside": names}


def title_of(fields: Fields) -> str:
    """What is asked; of a line in the item model's words: its family, and of which figures."""
    if fields["kind"] != GENERATED:
        return title_without_braces(fields.get("stem"))
    if title := title_without_braces(fields["ask"]):
        return title
    keys_in_words = ", ".join(re.sub(r"[-/_]+", " ", key) for key in fields["source"])
    return f"{WORDS_BY_FAMILY[fields['generate']]} ({keys_in_words})"


def title_in_report(fields: Fields, report_slug: str) -> str:
    """Of a line in the item model's words, its family and what its figures count; "" of others, and
    where it names a figure that there is not."""
    if fields["kind"] != GENERATED or fields["ask"] or not fields["source"]:
        return ""
    ledger = ledger_with_drafts(report_slug)
    try:
        figures = [ledger.figure(key, report_slug) for key in fields["source"]]
    except KeyError:
        return ""
    parts = [f"{figure.as_printed}, {figure.label}" for figure in figures[:MOST_FIGURES_IN_TITLE]]
    if more_count := len(figures[MOST_FIGURES_IN_TITLE:]):
        more = ngettext("%(n)s more figure", "%(n)s more figures", more_count) % {"n": more_count}
        parts.append(more)
    return title_without_braces(f"{WORDS_BY_FAMILY[fields['generate']]}: {'; '.join(parts)}")


KIND = DraftKind(
    kind=ObjectKind.QUESTION,
    name=_("question"),
    new_name=_("A new question"),
    form_class=QuestionForm,
    template="studio/drafts/_question_form.html",
    preview=preview,
    title_of=title_of,
    title_in_report=title_in_report,
    new_form_class=NewQuestionForm,
    tools_context=picker_context,
    play=play,
    in_editions=True,
    apply_command=apply_command,
    command_anchor=command_anchor,
    whole_context=whole_context,
)
