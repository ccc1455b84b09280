"""Where a provider tells what came back; none without one (`ANYMAIL_PROVIDER`)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path


def webhooks() -> list[URLPattern | URLResolver]:
    """The addresses of django-anymail. Whoever calls them shows WEBHOOK_SECRET, not a session."""
    if not settings.ANYMAIL_PROVIDER:
        return []
    from anymail import urls

    for pattern in urls.urlpatterns:
        login_not_required(pattern.callback)
    return [path("anymail/", include(urls))]
