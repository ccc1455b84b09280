"""Which pages somebody may say something is wrong with: those of the library and the modules.

An address is taken only where such a page is there, so that nothing else can be written down.
"""

from django.urls import Resolver404, resolve

from awareness.insights.models import ExplainerVersion
from awareness.learning.models import ModuleVersion, Step

KINDS = frozenset(
    {
        "insights:library",
        "insights:explainer",
        "learning:open",
        "learning:step",
        "learning:done",
        "learning:practice",
        "learning:test_out",
        "learning:refresh",
    }
)
LONGEST = 200  # characters of an address that is kept


def is_page(address: str) -> bool:
    """Whether a page of these kinds stands at the address (a path, with nothing behind it)."""
    if len(address) > LONGEST:
        return False
    try:
        found = resolve(address)
    except Resolver404:
        return False
    return found.view_name in KINDS and _is_there(found.view_name, found.kwargs)


def _is_there(kind: str, named: dict[str, str]) -> bool:
    match kind:
        case "insights:explainer" | "learning:practice":
            pages = ExplainerVersion.objects.live().filter(
                explainer__slug=named["slug"], explainer__report__slug=named["report"]
            )
            return pages.exists()
        case "learning:open" | "learning:done" | "learning:test_out" | "learning:refresh":
            return ModuleVersion.objects.filter(module__slug=named["module"]).exists()
        case "learning:step":
            steps = Step.objects.filter(slug=named["step"])
            return steps.filter(module_version__module__slug=named["module"]).exists()
    return True
