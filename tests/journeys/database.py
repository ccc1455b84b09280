"""What the server's database holds, read without touching it. Nothing here knows a model."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from quizzes.kinds.vary import fillings

PERSON = "people_user"


def rows(database: Path, query: str, *values) -> list[dict]:
    """The rows of a query, as dictionaries."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20)) as held:
        held.row_factory = sqlite3.Row
        return [dict(row) for row in held.execute(query, values)]


def of_own_choice(database: Path) -> list[str]:
    """The titles of the modules that no employer knows."""
    found = rows(
        database,
        "SELECT v.spec FROM learning_moduleversion v JOIN learning_module m ON v.module_id = m.id"
        " WHERE m.opt_in AND v.status = 'live'",
    )
    return [json.loads(row["spec"])["title"] for row in found]


def responses(database: Path, sign_in: str) -> int:
    """How many answers somebody has given."""
    [row] = rows(
        database,
        "SELECT count(*) AS n FROM quizzes_response r"
        " JOIN quizzes_attemptitem i ON r.item_id = i.id"
        " JOIN quizzes_attempt a ON i.attempt_id = a.id"
        " JOIN people_user u ON a.learner_id = u.id WHERE u.sign_in = ?",
        sign_in.lower(),
    )
    return row["n"]


def completed(database: Path, sign_in: str) -> list[str]:
    """The modules somebody has finished, in the order of the course."""
    found = rows(
        database,
        "SELECT m.slug FROM learning_completion c JOIN learning_moduleversion v"
        " ON c.module_version_id = v.id JOIN learning_module m ON v.module_id = m.id"
        ' JOIN people_user u ON c.learner_id = u.id WHERE u.sign_in = ? ORDER BY m."order"',
        sign_in.lower(),
    )
    return [row["slug"] for row in found]


def right_texts(database: Path) -> set[str]:
    """The texts of every right option and best choice of the live questions, in both editions; of
    matching questions a line with what belongs to it, in two lines."""
    live = rows(database, "SELECT spec FROM quizzes_questionversion WHERE status = 'live'")
    return {text for row in live for text in _right(json.loads(row["spec"]))}


def _right(spec: dict) -> Iterator[str]:
    plain = (spec.get("plain") or {}).get("options") or {}
    if not isinstance(plain, dict):
        plain = {option["key"]: option["text"] for option in plain}
    options = [option for option in spec.get("options") or () if option.get("correct")]
    for node in ((spec.get("scenario") or {}).get("nodes") or {}).values():
        options += [choice for choice in node.get("choices", ()) if choice.get("best")]
    if block := spec.get("matching"):
        texts = {row["key"]: row["text"] for row in (*block["stems"], *block["targets"])}
        for said in (texts, texts | plain):
            yield from (f"{said[stem]}\n{said[target]}" for stem, target in block["pairs"].items())
    for option in options:
        yield from fillings(option["text"], (spec.get("scenario") or {}).get("vary") or {})
        if other := plain.get(option["key"]) or option.get("plain"):
            yield other if isinstance(other, str) else other["text"]


def holdings(database: Path, sign_in: str) -> dict[str, list[dict]]:
    """Every row of every table that belongs to somebody, however far: {table: rows}."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20)) as held:
        held.row_factory = sqlite3.Row
        names = held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        points_at = defaultdict(list)  # table → (another table, its column)
        for name in [row["name"] for row in names]:
            for key in held.execute(f'PRAGMA foreign_key_list("{name}")'):
                points_at[key["table"]].append((name, key["from"]))
        [own] = held.execute(f"SELECT * FROM {PERSON} WHERE sign_in = ?", [sign_in.lower()])  # noqa: S608
        found, waiting = {(PERSON, own["id"]): dict(own)}, [(PERSON, own["id"])]
        while waiting:
            table, key = waiting.pop()
            for other, column in points_at[table]:
                for row in held.execute(f'SELECT * FROM "{other}" WHERE "{column}" = ?', [key]):  # noqa: S608
                    if (other, row["id"]) not in found:
                        found[other, row["id"]] = dict(row)
                        waiting.append((other, row["id"]))
        by_table = defaultdict(list)
        for (table, _key), row in sorted(found.items()):
            by_table[table].append(row)
        return dict(by_table)
