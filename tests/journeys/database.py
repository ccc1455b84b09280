"""What the server's database holds, read without touching it. Nothing here knows a model."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from quizzes.kinds.vary import possible_texts

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
        " JOIN people_identifier p ON a.learner_id = p.person_id WHERE p.normal = ?",
        sign_in.lower(),
    )
    return row["n"]


def completed(database: Path, sign_in: str) -> list[str]:
    """The modules somebody has finished, in the order of the course."""
    found = rows(
        database,
        "SELECT m.slug FROM learning_completion c JOIN learning_moduleversion v"
        " ON c.module_version_id = v.id JOIN learning_module m ON v.module_id = m.id"
        " JOIN people_identifier i ON c.learner_id = i.person_id"
        ' WHERE i.normal = ? ORDER BY m."order"',
        sign_in.lower(),
    )
    return [row["slug"] for row in found]


class RightTexts:
    """Texts of right answers, question by question: the same choice is right in one situation and
    wrong in another."""

    def __init__(self, database: Path):
        self.database = database

    def of(self, item_id: int, offered: list[str]) -> set[str]:
        """Of the question of an item, in all editions: right options, and best choices of the part
        of a situation that offers these texts; of a matching a line with what belongs to it, and
        of an ordering a line with its place, each in two lines."""
        [row] = rows(
            self.database,
            "SELECT v.spec FROM quizzes_attemptitem i"
            " JOIN quizzes_questionversion v ON i.version_id = v.id WHERE i.id = ?",
            item_id,
        )
        return set(_right(json.loads(row["spec"]), {text.strip() for text in offered}))


def right_texts(database: Path) -> RightTexts:
    return RightTexts(database)


def _right(spec: dict, offered: set[str]) -> Iterator[str]:
    plain = (spec.get("plain") or {}).get("options") or {}
    if not isinstance(plain, dict):
        plain = {option["key"]: option["text"] for option in plain}
    options = [option for option in spec.get("options") or () if option.get("correct")]
    situation = spec.get("scenario") or {}
    vary = situation.get("vary") or {}
    for node in (situation.get("nodes") or {}).values():
        choices = node.get("choices", ())
        said = {choice.get(name, "") for choice in choices for name in ("text", "plain")}
        if offered <= {text for words in said for text in possible_texts(words, vary)}:
            options += [choice for choice in choices if choice.get("best")]
    if block := spec.get("matching"):
        texts = {row["key"]: row["text"] for row in (*block["stems"], *block["targets"])}
        for words in (texts, texts | plain):
            yield from (f"{words[s]}\n{words[t]}" for s, t in block["pairs"].items())
    texts = {option["key"]: option["text"] for option in spec.get("options") or ()}
    for place, key in enumerate((spec.get("ordering") or {}).get("keys", ()), start=1):
        yield f"{texts[key]}\n{place}"
    for option in options:
        yield from possible_texts(option["text"], vary)
        if other := plain.get(option["key"]) or option.get("plain"):
            yield from possible_texts(other if isinstance(other, str) else other["text"], vary)


def holdings(database: Path, sign_in: str) -> dict[str, list[dict]]:
    """Every row of every table that belongs to somebody, however far: {table: rows}."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20)) as held:
        held.row_factory = sqlite3.Row
        names = held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        points_at = defaultdict(list)  # table → (another table, its column)
        for name in [row["name"] for row in names]:
            for key in held.execute(f'PRAGMA foreign_key_list("{name}")'):
                points_at[key["table"]].append((name, key["from"]))
        [own] = held.execute(
            f"SELECT * FROM {PERSON} WHERE id ="  # noqa: S608
            " (SELECT person_id FROM people_identifier WHERE normal = ?)",
            [sign_in.lower()],
        )
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
