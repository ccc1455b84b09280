"""Pages that compose what other rooms know, and decide nothing themselves."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render


def front(request):
    """The bare address leads home."""
    return redirect("home:learn")


@login_required
def learn(request):
    return render(request, "home/learn.html")


@login_required
def me(request):
    return render(request, "home/me.html")


def recorded(request):
    return render(request, "home/recorded.html")


def accessibility(request):
    return render(request, "home/accessibility.html")


def sources(request):
    return render(request, "home/sources.html")
