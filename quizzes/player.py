"""An item as a page shows it. `view` is what the templates read; nothing here writes.

The key, feedback and sources are put into a view only once `display` allows it, so a template
cannot leak what it was never given. The edition (ordinary, plain or youth) is chosen here, at
the moment of showing, and is stored nowhere.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from quizzes.display import Display, ItemState, display
from quizzes.errors import AnswerError
from quizzes.guess_line import guess_line, scale_of
from quizzes.itemview import EACH_PART, Guessed, ItemView, Option, Page
from quizzes.kinds import (
    Answer,
    Matching,
    Numeric,
    Ordering,
    Scenario,
    Single,
    Spec,
    matching,
    ordering,
)
from quizzes.kinds.base import Posted, Target, posted, posted_by_token
from quizzes.models import Attempt, AttemptItem, Behaviour, KindName
from quizzes.queries import items, next_item

type Common = dict[str, Any]  # fields of an `ItemView` that every kind has

ALL_SEEN = 99  # more decisions than a scenario may have


def view(
    item: AttemptItem,
    *,
    edition: str = "ordinary",
    seen: int = 0,
    error: AnswerError | None = None,
    raw: Posted | None = None,
) -> ItemView:
    """The item as a page shows it now. The item comes from `queries` or an action. No query.

    seen    scenarios: how many decisions' feedback has been read; the page goes on after those
    error   what `actions.answer` refused, shown beside the form with `raw`, what was posted
    """
    spec = item.version.spec.in_edition(edition)
    if isinstance(spec, Scenario):
        spec = spec.with_details(item.layout.get("vary", {}))
    answer, final = item.newest.answer, item.newest.is_final
    fraction = spec.grade(answer).fraction if final else None
    state = ItemState.of(answered=answer is not None, final=final, fraction=fraction)
    shown = display(item.attempt.behaviour, state, item.attempt.state)
    common = {
        "item_id": item.pk,
        "kind": spec.kind,
        "number": item.position + 1,
        "count": item.attempt.length,
        "state": state.as_told(shown),
        "display": shown,
        "folded": edition != "ordinary",
        "at_end": item.attempt.behaviour == Behaviour.ASSESSMENT,
        # One token a step: a double click, a second tab and the back button all send it again.
        "submit_token": f"{item.pk}-{item.newest.sequence + 1}",
        "error": error.words if error else "",
        "raw": (posted(raw, "guess") or [""])[0][:40] if raw else "",
        "marked": raw is not None and error is None,
    }
    if spec.kind == KindName.SINGLE and answer is not None and final and shown.feedback:
        # By content, language and edition: whoever chose the same reads the same.
        key = (item.version.spec_hash, get_language(), edition, answer["choice"])
        common["told_key"] = ":".join(key)
    if isinstance(spec, Scenario):
        return _scenario(item, spec, common, shown, seen, raw)
    if answer is None:
        return _blank(item, spec, common, raw)
    return _answered(item, spec, answer, common, shown)


def _blank(item: AttemptItem, spec: Spec, common: Common, raw: Posted | None) -> ItemView:
    """What can be chosen, and what was chosen in an answer that was refused or not taken."""
    refused = bool(common["error"])
    parts: dict[str, Any]
    match spec:
        case Numeric():
            parts = {"scale": scale_of(spec.numeric)}
        case Ordering():
            options = _lines(item, spec.options, ordering.field, raw, refused=refused)
            parts = {"options": options, "places": tuple(str(n + 1) for n in range(len(options)))}
        case Matching():
            parts = {
                "options": _lines(
                    item, spec.matching.stems, matching.field, raw, refused=refused, alone=False
                ),
                "targets": _lines(item, spec.matching.targets, matching.field, raw=None),
                "sorts": spec.sorts,
            }
        case _:
            texts = {row.key: row.text for row in spec.rows}
            parts = {"options": _options(item, texts, posted(raw, "answer") if raw else ())}
    return ItemView(stem=spec.stem, **_under_stem(spec), **parts, **common)


def _under_stem(spec: Spec) -> Common:
    """What stands between the question and what can be chosen: a headline, or bars."""
    if not isinstance(spec, Single):
        return {}
    bars = spec.drawing.bars if spec.drawing else ()
    return {"headline": spec.headline, "bars": bars}


def _answered(
    item: AttemptItem, spec: Spec, answer: Answer, common: Common, shown: Display
) -> ItemView:
    remarks = spec.explain(answer) if shown.feedback else []
    if common["kind"] in EACH_PART:
        remark, other_remarks = None, remarks
    else:
        remark, other_remarks = next(iter(remarks), None), remarks[1:]
    names = {
        name
        for part_remark in remarks
        if part_remark.chosen or part_remark.right
        for name in part_remark.sources
    }
    if isinstance(spec, Numeric):
        common |= {"scale": scale_of(spec.numeric)}
        if shown.solution:
            names |= set(spec.figures)
            common |= {"tells_not": spec.numeric.tells_not}
            if answer["guess"] is not None:
                guess = Decimal(answer["guess"])
                common |= {
                    "line": guess_line(spec.numeric, answer["guess"]),
                    "guessed": Guessed(item.version_id, guess, spec.numeric),
                }
    return ItemView(
        stem=spec.stem,
        **_under_stem(spec),
        sorts=getattr(spec, "sorts", False),
        given=tuple(spec.lines(answer)),
        remark=remark,
        others=tuple(other_remarks),
        solution=spec.summary(spec.solution()) if shown.solution else "",
        sources=_sources(spec, names) if shown.feedback else (),
        caveats=spec.caveats if shown.feedback else (),
        **common,
    )


def _scenario(
    item: AttemptItem, spec: Scenario, common: Common, shown: Display, seen: int, raw: Posted | None
) -> ItemView:
    """The newest decision with its feedback; or, once that is read, the next situation."""
    answer = item.newest.answer
    path = answer["path"] if answer else []
    made = len(path)
    current = spec.current_node(answer)
    common |= {"title": spec.scenario.title, "decisions": spec.decisions(answer)}
    decided = [_decided(spec, path[: number + 1], common, shown) for number in range(made)]
    if answer is None or (not common["state"].is_final and seen >= made):
        texts = {f"{current}/{choice.key}": choice.text for choice in spec.nodes[current].choices}
        return ItemView(
            stem=spec.nodes[current].text,
            options=_options(item, texts, posted(raw, "answer") if raw else ()),
            decision=made + 1,
            before=tuple(decided),
            **common,
        )
    return replace(
        decided[-1],
        before=tuple(decided[:-1]),
        caveats=spec.caveats if shown.feedback else (),
        end=spec.nodes[current].text if shown.solution and spec.nodes[current].end else "",
        first_right=spec.grade(answer).fraction == 1.0 if shown.correctness else None,
    )


def _decided(spec: Scenario, path: list[list[str]], common: Common, shown: Display) -> ItemView:
    """The last decision of a path: the situation then, what was chosen, what there is to say."""
    remark = spec.explain({"path": path})[-1]
    return ItemView(
        stem=spec.nodes[path[-1][0]].text,
        given=(remark.text,),
        remark=remark if shown.feedback else None,
        sources=_sources(spec, set(remark.sources)) if shown.feedback else (),
        decision=len(path),
        **common,
    )


def _options(
    item: AttemptItem, texts: Mapping[str, str], chosen: Collection[str]
) -> tuple[Option, ...]:
    """What can be chosen, in the order drawn at the start, by token."""
    tokens = {key: token for token, key in item.layout["tokens"].items()}
    return tuple(
        Option(tokens[key], texts[key], tokens[key] in chosen)
        for key in item.layout["order"]
        if key in texts
    )


def _lines(
    item: AttemptItem,
    rows: Iterable[Target],
    field: Callable[[str], str],
    raw: Posted | None,
    *,
    refused: bool = False,
    alone: bool = True,
) -> tuple[Option, ...]:
    """Rows that each have a field, in the order drawn; `alone`: each needs a value of its own."""
    texts = {row.key: row.text for row in rows}
    tokens = {key: token for token, key in item.layout["tokens"].items()}
    sent = posted_by_token(item.layout, raw, field) if raw else dict.fromkeys(texts, "")
    values = [sent[key] for key in texts]
    return tuple(
        Option(
            tokens[key],
            texts[key],
            name=field(tokens[key]),
            value=sent[key][:40],
            amiss=refused and (not sent[key] or (alone and values.count(sent[key]) > 1)),
        )
        for key in item.layout["order"]
        if key in texts
    )


def _sources(spec: Spec, names: set[str]) -> tuple[Mapping[str, Any], ...]:
    """The source notes of these figures, named `report:key` or `key` alone."""
    return tuple(
        note
        for note in spec.sources
        if names & {note["key"], f"{note.get('report')}:{note['key']}"}
    )


def after(item: AttemptItem, *, edition: str = "ordinary") -> Page:
    """What to show once `actions.answer` has given this item back.

    One query while there is a blank item; two at the end.
    """
    following = None if not item.newest.is_final else next_item(item.attempt)
    current = item if not item.newest.is_final else following
    return _page(item, current, edition, seen=0)


def page(
    attempt: Attempt,
    *,
    edition: str = "ordinary",
    seen: int = 0,
    chosen: Posted | None = None,
) -> Page:
    """The same page from its address alone, for a reload or another device: one query.

    `chosen` is what was posted of an answer that was not taken: marked if its item is still asked.
    """
    return page_of(items(attempt), edition=edition, seen=seen, chosen=chosen)


def page_of(
    attempted: list[AttemptItem],
    *,
    edition: str = "ordinary",
    seen: int = 0,
    chosen: Posted | None = None,
) -> Page:
    """`page`, of items at hand: those of an attempt, or of a rehearsal. No query."""
    last = current = None
    for item in attempted:
        if item.newest.is_final:
            last = item
        else:
            current = item
            break
    if chosen and current and posted(chosen, "item") == [str(current.pk)]:
        return Page(last=None, current=view(current, edition=edition, seen=ALL_SEEN, raw=chosen))
    return _page(last, current, edition, seen)


def review(finished_items: list[AttemptItem], *, edition: str = "ordinary") -> list[ItemView]:
    """Every question of a finished attempt with what there is to say about it, in order.

    `finished_items` are its items, as `queries.items` gives them. No query.
    """
    return [view(item, edition=edition) for item in finished_items]


def _page(last: AttemptItem | None, current: AttemptItem | None, edition: str, seen: int) -> Page:
    """A scenario under way is one view: what came back and, when that is read, what is asked."""
    return Page(
        view(last, edition=edition) if last and last is not current else None,
        view(current, edition=edition, seen=seen) if current else None,
    )


def refused(
    item: AttemptItem, error: AnswerError, raw: Posted, *, edition: str = "ordinary"
) -> Page:
    """The page after an answer that was none: the question again, with words beside it."""
    return Page(last=None, current=view(item, edition=edition, seen=ALL_SEEN, error=error, raw=raw))
