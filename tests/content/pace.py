"""How long a module takes: 180 words a minute, and half a minute for each decision; and how many
words its plain edition has.

    .venv/bin/python -m tests.content.pace

prints both tables of docs/content-review.md.
"""

from tests.content.texts import explainers, modules, own_texts, questions, scenarios, words

WORDS_A_MINUTE = 180
MINUTES_A_DECISION = 0.5
# A generated question's texts are made elsewhere; a stem and one answer's feedback are about this.
GENERATED_WORDS = 60
# The page of a commit step: two names, the policy's title, one sentence.
COMMIT_WORDS = 60


def best_way(form: dict, *, plain: bool = False) -> tuple[int, int]:
    """(words read, decisions) on the way of best answers.

    The answers offered are read within the half minute of their decision. In the plain edition a
    source stands one tap below.
    """
    node, read, decisions = form["nodes"][form["start"]], 0, 0
    while not node.get("end"):
        best = next(choice for choice in node["choices"] if choice["best"])
        read += words(node["plain" if plain else "text"]) + words(best["feedback"])
        read += 0 if plain else words(best.get("source", ""))
        decisions += 1
        node = form["nodes"][best["goto"]]
    return read + words(node["plain" if plain else "text"]), decisions


def asked(key: str, *, plain: bool = False) -> tuple[int, float]:
    """(words read, decisions) of a question answered right."""
    question = questions()[key]
    if "generate" in question:
        return GENERATED_WORDS, 1
    short = question.get("plain", {}) if plain else {}
    stem = words(short.get("stem") or question["stem"])

    def told(row: dict) -> int:
        return words(short.get("feedback", {}).get(row["key"]) or row["feedback"])

    match question["kind"]:
        case "matching" | "ordering":  # a pair is found faster than a way out of a situation
            lines = question["stems" if question["kind"] == "matching" else "options"]
            texts = {line["key"]: line["text"] for line in lines} | short.get("options", {})
            read = sum(words(texts[line["key"]]) + told(line) for line in lines)
            return stem + read, len(lines) / 2
    right = [option for option in question["options"] if option.get("correct")]
    return stem + sum(told(option) for option in right), 1


def step(step: dict, *, plain: bool = False) -> tuple[int, float]:
    """(words read, decisions) of one step."""
    match step["kind"]:
        case "scenario":
            form = scenarios()[step["scenario"]]["forms"][step.get("form", "a")]
            return best_way(form, plain=plain)
        case "check" | "estimate":
            keys = step.get("questions") or [step["question"]]
            each = [asked(key, plain=plain) for key in keys]
            beside = words(own_texts()[step["text"]][plain].body) if "text" in step else 0
            return beside + sum(read for read, _ in each), sum(count for _, count in each)
        case "commit":
            return COMMIT_WORDS, 1
    if "text" in step:
        return words(own_texts()[step["text"]][plain].body), 0
    return words(explainers()[step["explainer"]][plain].body), 0


def minutes(slug: str) -> float:
    """Minutes for the ordinary version of a module, read once."""
    each = [step(one) for one in modules()[slug]["steps"]]
    read = sum(count for count, _ in each) / WORDS_A_MINUTE
    return read + sum(count for _, count in each) * MINUTES_A_DECISION


def written(slug: str, *, plain: bool) -> int:
    """The words of a module that an edition has of its own: those of its texts, situations and
    questions. What the page of the contact and generated questions say is the same in all."""
    steps = [one for one in modules()[slug]["steps"] if one["kind"] != "commit"]
    fixed = sum(
        GENERATED_WORDS
        for one in steps
        for key in one.get("questions") or filter(None, [one.get("question")])
        if "generate" in questions()[key]
    )
    return sum(step(one, plain=plain)[0] for one in steps) - fixed


def shorter(slug: str) -> float:
    """The share of words that the plain edition has less than the ordinary one."""
    return 1 - written(slug, plain=True) / written(slug, plain=False)


def table() -> str:
    """A row a module: what it says it takes, and what was counted."""
    rows = ["| module | says | words read | decisions | counted |", "|---|---|---|---|---|"]
    for slug, module in in_order():
        each = [step(one) for one in module["steps"]]
        read, decided = (sum(column) for column in zip(*each, strict=True))
        name = f"{module['code']} {module['title']}"
        rows.append(
            f"| {name} | {module['minutes']} min | {read} | {decided:g} | {minutes(slug):.1f} min |"
        )
    return "\n".join(rows)


def plain_table() -> str:
    """A row a module: the words of both editions, and how many fewer the plain one has."""
    rows = ["| module | ordinary | plain | fewer |", "|---|---|---|---|"]
    for slug, module in in_order():
        ordinary, plain = (written(slug, plain=edition) for edition in (False, True))
        rows.append(f"| {module['code']} | {ordinary} | {plain} | {shorter(slug):.0%} |")
    return "\n".join(rows)


def in_order() -> list[tuple[str, dict]]:
    return sorted(modules().items(), key=lambda pair: pair[1]["order"])


if __name__ == "__main__":
    print(table())
    print()
    print(plain_table())
