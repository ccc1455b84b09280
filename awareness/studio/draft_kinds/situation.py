"""Drafts of situations: an outline of the turns, looked at while somebody writes, and played from
any of them."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awareness.bank.checklist import WrittenRow
from awareness.bank.clues import AnswerOption, OptionSet
from awareness.content.checks.course import check_course
from awareness.content.staging import current_content, staged_alone
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.situations import aligned_fields, in_reading_order, part_numbers
from awareness.insights.ledger import Ledger
from awareness.insights.resolved_texts import text_with_figures
from awareness.studio.draft_kinds import DraftKind, edition_of
from awareness.studio.draft_kinds.base import Preview, title_without_braces
from awareness.studio.draft_kinds.drafted_reports import new_subject_drafts
from awareness.studio.draft_kinds.field_problems import problems_at_fields
from awareness.studio.draft_kinds.question import (
    LookInWords,
    figures_of,
    looks_in_words,
    problems_of_building,
    rehearsal_context,
)
from awareness.studio.draft_kinds.situation_commands import apply_command, command_anchor
from awareness.studio.draft_kinds.situation_form import (
    NewSituationForm,
    SituationForm,
)
from awareness.studio.drafts.unpublished_questions import spec_by_form
from awareness.studio.models import Draft
from awareness.studio.reviews.passages import Passage, changed_passages
from quizzes.kinds import Scenario
from quizzes.kinds.vary import fill_placeholders

# Keys that no reader sees: all but the names of turns.
UNREAD_FIELD = re.compile(r"key|form[0-9]+(?:_turn[0-9]+_choice[0-9]+)?_key")


@dataclass(frozen=True)
class ChoiceInOutline:
    """What one can do in a turn, in words; `goto` is the number of the turn that it leads to (""
    for none yet), `goto_name` that turn's name."""

    text: str
    is_best: bool
    goto: str
    goto_name: str


@dataclass(frozen=True)
class TurnInOutline:
    """A turn in words; `part` as addresses name it. Looks are what is looked at while somebody
    writes."""

    number: int
    part: str
    name: str
    text: str
    is_start: bool
    is_end: bool
    is_reached: bool  # it is the start, or a choice leads to it
    choices: list[ChoiceInOutline]
    failed_looks: list[LookInWords]
    passed_looks: list[LookInWords]


@dataclass(frozen=True)
class Outline:
    """A form of a situation, turn by turn."""

    number: int
    title: str
    turns: list[TurnInOutline]


def preview(draft: Draft, fields: Fields) -> Preview:
    return play(draft, fields, QueryDict(), QueryDict())


def play(draft: Draft, fields: Fields, sent: QueryDict, query: QueryDict) -> Preview:
    """The outline of each form with what is looked at in each turn, one form as it is played from
    a turn (`from`: form1_turn2), and what the checks say."""
    refs_and_fields = [
        (drafted.ref, drafted.fields) for drafted in new_subject_drafts(draft.subject)
    ]
    with staged_alone(draft.ref, fields, refs_and_fields) as staged:
        with_modules = replace(staged.content, modules=current_content().modules)
        course_problems = [*check_course(with_modules), *problems_of_building(staged)]
        problems = problems_at_fields(staged, draft.ref, course_problems)
        ledger, scenarios = staged.content.ledger, staged.content.scenarios
        spec_by_form_key = spec_by_form(ledger, scenarios[0]) if scenarios else {}
    edition, turn_part = edition_of(query), _turn_to_play(fields, query.get("from", ""))
    address = reverse("studio:play_draft", args=[draft.pk])
    other_option_sets = option_sets_of_other_situations(str(fields["key"]))
    context: dict[str, Any] = {
        "outlines": [
            outline(fields, form_number, ledger, other_option_sets)
            for form_number in part_numbers(fields)
        ],
        "turn": turn_part, "address": address, "other_params": _params_without_turn(query),
        "here": f"{address}?{urlencode({'from': turn_part, 'edition': edition})}",
    }  # fmt: skip
    form_part, _line, turn_name = turn_part.partition("_")
    spec = spec_by_form_key.get(fields.get(f"{form_part}_key", ""))
    if spec is not None:
        turn_key = fields[f"{turn_part}_key"]
        context |= {
            "played": f"{turn_name.removeprefix('turn')}. {turn_key}",
            **rehearsal_context(starting_at(spec, turn_key), sent, edition),
        }
    in_words = [SituationForm.problem_in_words(problem, fields) for problem in problems]
    return Preview("studio/drafts/_situation_preview.html", context, in_words)


def _params_without_turn(query: QueryDict) -> str:
    """What of an address stays when it is played from another turn, its edition and its review,
    with & before it; "" for nothing."""
    params = query.copy()
    params.pop("from", None)
    return f"&{params.urlencode()}" if params else ""


def starting_at(spec: Scenario, turn_key: str) -> Scenario:
    """The situation from another turn on."""
    return spec.changed(scenario=spec.scenario.changed(start=turn_key))


def option_sets_of_other_situations(key: str) -> list[OptionSet]:
    """What there is to decide in each turn of all situations that are published, without the one of
    this key."""
    return [
        [AnswerOption(choice.text, choice.best) for choice in node.choices]
        for scenario in current_content().scenarios
        if scenario.shape.key != key
        for form in scenario.shape.forms.values()
        for node in form.nodes.values()
        if node.choices
    ]


def _turn_to_play(fields: Fields, wanted_part: str) -> str:
    """The turn that is played from, such as `form1_turn2`: the one that is wanted, where it asks
    something, or else where the first form begins, or else the first that asks something."""
    turn_parts = [
        f"form{form_number}_turn{turn_number}"
        for form_number in part_numbers(fields)
        for turn_number in part_numbers(fields, f"form{form_number}")
    ]
    asking_parts = [turn_part for turn_part in turn_parts if not fields[f"{turn_part}_end"]]
    if wanted_part in asking_parts:
        return wanted_part
    start_part = f"form1_turn{fields.get('form1_start') or 1}"
    return start_part if start_part in asking_parts else next(iter(asking_parts), start_part)


def outline(
    fields: Fields, form_number: int, ledger: Ledger, other_option_sets: list[OptionSet]
) -> Outline:
    """A form's turns: what each says, what one can do there and where that leads; whether anything
    leads to it; what is looked at. `other_option_sets` are those of other situations."""
    form_part = f"form{form_number}"
    words_by_detail = _words_by_detail(str(fields.get(f"{form_part}_vary") or ""))

    def in_words(text: str) -> str:
        """As somebody may be told it: every word that a detail may be, figures written out."""
        with_details = fill_placeholders(text, words_by_detail)
        return text_with_figures(ledger, report_slug="", text=with_details)

    choices_by_turn = {
        number: [*_choices_in_outline(fields, f"{form_part}_turn{number}", form_part, in_words)]
        for number in part_numbers(fields, form_part)
    }
    start = fields.get(f"{form_part}_start", "")
    reached = {start} | {choice.goto for choices in choices_by_turn.values() for choice in choices}
    turns = []
    for number, choices in choices_by_turn.items():
        turn_part = f"{form_part}_turn{number}"
        looks = looks_at_turn(fields, turn_part, ledger, other_option_sets) if choices else []
        turns.append(
            TurnInOutline(
                number=number,
                part=turn_part,
                name=fields[f"{turn_part}_key"],
                text=in_words(fields[f"{turn_part}_text"]),
                is_start=start == f"{number}",
                is_end=fields[f"{turn_part}_end"],
                is_reached=f"{number}" in reached,
                choices=choices,
                failed_looks=[look for look in looks if not look["passed"]],
                passed_looks=[look for look in looks if look["passed"]],
            )
        )
    return Outline(form_number, in_words(fields[f"{form_part}_title"]), turns)


def _words_by_detail(vary_lines: str) -> dict[str, str]:
    """Of lines such as `device: computer, laptop` the words by detail, as one reads them:
    computer / laptop."""
    parts = (line.partition(":") for line in vary_lines.split("\n"))
    return {name.strip(): " / ".join(word.strip() for word in words.split(","))
            for name, _colon, words in parts if words.strip()}  # fmt: skip


def _choices_in_outline(
    fields: Fields, turn_part: str, form_part: str, in_words: Callable[[str], str]
) -> Iterator[ChoiceInOutline]:
    """Nothing of a turn with which the situation ends."""
    for number in part_numbers(fields, turn_part) if not fields[f"{turn_part}_end"] else ():
        choice_part = f"{turn_part}_choice{number}"
        goto = fields[f"{choice_part}_goto"]
        yield ChoiceInOutline(
            text=in_words(fields[f"{choice_part}_text"]),
            is_best=fields[f"{choice_part}_best"],
            goto=goto,
            goto_name=fields.get(f"{form_part}_turn{goto}_key", ""),
        )


def looks_at_turn(
    fields: Fields, turn_part: str, ledger: Ledger, other_option_sets: list[OptionSet]
) -> list[LookInWords]:
    """What is looked at in a turn while somebody writes, as in a question with one answer; nothing
    as long as no choice says anything."""
    texts = {name: str(value) for name, value in fields.items() if name.startswith(f"{turn_part}_")}

    def with_figures(field_name: str) -> str:
        return text_with_figures(ledger, report_slug="", text=texts[field_name])

    rows = [
        WrittenRow(
            with_figures(f"{turn_part}_choice{number}_text"),
            with_figures(f"{turn_part}_choice{number}_feedback"),
            bool(fields[f"{turn_part}_choice{number}_best"]),
        )
        for number in part_numbers(fields, turn_part)
    ]
    if not any(row.text for row in rows):
        return []
    stem = with_figures(f"{turn_part}_text")
    figures = figures_of(ledger, report_slug="", fields=texts)
    return looks_in_words(ledger, "single", stem, rows, figures, other_option_sets, all_words=False)


def passages_of(before: Fields, after: Fields, _order: Iterable[str]) -> list[Passage]:
    """What differs, turn by turn by their names: one that moved is the same."""
    old_fields, new_fields = (_as_read(fields) for fields in aligned_fields(before, after))
    return changed_passages(old_fields, new_fields, in_reading_order({*new_fields, *old_fields}))


def _as_read(fields: Fields) -> dict[str, Any]:
    """What a reader sees: no keys but the names of turns, ✓ for what holds."""
    return {
        name: ("✓" if value else "") if isinstance(value, bool) else value
        for name, value in fields.items()
        if not UNREAD_FIELD.fullmatch(name)
    }


KIND = DraftKind(
    kind=ObjectKind.SITUATION,
    name=_("situation"),
    new_name=_("A new situation"),
    form_class=SituationForm,
    template="studio/drafts/_situation_form.html",
    preview=preview,
    preview_heading=_("Turn by turn, and as a learner plays it"),
    title_of=lambda fields: title_without_braces(fields.get("title")),
    new_form_class=NewSituationForm,
    passages_of=passages_of,
    play=play,
    in_editions=True,
    apply_command=apply_command,
    command_anchor=command_anchor,
)
