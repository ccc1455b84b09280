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
from awareness.studio.author_views import author_only
from awareness.studio.models import JobKind
from awareness.studio.published import queries
from awareness.studio.publishing import jobs
from awareness.studio.publishing.forms import JobForm
from quizzes.actions import same_choices
from quizzes.models import QuestionVersion

# By the codes of poolrules.Finding.
FINDING_WORDS = {
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
ACT_WORDS = {
    poolrules.Act.WITHDRAW: _("Proposed for withdrawal"),
    poolrules.Act.REVIEW: _("Look again"),
    poolrules.Act.REPLACE: _("Replace a wrong answer"),
}
REFUSAL_WORDS = {
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
        "stems": queries.stem_by_key(item.key for item in items),
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
    quoted = f" “{finding.about}”" if finding.about else ""
    return str(ACT_WORDS[finding.act]), f"{FINDING_WORDS[finding.code]}{quoted}"


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: UserRequest, key: str, number: int) -> HttpResponse:
    """Grade answers to an earlier version by the key that is live now: look first, then ask."""
    versions = queries.earlier_and_live_version(key, number)
    if versions is None:
        raise Http404
    refusal_code = None if same_choices(*versions) else "other_choices"
    form = JobForm(request.POST or None, initial={"token": versions.live.spec_hash})
    if request.method == "POST" and not refusal_code and form.is_valid():
        cleaned = form.cleaned_data
        job_request = jobs.JobRequest(
            JobKind.CORRECT,
            place=[key, number],
            list_words=f"{key}, {number}",
            started=cleaned["token"],
        )
        job = jobs.submit(job_request, cleaned["once"], request.user, timezone.now())
        return redirect("studio:job", job.pk)
    context = {
        "key": key,
        "old": versions.earlier,
        "live": versions.live,
        "was": _right_answer(versions.earlier),
        "counts": _right_answer(versions.live),  # once this is done, for answers to both
        "form": form,
        "refused": refusal_code and REFUSAL_WORDS[refusal_code],
    }
    has_errors = refusal_code or form.errors
    return render(request, "studio/correct.html", context, status=422 if has_errors else 200)


def _right_answer(version: QuestionVersion) -> str:
    """What is right in a version, in the words of its options."""
    spec = version.spec
    return spec.summary(spec.solution())
