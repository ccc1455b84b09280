from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .models import Attempt, Question, Quiz, Response


@login_required
def page(request):
    quiz = Quiz.objects.get(pk=1)
    last = Attempt.objects.filter(user=request.user).order_by("-id").first()
    return render(request, "page.html", {"quiz": quiz, "last": last})


@login_required
@require_POST
def write(request):
    """The least an answer can be: session, user, CSRF, one INSERT and one UPDATE in a transaction,
    no page."""
    a, q, c = int(request.POST["a"]), int(request.POST["q"]), int(request.POST["c"])
    with transaction.atomic():
        Response.objects.create(attempt_id=a, question_id=q, choice=c, correct=c == 1)
        Attempt.objects.filter(pk=a, user=request.user).update(
            answered=F("answered") + 1, score=F("score") + int(c == 1)
        )
    return HttpResponse("ok")


@login_required
@require_POST
def start(request):
    attempt = Attempt.objects.create(user=request.user, quiz_id=1)
    return redirect(f"/a/{attempt.pk}/1/")


@login_required
def question(request, a, n):
    att = get_object_or_404(Attempt, pk=a, user=request.user)
    q = get_object_or_404(Question, quiz_id=att.quiz_id, pos=n)
    if request.method == "POST":
        choice = int(request.POST["c"])
        with transaction.atomic():
            Response.objects.create(
                attempt=att, question=q, choice=choice, correct=choice == q.correct
            )
            Attempt.objects.filter(pk=a).update(
                answered=F("answered") + 1, score=F("score") + int(choice == q.correct)
            )
        return redirect(f"/a/{a}/{n + 1}/" if n < 10 else f"/a/{a}/summary/")
    prev = (
        Response.objects.filter(attempt=att, question__pos=n - 1).select_related("question").first()
        if n > 1
        else None
    )
    return render(request, "question.html", {"att": att, "q": q, "prev": prev, "n": n})


@login_required
def summary(request, a):
    att = get_object_or_404(Attempt, pk=a, user=request.user)
    if request.method == "POST":
        with transaction.atomic():
            Attempt.objects.filter(pk=a, submitted=None).update(submitted=timezone.now())
        return redirect(f"/a/{a}/review/")
    return render(request, "summary.html", {"att": att})


@login_required
def review(request, a):
    att = get_object_or_404(Attempt, pk=a, user=request.user)
    rs = Response.objects.filter(attempt=att).select_related("question").order_by("question__pos")
    return render(request, "review.html", {"att": att, "rs": rs})
