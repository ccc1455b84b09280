"""Ends with an error unless each run of the schedule became one task, and errors tell no values."""

from collections import Counter

import django

if __name__ == "__main__":
    django.setup()
    from django_ox.models import OxScheduleTick, OxTask

    from tests.worker.jobs import logged

    runs = OxScheduleTick.objects.exclude(task=None)
    tasks = OxTask.objects.filter(task_path="tests.worker.jobs.tick")
    assert max(Counter(runs.values_list("scheduled_for", flat=True)).values()) == 1
    assert set(runs.values_list("task", flat=True)) == set(tasks.values_list("pk", flat=True))
    assert 3 <= logged().count("tick") <= sum(tasks.values_list("attempts", flat=True))
    failed = OxTask.objects.get(task_path="tests.worker.jobs.fail_once")
    assert "ValueError" in failed.errors[0]["traceback"]
    assert "alice" not in str(failed.errors)
