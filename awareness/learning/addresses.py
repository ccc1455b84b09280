"""Addresses that come in from a browser: of a page to go back to, of one that something is wrong
with."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import Resolver404, resolve

from awareness.insights.models import ExplainerVersion, Report
from awareness.learning.forms import LONGEST_ADDRESS, BackForm
from awareness.learning.models import Module, ModuleVersion, Step

# Pages that somebody may say something is wrong with. An address is taken only where such a page
# is there, so that nothing else can be written down.
REPORTABLE_VIEWS = frozenset(
    {
        "insights:library",
        "insights:explainer",
        "learning:open",
        "learning:step",
        "learning:rehearse",
        "learning:done",
        "learning:practice",
        "learning:guess",
        "learning:test_out",
        "learning:refresh",
    }
)


def redirect_back(request: HttpRequest, default_url: str = "/") -> HttpResponseRedirect:
    """To the page a button stood on, as its form's `back` names it; to `default_url` where it names
    none, and to "/" where it names none of ours."""
    form = BackForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect("/")
    return HttpResponseRedirect(form.cleaned_data["back"] or default_url)


def is_reportable(address: str) -> bool:
    """Whether a reportable page stands at the address (a path, with nothing behind it)."""
    if len(address) > LONGEST_ADDRESS:
        return False
    try:
        page = resolve(address)
    except Resolver404:
        return False
    return page.view_name in REPORTABLE_VIEWS and _page_exists(page.view_name, page.kwargs)


def subject_of_page(address: str) -> str:
    """Of a reportable page the subject that it belongs to; "" of one between subjects."""
    page = resolve(address)
    if slug := page.kwargs.get("module"):
        modules = Module.objects.filter(slug=slug)
        return "" if page.view_name == "learning:refresh" else modules.get().subject
    if slug := page.kwargs.get("report"):
        return Report.objects.get(slug=slug).subject
    return ""


def _page_exists(view_name: str, url_arguments: dict[str, str]) -> bool:
    """Whether the page, module or step that an address of this view names is there; True for views
    whose addresses name none."""
    match view_name:
        case "insights:explainer" | "learning:practice" | "learning:guess":
            pages = ExplainerVersion.objects.live().filter(
                explainer__slug=url_arguments["slug"],
                explainer__report__slug=url_arguments["report"],
            )
            return pages.exists()
        case "learning:open" | "learning:done" | "learning:test_out" | "learning:refresh":
            return ModuleVersion.objects.filter(module__slug=url_arguments["module"]).exists()
        case "learning:step" | "learning:rehearse":
            steps = Step.objects.filter(slug=url_arguments["step"])
            return steps.filter(module_version__module__slug=url_arguments["module"]).exists()
    return True
