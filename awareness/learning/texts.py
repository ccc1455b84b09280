"""A module's own texts, rendered as explainers are."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from awareness.insights.render import PLAIN, passages


def text_context(text: dict, edition: str) -> dict:
    """What a read step shows of its own text: {lead, html (safe), edition}.

    `text` is what `publish.own_text` made. Where it has no youth edition, the plain one stands in.
    """
    if edition not in text:
        edition = PLAIN
    resolved = text[edition]["resolved"]
    texts = {
        "body_markdown": text[edition]["body_markdown"],
        "sources": resolved["figures"],
        "charts": resolved["charts"],
    }
    html = render_to_string("insights/_passages.html", {"passages": passages(texts)})
    return {
        "lead": "",
        "html": mark_safe(html),  # noqa: S308  (made by our templates from cleaned Markdown)
        "edition": edition,
    }
