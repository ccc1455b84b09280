"""Tasks that write down, in the file JOBS_LOG, what they do.

Run as a program, it makes the queue and puts some of them into it."""

import os
import time
from contextlib import suppress

from django.tasks import task


def log(line: str) -> None:
    with open(os.environ["JOBS_LOG"], "a", encoding="utf-8") as file:
        file.write(line + "\n")


def logged() -> list[str]:
    with open(os.environ["JOBS_LOG"], encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


@task
def note(word: str) -> None:
    log(word)


@task
def fail_once() -> None:
    log("fail")
    if logged().count("fail") == 1:
        raise ValueError("alice@example.com")


@task(queue_name="mail")
def hang_once(after: str) -> None:
    """Hang when the task with the id `after` is over and its end written down, not before: whoever
    kills the worker now interrupts this one alone."""
    while not fail_once.get_result(after).is_finished:
        time.sleep(0.05)
    log("hang")
    if logged().count("hang") == 1:
        time.sleep(60)
    log("hung")


@task
def take_long() -> None:
    log("long")
    time.sleep(9)  # more than twice the time after which a silent worker's task is another's
    log("done")


@task
def tick() -> None:
    log("tick")


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from tests.worker import jobs  # under its own name, by which the worker finds the tasks

    call_command("migrate", verbosity=0)
    with suppress(ZeroDivisionError), transaction.atomic():
        jobs.note.enqueue("rolled back")
        raise ZeroDivisionError
    with transaction.atomic():
        jobs.note.enqueue("kept")
    failing = jobs.fail_once.enqueue()
    jobs.hang_once.enqueue(failing.id)
    jobs.take_long.using(priority=-1).enqueue()


if __name__ == "__main__":
    main()
