"""Drafts of questions: checked while somebody writes, and played as a learner does."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from awareness.bank import checklist
from awareness.bank.authored import GeneratedQuestion
from awareness.bank.build import complete_draft
from awareness.bank.checklist import Look, LookKind, WrittenRow
from awareness.bank.clues import Choice
from awareness.bank.guards import RefusedItem
from awareness.bank.offers import entry_by_hand
from awareness.bank.resolve import resolve_spec
from awareness.content.checks.course import build_content_questions
from awareness.content.staging import current_content, staged_alone
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
from awareness.studio.draft_kinds.base import (
    FieldProblem,
    Preview,
    field_problems,
    problems_of,
    title_words,
)
from awareness.studio.draft_kinds.drafted_reports import (
    drafted_objectives,
    ledger_beside,
    ledger_drafts,
)
from awareness.studio.draft_kinds.families import FAMILIES, guards_in_words
from awareness.studio.draft_kinds.new_question import NewQuestionForm
from awareness.studio.draft_kinds.page import tools
from awareness.studio.draft_kinds.question_form import (
    QuestionForm,
    drafted_pages,
    figures_named,
    reordered,
)
from awareness.studio.models import Draft
from awareness.studio.unpublished_questions import question_spec, unsaved_version
from quizzes.errors import SpecError
from quizzes.kinds import Matching, Single, Spec
from quizzes.models import KindName, QuestionVersion
from quizzes.rehearsal import rehearse

NAMED = 2  # figures in the title of a line
# What a check says of the answers: of a question that has none, each of them says that.
OF_LINE = ("generate", "source", "seed", "goal", "objective", "explainers", "caveats", "audience")
OF_OPTIONS = re.compile(r"\boptions\b")
LOOK_SENTENCES = {
    LookKind.ONE_KEY: (_("The key is clear"), _("The key is not clear yet")),
    LookKind.YEAR_AND_PEOPLE: (
        _("It says of which year and whom"), _("It does not say of which year and whom")),
    LookKind.FEEDBACK: (_("Something is said about each"), _("Nothing is said yet about")),
    LookKind.LENGTH: (
        _("Its length does not give the key away"), _("Its length gives the key away")),
    LookKind.WORDS: (_("No word gives the key away"), _("Words that give the key away")),
    LookKind.OPTIONS_ALONE: (
        _("Who sees the answers alone does not find the key"),
        _("Who sees the answers alone finds the key")),
}  # fmt: skip


def preview(draft: Draft, fields: Fields) -> Preview:
    return play(draft, fields, QueryDict(), QueryDict())


def play(draft: Draft, fields: Fields, sent: QueryDict, query: QueryDict) -> Preview:
    """The question as it is asked, or as it is answered with what was `sent`; what is looked at
    while somebody writes; what the checks say."""
    other_objects = [(other.ref, other.fields) for other in ledger_drafts(draft.report)]
    # Nobody has said it yet, or a module that is being drafted will.
    unknown, pages = {"", *drafted_objectives(draft.subject)}, _pages(draft.report)
    with staged_alone(draft.ref, fields, other_objects) as read_alone:
        known = problems_of(read_alone)
        wrong_lines = {(problem.path, problem.line) for problem in known if not problem.warning}
        whole = replace(read_alone.content, modules=current_content().modules)
        problems = [
            *_unsaid(fields),
            *(
                _in_words(field_problem, draft.key, fields)
                for field_problem in field_problems(
                    read_alone, draft.ref, build_content_questions(whole, wrong_lines)[1]
                )
                if (field_problem.field != "objective" or fields["objective"] not in unknown)
                and not (_is_unanswered(fields) and OF_OPTIONS.search(field_problem.message))
                and (
                    field_problem.field != "explainers"
                    or not pages.issuperset(fields["explainers"])
                )
            ),
        ]
        written = read_alone.content.questions
        spec = question_spec(read_alone.content.ledger, written[0]) if written else None
        looks = looks_in_words(read_alone.content.ledger, draft, fields, spec)
    edition = edition_of(query)
    address = f"{reverse('studio:play_draft', args=[draft.pk])}?edition={edition}"
    context: dict[str, Any] = {"looks": looks, "here": address, "edition": edition}
    if spec is not None:
        context |= rehearsed(spec, sent, edition)
        context["guards"] = guards_in_words(spec.guards) if spec.item_model else []
    return Preview("studio/drafts/_question_preview.html", context, problems)


def _pages(report_slug: str) -> set[str]:
    """The pages that a question of a report may name. A question that is read alone knows none."""
    published = {page.slug if page.report == report_slug else f"{page.report}/{page.slug}"
                 for page in current_content().explainers}  # fmt: skip
    return published | {key for key, _title in drafted_pages(report_slug)}


def _unsaid(fields: Fields) -> list[FieldProblem]:
    """What nobody has said yet, in fewer words than a check has for what is wrong."""
    unsaid = []
    if not fields["objective"]:
        unsaid.append(
            FieldProblem(field="objective", message=gettext("nobody has said what it checks"))
        )
    if _is_unanswered(fields):
        unsaid.append(
            FieldProblem(field="row1_text", message=gettext("nobody has written an answer yet"))
        )
    return unsaid


def _is_unanswered(fields: Fields) -> bool:
    texts = (fields.get(f"row{n}_text") for n, _key in numbered_keys(fields, "row"))
    return fields["kind"] in ("single", "multiple") and not any(texts)


def _in_words(problem: FieldProblem, key: str, fields: Fields) -> FieldProblem:
    """What a check says, without the name of the question that somebody looks at."""
    problem = replace(problem, message=problem.message.removeprefix(f"{key}: "))
    return QuestionForm.in_its_words(problem, fields)


def rehearsed(spec: Spec, sent: QueryDict, edition: str) -> dict[str, Any]:
    """The question as `quizzes/page.html` shows it."""
    rehearsed = rehearse([unsaved_version(spec)], sent, edition)
    return {"asked": rehearsed.page, "carried": rehearsed.rehearsal.sign()}


def looks_in_words(
    ledger: Ledger, draft: Draft, fields: Fields, spec: Spec | None
) -> list[dict[str, Any]]:
    """What is looked at while somebody writes, in words; of a line, at what it makes."""
    if fields["kind"] == GENERATED:
        figures: list[Figure] = []  # G9 has looked at year and people, in stem and answers
        kind, stem, rows = (spec.kind, spec.stem, written_rows(spec)) if spec else ("", "", [])
    else:

        def words(name: str) -> str:
            return text_with_figures(ledger, draft.report, str(fields.get(name) or ""))

        kind, stem, rows = fields["kind"], words("stem"), [
            WrittenRow(words(f"row{n}_text"), words(f"row{n}_feedback"),
                       bool(fields.get(f"row{n}_correct")), str(fields.get(f"row{n}_target") or ""))
            for n, _key in numbered_keys(fields, "row")
        ]  # fmt: skip
        figures = figures_of(ledger, draft.report, fields)
    bank = bank_beside(f"{draft.report}/{draft.key}")
    return looked_at(ledger, kind, stem, rows, figures, bank)


def looked_at(
    ledger: Ledger, kind: str, stem: str, rows: Sequence[WrittenRow], figures: Sequence[Figure],
    bank: Sequence[Choice], *, all_words: bool = True,
) -> list[dict[str, Any]]:  # fmt: skip
    """What is seen of a question so far, in words; nothing of a guess, which has no answers."""
    if kind in ("", "numeric"):
        return []
    looks = checklist.looks_at_question(
        ledger, kind, stem, rows, figures, bank, all_words=all_words
    )
    return [_words(look) for look in looks]


def written_rows(spec: Spec) -> list[WrittenRow]:
    """What is chosen from, put into order or matched in a question that is whole."""
    pairs = spec.matching.pairs if isinstance(spec, Matching) else {}
    rows = spec.matching.stems if isinstance(spec, Matching) else spec.rows
    return [
        WrittenRow(row.text, getattr(row, "feedback", ""), getattr(row, "correct", False),
                   pairs.get(row.key, ""))
        for row in rows
    ]  # fmt: skip


def _words(look: Look) -> dict[str, Any]:
    more = ", ".join(filter(None, look.words))
    numbers = look.numbers or {}
    match look.asked:
        case LookKind.ONE_KEY:
            more = gettext("%(right)s of %(rows)s") % numbers
        case LookKind.LENGTH if numbers["key"]:
            more = gettext("%(key)s letters, the longest other answer %(other)s") % numbers
        case LookKind.OPTIONS_ALONE:
            more = gettext("%(found)s of 100 would, %(chance)s by chance") % numbers
    return {
        "asked": look.asked,
        "passed": look.passed,
        "numbers": numbers,
        "says": LOOK_SENTENCES[look.asked][0 if look.passed else 1],
        "more": more,
    }


def figures_of(ledger: Ledger, report_slug: str, fields: Fields) -> list[Figure]:
    """The figures that fields name or cite, those that are there."""
    figures = []
    for key in figures_named(fields):
        with suppress(KeyError):
            figures.append(ledger.figure(key, report_slug))
    return figures


def bank_beside(key: str = "") -> list[Choice]:
    """The choices of the questions that people answer now, without one's own."""
    live = QuestionVersion.objects.live().filter(question__kind=KindName.SINGLE)
    other_versions = live.exclude(question__key=key).order_by("question__key")
    return [
        [(option.text, option.correct) for option in spec.options]
        for spec in other_versions.values_list("spec", flat=True)
        if isinstance(spec, Single)
    ]


def act(draft: Draft, fields: Fields, command: str) -> dict[str, Any]:
    """Moves a row: `row 2 up`, `target 3 down`; `by hand`: an author writes on what a line made."""
    if command == "by hand" and fields["kind"] == GENERATED:
        return written_by_hand(draft, fields)
    group, _space, rest = command.partition(" ")
    number, _space, way = rest.partition(" ")
    numbers = [n for n in range(1, 13) if f"{group}{n}_text" in fields]
    if group not in ("row", "target") or not number.isdecimal() or int(number) not in numbers:
        return dict(fields)
    index = numbers.index(int(number))
    to = index - 1 if way == "up" else index + 1
    if 0 <= to < len(numbers):
        numbers[index], numbers[to] = numbers[to], numbers[index]
    return reordered(fields, group, numbers)


def acted_at(command: str, fields: Fields) -> str:
    """Where on the page it is seen what a button did: at the row that it moved."""
    group, number, way = [*command.split(" "), "", ""][:3]
    to = (whole_number(number, digits=2) or 0) + {"up": -1, "down": 1}.get(way, 0)
    return f"{group}{to}" if f"{group}{to}_text" in fields else "write"


def written_by_hand(draft: Draft, fields: Fields) -> dict[str, Any]:
    """The fields of the question that a line makes now. The line's own where it makes none, or a
    guess: its key is always computed."""
    try:
        generated = GeneratedQuestion.model_validate(entry_of_fields(fields, draft.key, {}))
        return form_fields_of(entry_by_hand(ledger_beside(draft.report), draft.report, generated))
    except (ValidationError, RefusedItem, ProseError, KeyError, SpecError):
        return dict(fields)  # what the form says beside the figures tells why


def whole(ledger: Ledger, report: str, fields: Fields, name: str) -> dict[str, Any] | None:
    """The question that a line makes, with its answers and what is said about them; None of one
    that somebody wrote, or of which a line makes none."""
    if fields["kind"] != GENERATED:
        return None
    try:
        line = GeneratedQuestion.model_validate(entry_of_fields(fields, "line", {}))
        spec = resolve_spec(ledger, report, complete_draft(ledger, report, line))
    except (ValidationError, RefusedItem, ProseError, KeyError, SpecError):
        return None
    usual = fields.get("goal") in ("", None, DEFAULT_GOAL)
    return {"spec": spec, "beside": [name for name in OF_LINE if not (usual and name == "goal")]}


def title_of(fields: Fields) -> str:
    """What is asked; of a line in the item model's words: its family, and of which figures."""
    if fields["kind"] != GENERATED:
        return title_words(fields.get("stem"))
    figures = ", ".join(re.sub(r"[-/_]+", " ", key) for key in fields["source"])
    return title_words(fields["ask"]) or f"{FAMILIES[fields['generate']]} ({figures})"


def title_beside(fields: Fields, report_slug: str) -> str:
    """Of a line in the item model's words, its family and what its figures count; "" of others, and
    where it names a figure that there is not."""
    if fields["kind"] != GENERATED or fields["ask"] or not fields["source"]:
        return ""
    ledger = ledger_beside(report_slug)
    try:
        figures = [ledger.figure(key, report_slug) for key in fields["source"]]
    except KeyError:
        return ""
    counted = [f"{figure.as_printed}, {figure.label}" for figure in figures[:NAMED]]
    if more := len(figures[NAMED:]):
        counted.append(ngettext("%(n)s more figure", "%(n)s more figures", more) % {"n": more})
    return title_words(f"{FAMILIES[fields['generate']]}: {'; '.join(counted)}")


KIND = DraftKind(
    kind=ObjectKind.QUESTION,
    name=_("question"),
    new_name=_("A new question"),
    form=QuestionForm,
    template="studio/drafts/_question_form.html",
    preview=preview,
    title_of=title_of,
    title_beside=title_beside,
    new=NewQuestionForm,
    tools=tools,
    play=play,
    in_editions=True,
    act=act,
    acted_at=acted_at,
    whole=whole,
)
