"""The site's own settings, with two things to watch it by: which templates were shown, and pages
that break on purpose. Files of its own, and as behind a proxy, so that one browser comes from many
addresses; nothing else differs from `make run`."""

import os
import random
from pathlib import Path

from awareness.settings import *  # noqa: F403
from awareness.settings import MIDDLEWARE

FOLDER = Path(os.environ["JOURNEYS_FOLDER"])
STATIC_ROOT = FOLDER / "static"
SHOWN_TEMPLATES = FOLDER / "templates.txt"
ALLAUTH_TRUSTED_PROXY_COUNT = 1
ROOT_URLCONF = "tests.journeys.urls"
MIDDLEWARE = [*MIDDLEWARE, "tests.journeys.shown.note_templates"]

if "SAME_DRAWS" in os.environ:  # pictures are compared (pixels.py): orders are drawn alike
    random.SystemRandom = lambda: random.Random(0)  # noqa: S311
