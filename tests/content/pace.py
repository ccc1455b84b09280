"""How long a module takes: 180 words a minute, and half a minute for each decision.

    .venv/bin/python -m tests.content.pace

prints the table of docs/content-review.md.
"""

from tests.content.texts import explainers, modules, own_texts, questions, scenarios, words

WORDS_A_MINUTE = 180
MINUTES_A_DECISION = 0.5
# A generated question's texts are made elsewhere; a stem and one answer's feedback are about this.
GENERATED_WORDS = 60
# The page of a commit step: two names, the policy's title, one sentence.
COMMIT_WORDS = 60


def best_way(form: dict) -> tuple[int, int]:
    """(words read, decisions) on the way of best answers.

    The answers offered are read within the half minute of their decision.
    """
    node, read, decisions = form["nodes"][form["start"]], 0, 0
    while not node.get("end"):
        best = next(choice for choice in node["choices"] if choice["best"])
        read += words(node["text"]) + words(best["feedback"]) + words(best.get("source", ""))
        decisions += 1
        node = form["nodes"][best["goto"]]
    return read + words(node["text"]), decisions


def asked(key: str) -> tuple[int, float]:
    """(words read, decisions) of a question answered right."""
    question = questions()[key]
    if "generate" in question:
        return GENERATED_WORDS, 1
    if question["kind"] == "matching":  # a pair is found faster than a way out of a situation
        read = sum(words(stem["text"]) + words(stem["feedback"]) for stem in question["stems"])
        return words(question["stem"]) + read, len(question["stems"]) / 2
    right = [option for option in question["options"] if option.get("correct")]
    return words(question["stem"]) + sum(words(option["feedback"]) for option in right), 1


def step(step: dict) -> tuple[int, float]:
    """(words read, decisions) of one step."""
    match step["kind"]:
        case "scenario":
            return best_way(scenarios()[step["scenario"]]["forms"][step.get("form", "a")])
        case "check":
            each = [asked(key) for key in step["questions"]]
            return sum(read for read, _ in each), sum(count for _, count in each)
        case "estimate":
            return asked(step["question"])
        case "commit":
            return COMMIT_WORDS, 1
    if "text" in step:
        return words(own_texts()[step["text"]][0].body), 0
    return words(explainers()[step["explainer"]][0].body), 0


def minutes(slug: str) -> float:
    """Minutes for the ordinary version of a module, read once."""
    each = [step(one) for one in modules()[slug]["steps"]]
    read = sum(count for count, _ in each) / WORDS_A_MINUTE
    return read + sum(count for _, count in each) * MINUTES_A_DECISION


def table() -> str:
    """A row a module: what it says it takes, and what was counted."""
    rows = ["| module | says | words read | decisions | counted |", "|---|---|---|---|---|"]
    for slug, module in sorted(modules().items(), key=lambda pair: pair[1]["order"]):
        each = [step(one) for one in module["steps"]]
        read, decided = (sum(column) for column in zip(*each, strict=True))
        name = f"{module['code']} {module['title']}"
        rows.append(
            f"| {name} | {module['minutes']} min | {read} | {decided:g} | {minutes(slug):.1f} min |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
