"""Drafts of pages: a report's text with figures that are picked from the ledger."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.bank.reading import school_grade
from awareness.content.staging import current_content, staged_alone
from awareness.content.writing import Fields, ObjectKind
from awareness.insights.figure_references import REFERENCE
from awareness.insights.ledger import Ledger
from awareness.insights.markdown_passages import words_on_one_line
from awareness.insights.page_contexts import passage_contexts
from awareness.insights.resolved_texts import resolve_markdown
from awareness.studio.draft_kinds import DraftKind, edition_of
from awareness.studio.draft_kinds.base import Preview, title_without_braces
from awareness.studio.draft_kinds.drafted_reports import ledger_drafts_beside
from awareness.studio.draft_kinds.field_problems import FieldProblem, problems_at_fields
from awareness.studio.draft_kinds.figure_picker import picker_context
from awareness.studio.draft_kinds.page_form import (
    EDITION_SUFFIXES,
    NAME_BY_PREFIX,
    TEXT_FIELDS,
    WHOLE_NAME_BY_PREFIX,
    NewPageForm,
    PageForm,
)
from awareness.studio.drafts import drawings
from awareness.studio.models import Draft

# Prefixes of the editions that readers of one are given, the first that is written; then the
# ordinary one.
PREFIXES_BY_EDITION = {"plain": ["plain_"], "youth": ["youth_", "plain_"]}
LEAST_GRADED_WORDS = 30  # from which on it says something how hard a text is to read
TYPED_NUMBER = re.compile(r"the number “([^”]+)” is typed$")  # of checks/editorial.py
# What a page cannot do without, and what stands there while it is checked half written.
STAND_IN_BY_FIELD = {"title": "…", "lead": "…", "insight": "00"}
STAND_IN_BY_PLAIN_FIELD = {"plain_title": "…", "plain_lead": "…", "plain_body": "…"}


def apply_command(draft: Draft, fields: Fields, command: str) -> dict[str, Any]:
    """The fields after `plain` (the plain edition begins with the ordinary text, where nothing of
    it is written) or `say FIELD WORDS` (marks words of a field as no claim); as they were for
    anything else."""
    if command == "plain" and not any(fields.get(name) for name in STAND_IN_BY_PLAIN_FIELD):
        plain_fields = {
            name: fields[name.removeprefix("plain_")] for name in STAND_IN_BY_PLAIN_FIELD
        }
        return {**fields, **plain_fields}
    field_name, _space, words = command.removeprefix("say ").partition(" ")
    if command.startswith("say ") and field_name in TEXT_FIELDS:
        text = str(fields.get(field_name) or "")
        return {**fields, field_name: with_words_marked_as_no_claim(text, words)}
    return dict(fields)


def with_words_marked_as_no_claim(text: str, words: str) -> str:
    """A text with these words in {say:…}, where they stand first outside braces; as it was where
    they do not stand there."""
    pieces = re.split(r"(\{[^{}]*\})", text)
    for position, piece in enumerate(pieces):
        match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", piece) if words else None
        if match and not piece.startswith("{"):
            pieces[position] = f"{piece[: match.start()]}{{say:{words}}}{piece[match.end() :]}"
            break
    return "".join(pieces)


def preview(draft: Draft, fields: Fields) -> Preview:
    """Each edition that is written, resolved as when it is published; checked by itself."""
    written_prefixes = [
        prefix for prefix in NAME_BY_PREFIX if fields.get(f"{prefix}body") or not prefix
    ]
    return _preview_of_editions(draft, fields, written_prefixes)


def play(draft: Draft, fields: Fields, sent: QueryDict, query: QueryDict) -> Preview:
    """One edition alone; where it is not written, the one that readers are given then."""
    edition = edition_of(query)
    prefixes = PREFIXES_BY_EDITION.get(edition, [])
    written_prefixes = (prefix for prefix in prefixes if fields.get(f"{prefix}body"))
    preview = _preview_of_editions(draft, fields, [next(written_prefixes, "")])
    preview.context["editions"][0]["stands_in"] = edition
    return preview


def _preview_of_editions(draft: Draft, fields: Fields, prefixes: Sequence[str]) -> Preview:
    """The editions whose fields begin with these prefixes, and what the checks say of the page."""
    empty_names = _empty_fields(fields, _asks_for_plain_edition(draft.ref.subject))
    empty_problems = [
        FieldProblem(field_name=name, message=gettext("This is still empty"))
        for name in empty_names
    ]
    stand_ins = STAND_IN_BY_FIELD | STAND_IN_BY_PLAIN_FIELD
    filled = {**fields, **{name: stand_ins[name] for name in empty_names}}
    with staged_alone(draft.ref, filled, ledger_drafts_beside(draft)) as staged:
        ledger = staged.content.ledger
        editions = [_edition_context(ledger, draft.report, fields, prefix) for prefix in prefixes]
        problems = [
            *empty_problems,
            *map(_with_claim_words, problems_at_fields(staged, draft.ref)),
        ]
    return Preview("studio/drafts/_page_preview.html", {"editions": editions}, problems)


def _with_claim_words(problem: FieldProblem) -> FieldProblem:
    """With the number that a check takes for a claim, where it says that one is typed."""
    match = TYPED_NUMBER.match(problem.message)
    return replace(problem, claim_words=match[1]) if match else problem


def _asks_for_plain_edition(subject_key: str) -> bool:
    """Whether pages of a subject need one; those of a subject that is only drafted do."""
    subject = current_content().subjects.get(subject_key)
    return subject is None or "plain" in subject.definition.shape.editions


def _empty_fields(fields: Fields, asks_for_plain: bool) -> list[str]:
    """Names of fields that a page needs and that are empty. A plain edition that is not asked for
    may be left out whole."""
    empty = [name for name in STAND_IN_BY_FIELD if not str(fields.get(name, "")).strip()]
    empty_plain = [
        name for name in STAND_IN_BY_PLAIN_FIELD if not str(fields.get(name, "")).strip()
    ]
    if not asks_for_plain and len(empty_plain) == len(STAND_IN_BY_PLAIN_FIELD):
        return empty
    return [*empty, *empty_plain]


def _edition_context(
    ledger: Ledger, report_slug: str, fields: Fields, prefix: str
) -> dict[str, Any]:
    """An edition with its figures written out: `title` and `lead` (of the ordinary one where it has
    none), `passages` of the body, how many `words` that has, and the school year (`grade`) that can
    read it, None of a short one."""

    def on_one_line(suffix: str) -> str:
        text = fields.get(f"{prefix}{suffix}") or fields.get(suffix, "")
        resolved = resolve_markdown(ledger, report_slug, text, forgiving=True)
        return words_on_one_line(resolved.markdown)

    body_text = fields.get(f"{prefix}body", "")
    body = resolve_markdown(ledger, report_slug, body_text, forgiving=True)
    resolved_texts = {
        "body_markdown": body.markdown,
        "sources": body.figures,
        "charts": {key: data | {"is_draft": drawings.is_drafted(data)}
                   for key, data in body.charts.items()},
    }  # fmt: skip
    body_words = words_on_one_line(body.markdown)
    word_count = len(body_words.split())
    is_graded = word_count >= LEAST_GRADED_WORDS
    return {
        "name": NAME_BY_PREFIX[prefix], "edition": prefix.rstrip("_") or "ordinary",
        "title": on_one_line("title"), "lead": on_one_line("lead"),
        "passages": passage_contexts(resolved_texts), "words": word_count,
        "grade": max(1.0, school_grade(body_words)) if is_graded else None,
    }  # fmt: skip


def whole_context(
    ledger: Ledger, report_slug: str, fields: Fields, whole_name: str
) -> dict[str, Any]:
    """An edition as readers will see it, by the name of its card; and what no reader sees
    (`no_claim`): which words are marked as no claim."""
    prefix = next(
        (prefix for prefix, name in WHOLE_NAME_BY_PREFIX.items() if str(name) == whole_name), ""
    )
    texts = (str(fields.get(f"{prefix}{suffix}") or "") for suffix in EDITION_SUFFIXES)
    no_claims = [match["what"] for text in texts for match in REFERENCE.finditer(text)
                 if match["kind"] == "say"]  # fmt: skip
    edition = _edition_context(ledger, report_slug, fields, prefix)
    return edition | {"no_claim": list(dict.fromkeys(no_claims))}


KIND = DraftKind(
    kind=ObjectKind.PAGE,
    name=_("page"),
    new_name=_("A new page"),
    form_class=PageForm,
    template="studio/drafts/_page_form.html",
    preview=preview,
    title_of=lambda fields: title_without_braces(fields.get("title")),
    new_form_class=NewPageForm,
    tools_context=picker_context,
    apply_command=apply_command,
    command_anchor=lambda command, fields: "id_plain_title" if command == "plain" else "write",
    play=play,
    in_editions=True,
    whole_context=whole_context,
)
