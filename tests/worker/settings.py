"""A site of nothing but the worker, with the settings of ours and shorter times."""

from copy import deepcopy

import awareness.settings as ours

SECRET_KEY = "only-for-the-queue"
DATABASES = ours.DATABASES
INSTALLED_APPS = ["django_ox", "awareness.worker"]
DEFAULT_AUTO_FIELD = ours.DEFAULT_AUTO_FIELD
LOGGING = ours.LOGGING
TIME_ZONE, USE_TZ = "UTC", True
TASKS = deepcopy(ours.TASKS)
TASKS["default"]["OPTIONS"] |= {
    "LOCK_TIMEOUT": 4,  # on a busy machine a worker may be late by two seconds
    "BACKOFF_INITIAL": 0.1,
    "SCHEDULES": {"tick": {"task": "tests.worker.jobs.tick", "every": 1}},
}
