"""CPU-seconds, user and system, of each test and fixture, those of ended child processes included.

Usage: `pytest -p tests.cpu …`; `CPU_LOG=FILE` also appends each as `seconds|kind|file|test or
fixture`. Other than by the clock (`--durations`), a busy machine says much the same.
"""

import os
from collections import Counter
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import pytest

seconds = Counter()
running = [0.0]  # what the fixtures within each running one have used


def used() -> float:
    each = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in each)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    start = used()
    running[:] = [0.0]
    try:
        return (yield)
    finally:
        file, _, test = item.nodeid.partition("::")
        seconds["test", file, test] += used() - start - running[0]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    start = used()
    running.append(0.0)
    try:
        return (yield)
    finally:
        spent, within = used() - start, running.pop()
        running[-1] += spent
        file = request.node.nodeid.partition("::")[0]
        seconds["fixture", file, fixturedef.argname] += spent - within


def pytest_terminal_summary(terminalreporter):
    lines = [f"{n:.3f}|{'|'.join(key)}" for key, n in seconds.most_common()]
    if log := os.environ.get("CPU_LOG"):
        with open(log, "a") as file:
            file.write("".join(f"{line}\n" for line in lines))
    files = Counter()
    for (_kind, file, _name), n in seconds.items():
        files[file] += n
    terminalreporter.section("CPU-seconds by file, of 30 tests and fixtures")
    for file, n in files.most_common(30):
        terminalreporter.line(f"{n:8.2f}  {file}")
    for line in lines[:30]:
        terminalreporter.line(line)
