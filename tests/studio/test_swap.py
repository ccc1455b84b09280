"""Which moves bring files to what the database says, from every state a kill can leave."""

from contextlib import suppress
from itertools import product

import pytest

from awareness.content import swap
from awareness.content.swap import Exchange, FoldersThere, Move, Plan, SwapError, moves

EXCHANGES = {
    "the first edit": Exchange("packs/one", had=False),
    "a later edit": Exchange("packs/one", had=True),
    "what ships": Exchange("packs/one", had=True, comes=False, keep="set-aside/packs/one-1"),
    "what ships, beside other files": Exchange("packs/one", True, True, "set-aside/packs/one-1"),
}
SEVERAL = (
    Exchange("one/packs/old", had=True),
    Exchange("one/modules/file.yaml", had=True),
    Exchange("two/packs/new", had=False),
    Exchange("two/file.yaml", had=False),
)
PLANS = {name: Plan("a", (each,)) for name, each in EXCHANGES.items()}
PLANS["several at once"] = Plan("a", SEVERAL)


def put_text(path, words: str) -> None:
    """A file, or a folder with one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix:
        path.write_text(words)
    else:
        path.mkdir()
        (path / "text").write_text(words)


def lay_out(root, plan: Plan) -> None:
    """The state in which the journal is written: what was, and what is to come."""
    for each in plan.exchanges:
        if each.had:
            put_text(root / each.target, "before")
        if each.comes:
            put_text(root / swap.WORK_FOLDER / "new" / each.target, "after")


def text(root, exchange: Exchange) -> str | None:
    path = root / exchange.target
    path = path if path.suffix else path / "text"
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

    originals = {name: getattr(swap, name) for name in ("rename", "unlink", "remove_folder")}
    return arm


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("committed", [True, False])
def test_a_kill_at_any_step_is_mended_and_so_is_a_kill_while_mending(
    plan, when, committed, tmp_path, kill_at, monkeypatch
):
    """`put`, then a kill at step i; then mending, with a kill at step j; then mending in peace.

    The database commits only after the whole of `exchange_all`.
    """
    wanted = {
        each: ("after" if each.comes else None) if committed else "before" if each.had else None
        for each in plan.exchanges
    }
    killed, steps = 0, 2 * len(plan.exchanges)
    monkeypatch.setattr(swap, "_sync", lambda path: None)
    for i, j in product(range(1, 4 + steps), range(1, 6 + steps)):
        root = tmp_path / f"{i}-{j}"
        lay_out(root, plan)
        with suppress(Killed):
            kill_at(99 if committed else i, when)
            swap.exchange_all(root, plan)
        with suppress(Killed):
            kill_at(j, when)
            swap.repair(root, lambda act: committed)
            killed -= 1
        killed += 1
        kill_at(99, when)
        swap.repair(root, lambda act: committed)
        assert {each: text(root, each) for each in plan.exchanges} == wanted, (i, j)
        assert not (root / swap.WORK_FOLDER).exists()
        for each in plan.exchanges:
            kept = root / (each.keep or "nowhere") / "text"
            assert kept.exists() == bool(committed and each.keep)
            assert not kept.exists() or kept.read_text() == "before"
    assert killed > 9


def test_power_that_fails_before_the_renames_reached_the_disk_is_mended_forward(tmp_path):
    """The database has the act, and the disk has forgotten that folders were exchanged."""
    for name, plan in PLANS.items():
        root = tmp_path / name
        lay_out(root, plan)
        swap._write_whole(
            root / swap.WORK_FOLDER / swap.JOURNAL_FILE, swap.json.dumps(swap.asdict(plan))
        )
        assert swap.repair(root, lambda act: True) == (plan, True)
        for each in plan.exchanges:
            assert text(root, each) == ("after" if each.comes else None)


def test_a_journal_of_an_earlier_release_is_read(tmp_path):
    lay_out(tmp_path, PLANS["a later edit"])
    before = {"act": "a", "target": "packs/one", "had": True, "comes": True, "keep": ""}
    swap._write_whole(tmp_path / swap.WORK_FOLDER / swap.JOURNAL_FILE, swap.json.dumps(before))
    assert swap.repair(tmp_path, lambda act: True) == (PLANS["a later edit"], True)
    assert text(tmp_path, EXCHANGES["a later edit"]) == "after"


@pytest.mark.parametrize("plan", EXCHANGES.values(), ids=EXCHANGES)
@pytest.mark.parametrize("committed", [True, False])
def test_what_is_at_its_end_is_left_alone(plan, committed):
    """Moves lead to a state from which no more moves come."""
    for states in product([True, False], repeat=3):
        disk = FoldersThere(*states)
        both = all(states) if plan.comes else disk.target and disk.old
        if both or (disk.old and not plan.had) or (disk.new and not plan.comes):
            continue  # no kill leads there
        present = {"target": disk.target, "old": disk.old, "new": disk.new}
        for move in moves(plan, disk, committed):
            source, goal = move.value
            assert present[source]
            assert not present[goal]
            present |= {source: False, goal: True}
        assert moves(plan, FoldersThere(**present), committed) == ()


def test_a_first_edit_goes_back_to_where_it_was_staged():
    moved = FoldersThere(target=True, old=False, new=False)
    assert moves(EXCHANGES["the first edit"], moved, committed=False) == (Move.TARGET_TO_NEW,)


def test_a_journal_that_cannot_be_read_leaves_everything_as_it_is(tmp_path):
    (tmp_path / swap.WORK_FOLDER / "old").mkdir(parents=True)
    (tmp_path / swap.WORK_FOLDER / swap.JOURNAL_FILE).write_text("{")
    with pytest.raises(SwapError) as error:
        swap.repair(tmp_path, lambda act: True)
    assert error.value.code == "journal"
    assert (tmp_path / swap.WORK_FOLDER / "old").exists()


def test_without_a_journal_what_was_begun_goes(tmp_path):
    (tmp_path / swap.WORK_FOLDER / "new" / "packs").mkdir(parents=True)
    assert swap.repair(tmp_path, lambda act: True) is None
    assert list(tmp_path.iterdir()) == []
