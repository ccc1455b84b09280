"""Somebody who shapes the employer in the admin."""

import pytest
from django.core.management import call_command
from django.test import Client

from awareness.people.models import User


@pytest.fixture
def root(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-winter-walk")
    call_command(
        "createsuperuser", interactive=False, sign_in="Root@Example.com", name="Root", verbosity=0
    )
    return User.objects.signing_in_with("root@example.com").get()


@pytest.fixture
def structure(root):
    client = Client()
    client.force_login(root)
    return client
