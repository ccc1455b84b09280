"""The site as it is with a provider of mail."""

from django.test import override_settings

from awareness.outbox.webhooks import webhooks
from awareness.urls import handler500, urlpatterns  # noqa: F401

with override_settings(ANYMAIL_PROVIDER="postmark"):
    urlpatterns = [*webhooks(), *urlpatterns]
