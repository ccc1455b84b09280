"""Which moves bring files to what the database says, from every state a kill can leave."""

from contextlib import suppress
from itertools import product

import pytest

from awareness.content import swap
from awareness.content.swap import Disk, Move, Plan, SwapError, moves

PLANS = {
    "the first edit": Plan("a", "packs/one", had=False),
    "a later edit": Plan("a", "packs/one", had=True),
    "what ships": Plan("a", "packs/one", had=True, comes=False, keep="set-aside/packs/one-1"),
    "what ships, beside other files": Plan("a", "packs/one", True, True, "set-aside/packs/one-1"),
}


def lay_out(root, plan: Plan) -> None:
    """The state in which the journal is written: what was, and what is to come."""
    if plan.had:
        (root / plan.target).mkdir(parents=True)
        (root / plan.target / "text").write_text("before")
    if plan.comes:
        (root / swap.WORK / "new" / plan.target).mkdir(parents=True)
        (root / swap.WORK / "new" / plan.target / "text").write_text("after")


def text(root, plan: Plan) -> str | None:
    path = root / plan.target / "text"
    return path.read_text() if path.exists() else None


class Killed(BaseException):
    """A kill: nothing after it runs."""


@pytest.fixture
def kill_at(monkeypatch):
    """Ends the next run before or after its n-th step on the disk; True while there is one."""

    def arm(n: int, when: str) -> list:
        left = [n]

        def around(name):
            real = originals[name]

            def step(*args):
                left[0] -= 1
                if left[0] == 0 and when == "before":
                    raise Killed
                real(*args)
                if left[0] == 0:
                    raise Killed

            monkeypatch.setattr(swap, name, step)

        for name in originals:
            around(name)
        return left

    originals = {name: getattr(swap, name) for name in ("rename", "unlink", "remove")}
    return arm


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("committed", [True, False])
def test_a_kill_at_any_step_is_mended_and_so_is_a_kill_while_mending(
    plan, when, committed, tmp_path, kill_at, monkeypatch
):
    """`put`, then a kill at step i; then mending, with a kill at step j; then mending in peace.

    The database commits only after the whole of `put`.
    """
    wanted = ("after" if plan.comes else None) if committed else "before" if plan.had else None
    killed = 0
    monkeypatch.setattr(swap, "_sync", lambda path: None)
    for i, j in product(range(1, 6), range(1, 8)):
        root = tmp_path / f"{i}-{j}"
        lay_out(root, plan)
        with suppress(Killed):
            kill_at(99 if committed else i, when)
            swap.put(root, plan)
        with suppress(Killed):
            kill_at(j, when)
            swap.repair(root, lambda act: committed)
            killed -= 1
        killed += 1
        kill_at(99, when)
        swap.repair(root, lambda act: committed)
        assert text(root, plan) == wanted, (i, j)
        assert not (root / swap.WORK).exists()
        kept = root / (plan.keep or "nowhere") / "text"
        assert kept.exists() == bool(committed and plan.keep)
        assert not kept.exists() or kept.read_text() == "before"
    assert killed > 9


def test_power_that_fails_before_the_renames_reached_the_disk_is_mended_forward(tmp_path):
    """The database has the act, and the disk has forgotten that folders were exchanged."""
    for name, plan in PLANS.items():
        root = tmp_path / name
        lay_out(root, plan)
        swap._write(root / swap.WORK / swap.JOURNAL, swap.json.dumps(swap.asdict(plan)))
        assert swap.repair(root, lambda act: True) == (plan, True)
        assert text(root, plan) == ("after" if plan.comes else None)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("committed", [True, False])
def test_what_is_at_its_end_is_left_alone(plan, committed):
    """Moves lead to a state from which no more moves come."""
    for states in product([True, False], repeat=3):
        disk = Disk(*states)
        both = all(states) if plan.comes else disk.target and disk.old
        if both or (disk.old and not plan.had) or (disk.new and not plan.comes):
            continue  # no kill leads there
        present = {"target": disk.target, "old": disk.old, "new": disk.new}
        for move in moves(plan, disk, committed):
            source, goal = move.value
            assert present[source]
            assert not present[goal]
            present |= {source: False, goal: True}
        assert moves(plan, Disk(**present), committed) == ()


def test_a_first_edit_goes_back_to_where_it_was_staged():
    moved = Disk(target=True, old=False, new=False)
    assert moves(PLANS["the first edit"], moved, committed=False) == (Move.TARGET_TO_NEW,)


def test_a_journal_that_cannot_be_read_leaves_everything_as_it_is(tmp_path):
    (tmp_path / swap.WORK / "old").mkdir(parents=True)
    (tmp_path / swap.WORK / swap.JOURNAL).write_text("{")
    with pytest.raises(SwapError) as error:
        swap.repair(tmp_path, lambda act: True)
    assert error.value.code == "journal"
    assert (tmp_path / swap.WORK / "old").exists()


def test_without_a_journal_what_was_begun_goes(tmp_path):
    (tmp_path / swap.WORK / "new" / "packs").mkdir(parents=True)
    assert swap.repair(tmp_path, lambda act: True) is None
    assert list(tmp_path.iterdir()) == []
