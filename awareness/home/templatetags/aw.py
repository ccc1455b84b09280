"""Template tags every room may load: the icons, and the marks of a module's state."""

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from awareness.formats import weekday_and_day
from awareness.people.models import User
from awareness.workplace.queries import FooterHelp
from awareness.workplace.support import Support

register = template.Library()
register.filter(weekday_and_day)

# Drawn on a field of 24 by 24, in one stroke width, so that they sit beside text of any size.
DRAWING_BY_ICON = {
    "talk": '<path d="M4 5h16v11h-8.5L7 20v-4H4z"/>',
    "away": '<path d="M13 4.5H5.5v15H13M10 12h9.5M16 8.5l3.5 3.5-3.5 3.5"/>',
    "on": '<path d="M4.5 12h14M13 6.5l5.5 5.5-5.5 5.5"/>',
    "back": '<path d="M9 5.5L4.5 10 9 14.5M5 10h9.5a4.75 4.75 0 0 1 0 9.5H10"/>',
    "good": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "phone": (
        '<path d="M6.2 3.8h3l1.5 4-2 1.6a11.5 11.5 0 0 0 5.4 5.4l1.6-2 4 1.5v3a2.6 2.6 0 0 1-2.9 '
        '2.6A16 16 0 0 1 3.7 6.7 2.6 2.6 0 0 1 6.2 3.8z"/>'
    ),
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17zM4 6.5l8 6.5 8-6.5"/>',
    "bounced": '<path d="M13 18.5H3.5v-13h17V12M4 6.5l8 6.5 8-6.5M16 15.5l5 5M21 15.5l-5 5"/>',
    "time": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "text": '<path d="M5 6h14M5 10.5h14M5 15h14M5 19.5h8"/>',
    "ticks": '<path d="M4 12.5l3.5 3.5 6-8M12.5 14.5l1.5 1.5 6-8"/>',
    "lock": '<path d="M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 17H3.5V8.5h17V17H17M7 13.5h10v7H7z"/>',
    "notice": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16.2v.1"/>',
    "page": '<path d="M6.5 3.5h8l4 4v13h-12zM14 3.5V8h4.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
}
# The five words of the help card, drawn on a field of 40 by 40.
DRAWING_BY_SIGN = {
    "stop": (  # a raised hand
        '<path d="M12 22V11.5a2.5 2.5 0 0 1 5 0V19M17 18V8.5a2.5 2.5 0 0 1 5 0V18M22 18v-7'
        "a2.5 2.5 0 0 1 5 0v9M27 20v-4a2.4 2.4 0 0 1 4.8 0v7.5c0 6.5-4 11.5-10 11.5-5 0-7.6-2.8"
        '-10-7.3l-3.2-5.6a2.4 2.4 0 0 1 4-2.6L12 22"/>'
    ),
    "leave": (  # a screen, and an arrow that turns it away
        '<path d="M6 7h28v18H6zM20 25v7M13 32h14M13 18.5c3-4.5 11-4.5 14 0M27.5 13.8l-.3 5'
        '-4.9-.6"/>'
    ),
    "tell": (  # a voice on the phone
        '<path d="M10.5 9h4.6l2.3 6-3 2.4a17.5 17.5 0 0 0 8.2 8.2l2.4-3 6 2.3v4.6a4 4 0 0 1-4.4 4'
        "A24.5 24.5 0 0 1 6.5 13.4 4 4 0 0 1 10.5 9zM22 9.5a9.5 9.5 0 0 1 8.5 8.5M22 14.5"
        'a4.5 4.5 0 0 1 3.5 3.5"/>'
    ),
    "note": '<path d="M10 6h14l6 6v22H10zM24 6v6h6M15 18.5h10M15 23.5h10M15 28.5h6"/>',
    "look-after": (  # a heart
        '<path d="M20 32S7 24.8 7 15.6A6.8 6.8 0 0 1 20 12.4a6.8 6.8 0 0 1 13 3.2'
        'C33 24.8 20 32 20 32z"/>'
    ),
}
# A circle that fills: full, half, empty. The word always stands beside it.
DRAWING_BY_STATE = {
    "done": ('<circle class="f" cx="12" cy="12" r="10"/><path class="k" d="M7.5 12.5l3 3 6-6.5"/>'),
    "started": '<path class="f" d="M12 3a9 9 0 0 0 0 18z"/><circle cx="12" cy="12" r="9"/>',
    "open": '<circle class="o" cx="12" cy="12" r="9"/>',
}


def _svg_of_icon(drawing: str, css: str) -> SafeString:
    """A drawing on a field of 24 by 24 as inline SVG with a CSS class."""
    return mark_safe(  # noqa: S308  (our own constants above)
        f'<svg class="{css}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{drawing}</svg>"
    )


def _svg_of_sign(drawing: str) -> SafeString:
    """A drawing on a field of 40 by 40 as inline SVG."""
    return mark_safe(  # noqa: S308  (our own constants above)
        '<svg class="aw-sign" viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
        f"{drawing}</svg>"
    )


ICON_SVG = {name: _svg_of_icon(drawing, "aw-icon") for name, drawing in DRAWING_BY_ICON.items()}
SIGN_SVG = {name: _svg_of_sign(drawing) for name, drawing in DRAWING_BY_SIGN.items()}
STATE_SVG = {name: _svg_of_icon(drawing, "aw-state") for name, drawing in DRAWING_BY_STATE.items()}


@register.filter
def source(note: Mapping[str, str]) -> str:
    """Where a figure is printed: report, insight and lines; what is not known is left out."""
    return ", ".join(filter(None, (note["report_title"], note["insight"], note["lines"])))


@register.filter
def of[Help: (FooterHelp, Support)](support: Help, subject: str) -> Help:
    """Whom a page, or a part of one, says to tell that belongs to one subject; of one between
    subjects all of it. Pages that were refused early know of nobody."""
    return support.of(subject) if support and subject else support


@register.filter
def named(key: str, names: Mapping[str, str]) -> str:
    """What goes by that key; the key itself where it has no name."""
    return names.get(key, key)


@register.filter
def cells(row: Iterable[object], heads: Sequence[SafeString]) -> SafeString:
    """A row's numbers as cells, below their heads: on a narrow screen the head stands before it. In
    one go, since a table has many; so the heads are translated and escaped already."""
    pairs = zip(heads, (conditional_escape(str(cell)) for cell in row), strict=True)
    return mark_safe(  # noqa: S308  both are escaped; format_html would escape the heads in each row
        "".join([f'<td class="is-n" data-label="{head}">{text}</td>' for head, text in pairs])
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon of that name as inline SVG, hidden from those who listen; KeyError when unknown."""
    return ICON_SVG[name]


@register.simple_tag
def sign(name: str) -> SafeString:
    """The sign of one of the five words on the help card; KeyError when unknown."""
    return SIGN_SVG[name]


@register.simple_tag
def mark(state: str) -> SafeString:
    """The circle of a module's state: done, started or open."""
    return STATE_SVG[state]


@register.simple_tag
def reading(user: User | AnonymousUser | None) -> SafeString:
    """How somebody chose to read, as attributes of <html>; nothing for what they left as it is.

    `user` is empty on the error pages that know no request.
    """
    if not user or not user.is_authenticated:
        return SafeString("")
    chosen = (
        ("size", user.reading_size),
        ("contrast", user.reading_contrast),
        ("motion", user.reading_motion),
    )
    return format_html_join("", ' data-{}="{}"', [pair for pair in chosen if pair[1]])
