"""An item as a page shows it. `item_view` is what the templates read; nothing here writes.

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
from quizzes.itemview import KINDS_TOLD_BY_PART, ItemView, Option, Page, ToldGuess
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
from quizzes.kinds.base import PostedForm, Target, posted_by_key, posted_values
from quizzes.models import Attempt, AttemptItem, Behaviour, KindName
from quizzes.queries import items_of_attempt, next_item

type CommonFields = dict[str, Any]  # fields of an `ItemView` that every kind has

ALL_SEEN = 99  # more decisions than a scenario may have


def item_view(
    item: AttemptItem,
    *,
    edition: str = "ordinary",
    seen: int = 0,
    error: AnswerError | None = None,
    raw: PostedForm | None = None,
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
    may_show = display(item.attempt.behaviour, state, item.attempt.state)
    common = {
        "item_id": item.pk,
        "kind": spec.kind,
        "number": item.position + 1,
        "count": item.attempt.length,
        "state": state.as_told(may_show),
        "display": may_show,
        "folded": edition != "ordinary",
        "at_end": item.attempt.behaviour == Behaviour.ASSESSMENT,
        # One token a step: a double click, a second tab and the back button all send it again.
        "submit_token": f"{item.pk}-{item.newest.sequence + 1}",
        "error": error.words if error else "",
        "raw": (posted_values(raw, "guess") or [""])[0][:40] if raw else "",
        "marked": raw is not None and error is None,
    }
    if spec.kind == KindName.SINGLE and answer is not None and final and may_show.feedback:
        # By content, language and edition: whoever chose the same reads the same.
        told_parts = (item.version.spec_hash, get_language(), edition, answer["choice"])
        common["told_key"] = ":".join(told_parts)
    if isinstance(spec, Scenario):
        return _scenario_view(item, spec, common, may_show, seen, raw)
    if answer is None:
        return _blank_view(item, spec, common, raw)
    return _answered_view(item, spec, answer, common, may_show)


def _blank_view(
    item: AttemptItem, spec: Spec, common: CommonFields, raw: PostedForm | None
) -> ItemView:
    """What can be chosen, and what was chosen in an answer that was refused or not taken."""
    refused = bool(common["error"])
    parts: dict[str, Any]
    match spec:
        case Numeric():
            parts = {"scale": scale_of(spec.numeric)}
        case Ordering():
            options = _options_with_fields(
                item, spec.options, ordering.place_field_name, raw, refused=refused
            )
            parts = {"options": options, "places": tuple(str(n + 1) for n in range(len(options)))}
        case Matching():
            parts = {
                "options": _options_with_fields(
                    item,
                    spec.matching.stems,
                    matching.target_field_name,
                    raw,
                    refused=refused,
                    each_its_own=False,
                ),
                "targets": _options_with_fields(
                    item, spec.matching.targets, matching.target_field_name, raw=None
                ),
                "sorts": spec.sorts,
            }
        case _:
            text_by_key = {row.key: row.text for row in spec.rows}
            parts = {
                "options": _options_to_tick(
                    item, text_by_key, posted_values(raw, "answer") if raw else ()
                )
            }
    return ItemView(stem=spec.stem, **_under_stem(spec), **parts, **common)


def _under_stem(spec: Spec) -> CommonFields:
    """What stands between the question and what can be chosen: a headline, or bars."""
    if not isinstance(spec, Single):
        return {}
    bars = spec.drawing.bars if spec.drawing else ()
    return {"headline": spec.headline, "bars": bars}


def _answered_view(
    item: AttemptItem, spec: Spec, answer: Answer, common: CommonFields, may_show: Display
) -> ItemView:
    """A question that was answered, with as much of the feedback as may be shown."""
    remarks = spec.explain(answer) if may_show.feedback else []
    if common["kind"] in KINDS_TOLD_BY_PART:
        remark, other_remarks = None, remarks
    else:
        remark, other_remarks = next(iter(remarks), None), remarks[1:]
    cited_figures = {
        name
        for part_remark in remarks
        if part_remark.chosen or part_remark.right
        for name in part_remark.sources
    }
    if isinstance(spec, Numeric):
        common |= {"scale": scale_of(spec.numeric)}
        if may_show.solution:
            cited_figures |= set(spec.figures)
            common |= {"tells_not": spec.numeric.tells_not}
            if answer["guess"] is not None:
                guess = Decimal(answer["guess"])
                common |= {
                    "line": guess_line(spec.numeric, answer["guess"]),
                    "guessed": ToldGuess(item.version_id, guess, spec.numeric),
                }
    return ItemView(
        stem=spec.stem,
        **_under_stem(spec),
        sorts=isinstance(spec, Matching) and spec.sorts,
        given=tuple(spec.lines(answer)),
        remark=remark,
        others=tuple(other_remarks),
        solution=spec.summary(spec.solution()) if may_show.solution else "",
        sources=_source_notes(spec, cited_figures) if may_show.feedback else (),
        caveats=spec.caveats if may_show.feedback else (),
        **common,
    )


def _scenario_view(
    item: AttemptItem,
    spec: Scenario,
    common: CommonFields,
    may_show: Display,
    decisions_read: int,
    raw: PostedForm | None,
) -> ItemView:
    """The newest decision with its feedback; or, once that is read, the next situation."""
    answer = item.newest.answer
    path = answer["path"] if answer else []
    decisions_made = len(path)
    current_key = spec.current_node(answer)
    common |= {"title": spec.scenario.title, "decisions": spec.decision_count(answer)}
    decision_views = [
        _decision_view(spec, path[: number + 1], common, may_show)
        for number in range(decisions_made)
    ]
    if answer is None or (not common["state"].is_final and decisions_read >= decisions_made):
        text_by_key = {
            f"{current_key}/{choice.key}": choice.text for choice in spec.nodes[current_key].choices
        }
        return ItemView(
            stem=spec.nodes[current_key].text,
            options=_options_to_tick(
                item, text_by_key, posted_values(raw, "answer") if raw else ()
            ),
            decision=decisions_made + 1,
            before=tuple(decision_views),
            **common,
        )
    return replace(
        decision_views[-1],
        before=tuple(decision_views[:-1]),
        caveats=spec.caveats if may_show.feedback else (),
        end=spec.nodes[current_key].text
        if may_show.solution and spec.nodes[current_key].end
        else "",
        first_right=spec.grade(answer).fraction == 1.0 if may_show.correctness else None,
    )


def _decision_view(
    spec: Scenario, path: list[list[str]], common: CommonFields, may_show: Display
) -> ItemView:
    """The last decision of a path: the situation then, what was chosen, what there is to say."""
    remark = spec.explain({"path": path})[-1]
    return ItemView(
        stem=spec.nodes[path[-1][0]].text,
        given=(remark.text,),
        remark=remark if may_show.feedback else None,
        sources=_source_notes(spec, set(remark.sources)) if may_show.feedback else (),
        decision=len(path),
        **common,
    )


def _options_to_tick(
    item: AttemptItem, text_by_key: Mapping[str, str], chosen_tokens: Collection[str]
) -> tuple[Option, ...]:
    """The options to tick, in the order drawn for the item; ticked are those of `chosen_tokens`."""
    token_by_key = {key: token for token, key in item.layout["tokens"].items()}
    return tuple(
        Option(token_by_key[key], text_by_key[key], token_by_key[key] in chosen_tokens)
        for key in item.layout["order"]
        if key in text_by_key
    )


def _options_with_fields(
    item: AttemptItem,
    rows: Iterable[Target],
    field_name_of: Callable[[str], str],
    raw: PostedForm | None,
    *,
    refused: bool = False,
    each_its_own: bool = True,
) -> tuple[Option, ...]:
    """Rows that each have a field of their own, in the order drawn for the item. `raw` is what was
    sent in those fields (None: the form is new). Where that was `refused`, a row without a value is
    marked `amiss`, and with `each_its_own` also one whose value another row has."""
    text_by_key = {row.key: row.text for row in rows}
    token_by_key = {key: token for token, key in item.layout["tokens"].items()}
    value_by_key = (
        posted_by_key(item.layout, raw, field_name_of) if raw else dict.fromkeys(text_by_key, "")
    )
    values = [value_by_key[key] for key in text_by_key]
    return tuple(
        Option(
            token_by_key[key],
            text_by_key[key],
            name=field_name_of(token_by_key[key]),
            value=value_by_key[key][:40],
            amiss=refused
            and (not value_by_key[key] or (each_its_own and values.count(value_by_key[key]) > 1)),
        )
        for key in item.layout["order"]
        if key in text_by_key
    )


def _source_notes(spec: Spec, figure_names: set[str]) -> tuple[Mapping[str, Any], ...]:
    """The source notes of these figures, named `report:key` or `key` alone."""
    return tuple(
        note
        for note in spec.sources
        if figure_names & {note["key"], f"{note.get('report')}:{note['key']}"}
    )


def page_after_answer(item: AttemptItem, *, edition: str = "ordinary") -> Page:
    """The page after an answer to this item, which `actions.answer` has given back.

    One query while there is a blank item; two at the end.
    """
    following = None if not item.newest.is_final else next_item(item.attempt)
    current = item if not item.newest.is_final else following
    return _page_of_last_and_current(item, current, edition, seen=0)


def page_of_attempt(
    attempt: Attempt,
    *,
    edition: str = "ordinary",
    seen: int = 0,
    not_taken: PostedForm | None = None,
) -> Page:
    """Where somebody is in an attempt, from the address of its page alone: one query. `seen` as in
    `item_view`.

    `not_taken` is what was posted of an answer that was not taken, since a session had ended: it is
    marked if its item is still asked.
    """
    return page_of_items(items_of_attempt(attempt), edition=edition, seen=seen, not_taken=not_taken)


def page_of_items(
    attempt_items: list[AttemptItem],
    *,
    edition: str = "ordinary",
    seen: int = 0,
    not_taken: PostedForm | None = None,
) -> Page:
    """`page_of_attempt`, of items that were read before: an attempt's or a rehearsal's. No
    query."""
    last = current = None
    for item in attempt_items:
        if item.newest.is_final:
            last = item
        else:
            current = item
            break
    if not_taken and current and posted_values(not_taken, "item") == [str(current.pk)]:
        return Page(
            last=None, current=item_view(current, edition=edition, seen=ALL_SEEN, raw=not_taken)
        )
    return _page_of_last_and_current(last, current, edition, seen)


def views_of_finished(
    finished_items: list[AttemptItem], *, edition: str = "ordinary"
) -> list[ItemView]:
    """Every question of a finished attempt with what there is to say about it, in order.

    `finished_items` are its items, as `queries.items_of_attempt` gives them. No query.
    """
    return [item_view(item, edition=edition) for item in finished_items]


def _page_of_last_and_current(
    last: AttemptItem | None, current: AttemptItem | None, edition: str, seen: int
) -> Page:
    """The page with the item answered last and the one that is asked now; where both are one item
    (a scenario under way), with that once, as `current`."""
    return Page(
        item_view(last, edition=edition) if last and last is not current else None,
        item_view(current, edition=edition, seen=seen) if current else None,
    )


def page_of_refusal(
    item: AttemptItem, error: AnswerError, raw: PostedForm, *, edition: str = "ordinary"
) -> Page:
    """The page after an answer that was none: the question again, with words beside it."""
    return Page(
        last=None, current=item_view(item, edition=edition, seen=ALL_SEEN, error=error, raw=raw)
    )
