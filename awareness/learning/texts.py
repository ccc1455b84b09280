"""A module's own texts, rendered as explainers are."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from awareness.insights.render import passages


def text_context(text: dict, edition: str) -> dict:
    """What a read step shows of its own text: {title, lead, html (safe), edition}.

    `text` is `{"ordinary": {...}, "plain": {...} or None}`, each with title, lead, body_markdown
    and resolved, as insights' versions have them.
    """
    chosen = text.get(edition) or text["ordinary"]
    resolved = chosen.get("resolved") or {}
    texts = {
        "body_markdown": chosen["body_markdown"],
        "sources": resolved.get("figures", []),
        "charts": resolved.get("charts", {}),
    }
    html = render_to_string("insights/_passages.html", {"passages": passages(texts)})
    return {
        "title": chosen.get("title", ""),
        "lead": chosen.get("lead", ""),
        "html": mark_safe(html),  # noqa: S308  (made by our templates from cleaned Markdown)
        "edition": edition,
    }
