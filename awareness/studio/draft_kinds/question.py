"""Drafts of questions: checked while somebody writes, and played as a learner does."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.bank import checklist
from awareness.bank.checklist import Look, LookKind, WrittenRow
from awareness.bank.clues import Choice
from awareness.content.checks.course import build
from awareness.content.staging import alone, current_content
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.questions import rows_of
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.resolved_texts import ProseError, resolve_text
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import Preview, problems_of, told_of
from awareness.studio.draft_kinds.page import tools
from awareness.studio.draft_kinds.question_form import (
    NewQuestionForm,
    QuestionForm,
    figures_named,
    reordered,
)
from awareness.studio.models import Draft
from awareness.studio.unsaved import spec_of, version_of
from quizzes.kinds import Single, Spec
from quizzes.models import KindName, QuestionVersion
from quizzes.rehearsal import rehearse

SAID = {
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
    return play(draft, fields, QueryDict(), "ordinary")


def play(draft: Draft, fields: Fields, sent: QueryDict, edition: str) -> Preview:
    """The question as it is asked, or as it is answered with what was `sent`; what is looked at
    while somebody writes; what the checks say."""
    with alone(draft.place, fields) as read_alone:
        known = problems_of(read_alone)
        wrong_lines = {(problem.path, problem.line) for problem in known if not problem.warning}
        whole = replace(read_alone.content, modules=current_content().modules)
        told_of_question = told_of(read_alone, draft.place, build(whole, wrong_lines)[1])
        written = read_alone.content.questions
        spec = spec_of(read_alone.content.ledger, written[0]) if written else None
    address = f"{reverse('studio:play_draft', args=[draft.pk])}?edition={edition}"
    context: dict[str, Any] = {
        "looks": told_looks(draft, fields),
        "here": address,
        "edition": edition,
    }
    if spec is not None:
        context |= rehearsed(spec, sent, edition)
    return Preview("studio/drafts/_question_preview.html", context, told_of_question)


def rehearsed(spec: Spec, sent: QueryDict, edition: str) -> dict[str, Any]:
    """The question as `quizzes/page.html` shows it."""
    done = rehearse([version_of(spec)], sent, edition)
    return {"asked": done.page, "carried": done.rehearsal.sign()}


def told_looks(draft: Draft, fields: Fields) -> list[dict[str, Any]]:
    """What is looked at while somebody writes, in words."""
    ledger = current_content().ledger
    figures = [figure for key in figures_named(fields) if (figure := _figure(ledger, draft, key))]

    def said(name: str) -> str:
        return _said(ledger, draft, str(fields.get(name) or ""))

    rows = [
        WrittenRow(said(f"row{n}_text"), said(f"row{n}_feedback"),
                   bool(fields.get(f"row{n}_correct")), str(fields.get(f"row{n}_target") or ""))
        for n, _key in rows_of(fields, "row")
    ]  # fmt: skip
    bank = bank_beside(draft)
    looks = checklist.looks(ledger, fields["kind"], said("stem"), rows, figures, bank)
    return [_words(look) for look in looks]


def _words(look: Look) -> dict[str, Any]:
    more = ", ".join(look.words)
    numbers = look.numbers or {}
    match look.asked:
        case LookKind.ONE_KEY:
            more = gettext("%(right)s of %(rows)s") % numbers
        case LookKind.LENGTH if numbers["key"]:
            more = gettext("%(key)s letters, the longest other answer %(other)s") % numbers
        case LookKind.OPTIONS_ALONE:
            more = gettext("%(found)s of 100 would, %(chance)s by chance") % numbers
    return {"passed": look.passed, "says": SAID[look.asked][0 if look.passed else 1], "more": more}


def _said(ledger: Ledger, draft: Draft, text: str) -> str:
    try:
        return resolve_text(ledger, draft.report, text)[0]
    except (ProseError, KeyError):
        return text  # the check of references says what is wrong with it


def _figure(ledger: Ledger, draft: Draft, key: str) -> Figure | None:
    try:
        return ledger.figure(key, draft.report)
    except KeyError:
        return None


def bank_beside(draft: Draft) -> list[Choice]:
    """The choices of the questions that people answer now, without the draft's own."""
    live = QuestionVersion.objects.live().filter(question__kind=KindName.SINGLE)
    others = live.exclude(question__key=f"{draft.report}/{draft.key}").order_by("question__key")
    return [
        [(option.text, option.correct) for option in spec.options]
        for spec in others.values_list("spec", flat=True)
        if isinstance(spec, Single)
    ]


def act(fields: Fields, command: str) -> dict[str, Any]:
    """Moves a row: `row 2 up`, `target 3 down`."""
    of, _space, rest = command.partition(" ")
    number, _space, way = rest.partition(" ")
    numbers = [n for n in range(1, 13) if f"{of}{n}_text" in fields]
    if of not in ("row", "target") or not number.isdecimal() or int(number) not in numbers:
        return dict(fields)
    index = numbers.index(int(number))
    to = index - 1 if way == "up" else index + 1
    if 0 <= to < len(numbers):
        numbers[index], numbers[to] = numbers[to], numbers[index]
    return reordered(fields, of, numbers)


KIND = DraftKind(
    kind=ObjectKind.QUESTION,
    name=_("question"),
    new_name=_("A new question"),
    form=QuestionForm,
    template="studio/drafts/_question_form.html",
    preview=preview,
    title_of=lambda fields: str(fields.get("stem", "")),
    new=NewQuestionForm,
    tools=tools,
    play=play,
    in_editions=True,
    act=act,
)
