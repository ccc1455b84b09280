"""How questions work: pooled statistics, and mending a wrong key. Nobody's answers are here."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from awareness.learning import before_after, pooled, poolrules
from awareness.people.access import UserRequest
from awareness.people.models import Role
from awareness.people.visibility import POOL_FLOOR, POOL_STEP
from awareness.studio import jobs, queries
from awareness.studio.author_views import author_only
from awareness.studio.forms import JobForm
from awareness.studio.models import JobKind
from quizzes.actions import same_choices
from quizzes.models import QuestionVersion

FINDINGS = {
    "negative": _("Those who know more get it wrong more often. The key may be wrong."),
    "weak": _("It hardly tells apart who knows and who does not."),
    "flat": _("It tells little about who knows and who does not."),
    "hard": _("Few get it right. Look at the key and the wording."),
    "easy": _("Nearly all get it right, also without reading."),
    "harder": _(
        "People who do as well on the rest find it far harder in one country than elsewhere. Look "
        "at its words, and at what it takes for granted there:"
    ),
    "easier": _(
        "People who do as well on the rest find it far easier in one country than elsewhere. Look "
        "at its words, and at what it takes for granted there:"
    ),
    "dead": _("Hardly anybody takes this answer:"),
}
ACTS = {
    poolrules.Act.WITHDRAW: _("Proposed for withdrawal"),
    poolrules.Act.REVIEW: _("Look again"),
    poolrules.Act.REPLACE: _("Replace a wrong answer"),
}
REFUSED = {
    "other_choices": _(
        "The two versions do not offer the same answers, so one key cannot grade both."
    ),
}


@never_cache
@author_only
@require_safe
def statistics(request: UserRequest) -> HttpResponse:
    """Each question over first answers, and the safe first step before and after, as published."""
    items = pooled.item_statistics(Role.AUTHOR)
    changes = before_after.changes_shown_to(Role.AUTHOR)
    context = {
        "stems": queries.stems(item.key for item in items),
        "rows": [(item, [_finding_words(finding) for finding in item.findings]) for item in items],
        "together": before_after.mean_change(changes),
        "of_everybody": before_after.mean_change_of_mandatory(changes),
        "changes": changes,
        "floor": POOL_FLOOR,
        "step": POOL_STEP,
        "enough_pairs": poolrules.ENOUGH_PAIRS,
        "proposed": sum(item.proposed for item in items),
    }
    return render(request, "studio/statistics.html", context)


def _finding_words(finding: poolrules.Finding) -> tuple[str, str]:
    """(what to do, why) in words."""
    why = str(FINDINGS[finding.code])
    return str(ACTS[finding.act]), f"{why} “{finding.about}”" if finding.about else why


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: UserRequest, key: str, number: int) -> HttpResponse:
    """Grade answers to an earlier version by the key that is live now: look first, then ask."""
    old_version, live = _versions(key, number)
    refused = None if same_choices(old_version, live) else "other_choices"
    form = JobForm(request.POST or None, initial={"token": live.spec_hash})
    if request.method == "POST" and not refused and form.is_valid():
        data = form.cleaned_data
        job_request = jobs.JobRequest(
            JobKind.CORRECT, [key, number], f"{key}, {number}", data["token"]
        )
        job = jobs.submit(job_request, data["once"], request.user, timezone.now())
        return redirect("studio:job", job.pk)
    context = {
        "key": key,
        "old": old_version,
        "live": live,
        "was": _right(old_version),
        "counts": _right(live),
        "form": form,
        "refused": refused and REFUSED[refused],
    }
    wrong = refused or form.errors
    return render(request, "studio/correct.html", context, status=422 if wrong else 200)


def _versions(key: str, number: int) -> tuple[QuestionVersion, QuestionVersion]:
    versions = queries.versions_of(key)
    old_version = next((version for version in versions if version.number == number), None)
    live = next((version for version in versions if version.status == "live"), None)
    if old_version is None or live is None or old_version == live:
        raise Http404
    return old_version, live


def _right(version: QuestionVersion) -> str:
    """What is right in a version, in its own words."""
    spec = version.spec
    return spec.summary(spec.solution())
