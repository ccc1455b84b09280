"""CPU seconds of a process tree, read from /proc (Linux)."""

import os

TICK = os.sysconf("SC_CLK_TCK")


def stat(pid: int) -> tuple[int, float, float]:
    """Parent, own CPU seconds, CPU seconds of reaped children."""
    with open(f"/proc/{pid}/stat") as file:
        text = file.read()
    fields = text[text.rindex(")") + 2 :].split()
    own = (int(fields[11]) + int(fields[12])) / TICK
    reaped = (int(fields[13]) + int(fields[14])) / TICK
    return int(fields[1]), own, reaped


def tree(root: int) -> list[int]:
    """The process and everything below it."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                children.setdefault(stat(int(name))[0], []).append(int(name))
            except (OSError, ValueError):
                continue
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def cpu(root: int) -> float:
    """CPU seconds (user and system) of the tree, children that ended included."""
    total = 0.0
    for pid in tree(root):
        try:
            _parent, own, reaped = stat(pid)
        except OSError:
            continue
        total += own + reaped
    return total
