"""Drafts of situations: an outline of the turns, looked at while somebody writes, and played from
any of them."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awareness.bank.checklist import WrittenRow
from awareness.bank.clues import Choice
from awareness.content.checks.course import build_content_questions, check_course
from awareness.content.staging import current_content, staged_alone
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.situations import aligned_fields, in_reading_order, part_numbers
from awareness.insights.ledger import Ledger
from awareness.insights.resolved_texts import text_with_figures
from awareness.studio.draft_kinds import DraftKind, edition_of
from awareness.studio.draft_kinds.base import Preview, field_problems, problems_of, title_words
from awareness.studio.draft_kinds.drafted_reports import drafted_subject
from awareness.studio.draft_kinds.question import figures_of, looked_at, rehearsed
from awareness.studio.draft_kinds.situation_form import (
    NewSituationForm,
    SituationForm,
    act,
    acted_at,
)
from awareness.studio.models import Draft
from awareness.studio.passages import Passage, changed_passages
from awareness.studio.unpublished_questions import spec_by_form
from quizzes.kinds import Scenario
from quizzes.kinds.vary import fill_placeholders

UNREAD = re.compile(r"key|form[0-9]+(?:_turn[0-9]+_choice[0-9]+)?_key")


def preview(draft: Draft, fields: Fields) -> Preview:
    return play(draft, fields, QueryDict(), QueryDict())


def play(draft: Draft, fields: Fields, sent: QueryDict, query: QueryDict) -> Preview:
    """The outline of each form with what is looked at in each turn, one form as it is played from
    a turn (`from`: form1_turn2), and what the checks say."""
    subject = [(drafted.ref, drafted.fields) for drafted in drafted_subject(draft.subject)]
    with staged_alone(draft.ref, fields, subject) as read_alone:
        known = problems_of(read_alone)
        wrong_lines = {(problem.path, problem.line) for problem in known if not problem.warning}
        whole = replace(read_alone.content, modules=current_content().modules)
        more = [*check_course(whole), *build_content_questions(whole, wrong_lines)[1]]
        problems = field_problems(read_alone, draft.ref, more)
        ledger, read = read_alone.content.ledger, read_alone.content.scenarios
        specs = spec_by_form(ledger, read[0]) if read else {}
    edition, turn = edition_of(query), _turn_asked(fields, query.get("from", ""))
    address = reverse("studio:play_draft", args=[draft.pk])
    bank = decisions_beside(str(fields["key"]))
    context: dict[str, Any] = {
        "outlines": [outline(fields, f, ledger, bank) for f in part_numbers(fields)],
        "turn": turn, "address": address, "kept": _kept(query),
        "here": f"{address}?{urlencode({'from': turn, 'edition': edition})}",
    }  # fmt: skip
    spec = specs.get(fields.get(f"{turn.partition('_')[0]}_key", ""))
    if spec is not None:
        start = fields[f"{turn}_key"]
        context |= {
            "played": f"{turn.rpartition('turn')[2]}. {start}",
            **rehearsed(begun_at(spec, start), sent, edition),
        }
    in_words = [SituationForm.in_its_words(field_problem, fields) for field_problem in problems]
    return Preview("studio/drafts/_situation_preview.html", context, in_words)


def _kept(query: QueryDict) -> str:
    """What of an address stays when it is played from another turn: its edition, its review."""
    kept = query.copy()
    kept.pop("from", None)
    return f"&{kept.urlencode()}" if kept else ""


def begun_at(spec: Scenario, start: str) -> Scenario:
    """The situation from another turn on."""
    return spec.changed(scenario=spec.scenario.changed(start=start))


def decisions_beside(key: str) -> list[Choice]:
    """What there is to decide in all other situations that are published."""
    return [
        [(choice.text, choice.best) for choice in node.choices]
        for scenario in current_content().scenarios
        if scenario.shape.key != key
        for form in scenario.shape.forms.values()
        for node in form.nodes.values()
        if node.choices
    ]


def _turn_asked(fields: Fields, wanted: str) -> str:
    """The turn that is played from: one that was asked for and asks something, or else where the
    first form begins."""
    turns = [
        f"form{f}_turn{t}" for f in part_numbers(fields) for t in part_numbers(fields, f"form{f}")
    ]
    asking = [turn for turn in turns if not fields[f"{turn}_end"]]
    if wanted in asking:
        return wanted
    start = f"form1_turn{fields.get('form1_start') or 1}"
    return start if start in asking else next(iter(asking), start)


def outline(fields: Fields, f: int, ledger: Ledger, bank: list[Choice]) -> dict[str, Any]:
    """A form's turns: what each says, what one can do there and where that leads; whether anything
    leads to it; what is looked at."""
    prefix = f"form{f}"
    turns = part_numbers(fields, prefix)
    offered = _offered(str(fields.get(f"{prefix}_vary") or ""))

    def read(text: str) -> str:
        """As somebody may be told it: every word that a detail may be, figures written out."""
        return text_with_figures(ledger, report_slug="", text=fill_placeholders(text, offered))

    choices = {t: [*_choices(fields, f"{prefix}_turn{t}", prefix, read)] for t in turns}
    reached = {fields.get(f"{prefix}_start", "")}
    reached |= {choice["to"] for of_turn in choices.values() for choice in of_turn}
    looked = {
        t: looks(fields, f"{prefix}_turn{t}", ledger, bank) if choices[t] else [] for t in turns
    }
    return {
        "number": f, "title": read(fields[f"{prefix}_title"]),
        "turns": [
            {
                "number": t, "of": f"{prefix}_turn{t}", "name": fields[f"{prefix}_turn{t}_key"],
                "text": read(fields[f"{prefix}_turn{t}_text"]),
                "end": fields[f"{prefix}_turn{t}_end"],
                "begins": fields.get(f"{prefix}_start") == f"{t}", "reached": f"{t}" in reached,
                "choices": choices[t],
                "tells": [look for look in looked[t] if not look["passed"]],
                "fine": [look for look in looked[t] if look["passed"]],
            }
            for t in turns
        ],
    }  # fmt: skip


def _offered(lines: str) -> dict[str, str]:
    """By detail the words that it may be, as one reads them: computer / laptop."""
    parts = (line.partition(":") for line in lines.split("\n"))
    return {name.strip(): " / ".join(word.strip() for word in words.split(","))
            for name, _colon, words in parts if words.strip()}  # fmt: skip


def _choices(
    fields: Fields, turn: str, prefix: str, read: Callable[[str], str]
) -> Iterator[dict[str, Any]]:
    for c in part_numbers(fields, turn) if not fields[f"{turn}_end"] else ():
        to = fields[f"{turn}_choice{c}_goto"]
        yield {
            "text": read(fields[f"{turn}_choice{c}_text"]),
            "best": fields[f"{turn}_choice{c}_best"],
            "to": to, "name": fields.get(f"{prefix}_turn{to}_key", ""),
        }  # fmt: skip


def looks(fields: Fields, turn: str, ledger: Ledger, bank: list[Choice]) -> list[dict[str, Any]]:
    """What is looked at in a turn while somebody writes, as in a question with one answer; nothing
    as long as no choice says anything."""
    texts = {name: str(value) for name, value in fields.items() if name.startswith(f"{turn}_")}
    rows = [
        WrittenRow(text_with_figures(ledger, report_slug="", text=texts[f"{turn}_choice{c}_text"]),
                   text_with_figures(ledger, report_slug="",
                                     text=texts[f"{turn}_choice{c}_feedback"]),
                   bool(fields[f"{turn}_choice{c}_best"]))
        for c in part_numbers(fields, turn)
    ]  # fmt: skip
    if not any(row.text for row in rows):
        return []
    stem = text_with_figures(ledger, report_slug="", text=texts[f"{turn}_text"])
    figures = figures_of(ledger, report_slug="", fields=texts)
    return looked_at(ledger, "single", stem, rows, figures, bank, all_words=False)


def passages_of(before: Fields, after: Fields, _order: Iterable[str]) -> list[Passage]:
    """What differs, turn by turn by their names: one that moved is the same."""
    was, now = (_read(version) for version in aligned_fields(before, after))
    return changed_passages(was, now, in_reading_order({*now, *was}))


def _read(fields: Fields) -> dict[str, Any]:
    """What a reader sees: no keys but the names of turns, ✓ for what holds."""
    return {
        name: ("✓" if value else "") if isinstance(value, bool) else value
        for name, value in fields.items()
        if not UNREAD.fullmatch(name)
    }


KIND = DraftKind(
    kind=ObjectKind.SITUATION,
    name=_("situation"),
    new_name=_("A new situation"),
    form=SituationForm,
    template="studio/drafts/_situation_form.html",
    preview=preview,
    seen_as=_("Turn by turn, and as a learner plays it"),
    title_of=lambda fields: title_words(fields.get("title")),
    new=NewSituationForm,
    passages=passages_of,
    play=play,
    in_editions=True,
    act=act,
    acted_at=acted_at,
)
