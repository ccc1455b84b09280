"""The demo, set up when this is imported: in the process that forks.py forks. On the PostgreSQL of
DATABASE_URL, or on SQLite."""

import os
from importlib import import_module

import django
from django.conf import settings

if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    os.environ["DATABASE_URL"] = "sqlite:///named-in-the-fork.sqlite3"
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "awareness.settings",
    "AWARENESS_MODE": "demo",
}
django.setup()
import_module(settings.ROOT_URLCONF)
