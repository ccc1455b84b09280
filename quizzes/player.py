"""An item as a page shows it. `view` is what the templates read; nothing here writes.

The key, feedback and sources are put into a view only once `display` allows it, so a template
cannot leak what it was never given. The edition (ordinary, plain or youth) is chosen here, at
the moment of showing, and is stored nowhere.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from quizzes import kinds
from quizzes.display import Display, ItemState, display
from quizzes.errors import AnswerError
from quizzes.guess_line import guess_line
from quizzes.itemview import EACH_PART, ItemView, Option, Page
from quizzes.kinds import matching, ordering, scenario
from quizzes.kinds.base import posted, posted_by_token
from quizzes.kinds.vary import filled
from quizzes.models import Attempt, AttemptItem, Behaviour, KindName
from quizzes.queries import items, next_item, with_newest
from quizzes.scale import scale_of
from quizzes.texts import in_edition

ALL_SEEN = 99  # more decisions than a scenario may have


def view(
    item: AttemptItem,
    *,
    edition: str = "ordinary",
    seen: int = 0,
    error: AnswerError | None = None,
    raw: Mapping | None = None,
) -> ItemView:
    """The item as a page shows it now. No query if the item came from `queries` or an action.

    seen    scenarios: how many decisions' feedback has been read; the page goes on after those
    error   what `actions.answer` refused, shown beside the form with `raw`, what was posted
    """
    if not hasattr(item, "newest_answer"):
        [item] = with_newest(AttemptItem.objects.filter(pk=item.pk).select_related("attempt"))
    spec = filled(in_edition(item.version.spec, edition), item.layout.get("vary", {}))
    kind, answer = kinds.of(spec), item.newest_answer
    final = bool(item.newest_is_final)
    fraction = kind.grade(spec, answer).fraction if final else None
    state = ItemState.of(answered=answer is not None, final=final, fraction=fraction)
    shown = display(item.attempt.behaviour, state, item.attempt.state)
    common = {
        "item_id": item.pk,
        "kind": spec["kind"],
        "number": item.position + 1,
        "count": item.attempt.length,
        "state": state.as_told(shown),
        "display": shown,
        "at_end": item.attempt.behaviour == Behaviour.ASSESSMENT,
        # One token a step: a double click, a second tab and the back button all send it again.
        "submit_token": f"{item.pk}-{(item.newest_sequence or 0) + 1}",
        "error": error.words if error else "",
        "raw": (posted(raw, "guess") or [""])[0][:40] if raw else "",
    }
    if spec["kind"] == KindName.SINGLE and final and shown.feedback:
        # By content, language and edition: whoever chose the same reads the same.
        key = (item.version.spec_hash, get_language(), edition, answer["choice"])
        common["told_key"] = ":".join(key)
    build = _scenario if spec["kind"] == KindName.SCENARIO else _question
    return build(item, spec, common, shown, seen, raw)


def _question(item, spec, common, shown: Display, _seen, raw) -> ItemView:
    if common["kind"] == KindName.NUMERIC:
        common |= {"scale": scale_of(spec["numeric"])}
    answer = item.newest_answer
    if answer is None:
        return ItemView(stem=spec["stem"], **_asked(item, spec, raw), **common)
    kind = kinds.of(spec)
    remarks = kind.explain(spec, answer) if shown.feedback else []
    if common["kind"] in EACH_PART:
        remark, others = None, remarks
    else:
        remark, others = next(iter(remarks), None), remarks[1:]
    told = [remark, *others] if remark else others
    names = {name for said in told if said.chosen or said.right for name in said.sources}
    if shown.solution and common["kind"] == KindName.NUMERIC:
        names |= set(spec.get("figures") or ())
        common |= {"tells_not": spec["numeric"]["tells_not"]}
        if answer["guess"] is not None:
            common |= {"line": guess_line(spec["numeric"], answer["guess"])}
    return ItemView(
        stem=spec["stem"],
        given=_given(spec, answer),
        remark=remark,
        others=tuple(others),
        solution=kind.summary(spec, kind.solution(spec)) if shown.solution else "",
        sources=_sources(spec, names) if shown.feedback else (),
        caveats=tuple(spec.get("caveats") or ()) if shown.feedback else (),
        **common,
    )


def _scenario(item, spec, common, shown: Display, seen: int, _raw) -> ItemView:
    """The newest decision with its feedback; or, once that is read, the next situation."""
    answer, nodes = item.newest_answer, spec["scenario"]["nodes"]
    made = len(answer["path"]) if answer else 0
    here = scenario.current_node(spec, answer)
    common |= {"title": spec["scenario"]["title"]}
    if not common["state"].is_final and seen >= made:
        return ItemView(
            stem=nodes[here]["text"],
            options=_options(item, spec, (), node=here),
            decision=made + 1,
            **common,
        )
    remark = scenario.explain(spec, answer)[-1]
    names = set(remark.sources)
    return ItemView(
        stem=nodes[answer["path"][-1][0]]["text"],
        given=(remark.text,),
        remark=remark if shown.feedback else None,
        sources=_sources(spec, names) if shown.feedback else (),
        caveats=tuple(spec.get("caveats") or ()) if shown.feedback else (),
        decision=made,
        end=nodes[here]["text"] if shown.solution else "",
        first_right=scenario.grade(spec, answer).fraction == 1.0 if shown.correctness else None,
        **common,
    )


def _options(item, spec, chosen, node: str = "") -> tuple[Option, ...]:
    """What can be chosen, in the order drawn at the start, by token."""
    if node:
        texts = {
            f"{node}/{c['key']}": c["text"] for c in spec["scenario"]["nodes"][node]["choices"]
        }
    else:
        texts = {option["key"]: option["text"] for option in spec.get("options", ())}
    tokens = {key: token for token, key in item.layout["tokens"].items()}
    return tuple(
        Option(tokens[key], texts[key], tokens[key] in chosen)
        for key in item.layout["order"]
        if key in texts
    )


def _asked(item, spec, raw) -> dict[str, Any]:
    """What can be chosen, and what was chosen in an answer that was refused."""
    if spec["kind"] == KindName.ORDERING:
        options = _lines(item, spec["options"], ordering.field, raw)
        return {"options": options, "places": tuple(str(n + 1) for n in range(len(options)))}
    if spec["kind"] == KindName.MATCHING:
        block = spec["matching"]
        return {
            "options": _lines(item, block["stems"], matching.field, raw, alone=False),
            "targets": _lines(item, block["targets"], matching.field, None),
        }
    return {"options": _options(item, spec, posted(raw, "answer") if raw else ())}


def _lines(item, rows, field, raw, *, alone: bool = True) -> tuple[Option, ...]:
    """Rows that each have a field, in the order drawn; `alone`: each needs a value of its own."""
    texts = {row["key"]: row["text"] for row in rows}
    tokens = {key: token for token, key in item.layout["tokens"].items()}
    sent = posted_by_token(item.layout, raw, field) if raw else dict.fromkeys(texts, "")
    values = [sent[key] for key in texts]
    return tuple(
        Option(
            tokens[key],
            texts[key],
            name=field(tokens[key]),
            value=sent[key][:40],
            amiss=bool(raw) and (not sent[key] or (alone and values.count(sent[key]) > 1)),
        )
        for key in item.layout["order"]
        if key in texts
    )


def _given(spec, answer) -> tuple[str, ...]:
    if spec["kind"] == KindName.MULTIPLE:
        return tuple(o["text"] for o in spec["options"] if o["key"] in answer["choices"])
    if spec["kind"] in EACH_PART:
        return tuple(kinds.of(spec).lines(spec, answer))
    return tuple(filter(None, [kinds.of(spec).summary(spec, answer)]))


def _sources(spec, names: set[str]) -> tuple[Mapping[str, Any], ...]:
    """The source notes of these figures, named `report:key` or `key` alone."""
    notes = spec.get("sources") or ()
    return tuple(n for n in notes if names & {n["key"], f"{n.get('report')}:{n['key']}"})


def after(item: AttemptItem, *, edition: str = "ordinary") -> Page:
    """What to show once `actions.answer` has given this item back.

    One query while there is a blank item; two at the end.
    """
    following = None if not item.newest_is_final else next_item(item.attempt)
    current = item if not item.newest_is_final else following
    return _page(item, current, edition, seen=0)


def page(attempt: Attempt, *, edition: str = "ordinary", seen: int = 0) -> Page:
    """The same page from its address alone, for a reload or another device: one query."""
    last = current = None
    for item in items(attempt):
        if item.newest_is_final:
            last = item
        else:
            current = item
            break
    return _page(last, current, edition, seen)


def review(found: list[AttemptItem], *, edition: str = "ordinary") -> list[ItemView]:
    """Every question of a finished attempt with what there is to say about it, in order.

    `found` are its items, as `queries.items` gives them. No query.
    """
    return [view(item, edition=edition) for item in found]


def _page(last, current, edition: str, seen: int) -> Page:
    """A scenario under way is one view: what came back and, when that is read, what is asked."""
    return Page(
        view(last, edition=edition) if last and last is not current else None,
        view(current, edition=edition, seen=seen) if current else None,
    )


def refused(item: AttemptItem, error: AnswerError, raw: Mapping, *, edition: str = "ordinary"):
    """The page after an answer that was none: the question again, with words beside it."""
    return Page(None, view(item, edition=edition, seen=ALL_SEEN, error=error, raw=raw))
