"""The demo on SQLite, set up when this is imported: in the process that forks.py forks."""

import os
from importlib import import_module

import django
from django.conf import settings

os.environ |= {
    "DATABASE_URL": "sqlite:///named-in-the-fork.sqlite3",
    "DJANGO_SETTINGS_MODULE": "awareness.settings",
    "AWARENESS_MODE": "demo",
}
django.setup()
import_module(settings.ROOT_URLCONF)
