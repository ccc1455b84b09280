"""How long a module takes: 180 words a minute, and half a minute for each decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from awareness.content.parsed import Content, Edition
from awareness.insights.markdown_passages import words as bare_words
from awareness.insights.resolved_texts import resolve_markdown

WORDS_A_MINUTE = 180
MINUTES_A_DECISION = 0.5
# A generated question's texts are made elsewhere; a stem and one answer's feedback are about this.
GENERATED_WORDS = 60
# The page of a commit step: two names, the policy's title, one sentence.
COMMIT_WORDS = 60

type Written = Mapping[str, Any]  # a part of a content file, as it is written


@dataclass(frozen=True)
class Pace:
    """What modules lead through, by name as their steps write it. `pages` gives the text of a page
    or of a module's own text, in its plain edition or not; `words` counts those of a text."""

    questions: Mapping[str, Written]
    situations: Mapping[str, Written]
    pages: Callable[[str, bool], str]
    words: Callable[[str], int]

    def best_way(self, form: Written, *, plain: bool = False) -> tuple[int, int]:
        """(words read, decisions) on the way of best answers.

        The answers offered are read within the half minute of their decision. In the plain edition
        a source stands one tap below.
        """
        words = self.words
        node, read, decisions = form["nodes"][form["start"]], 0, 0
        while not node.get("end"):
            best = next(choice for choice in node["choices"] if choice["best"])
            told = best.get("plain_feedback") if plain else ""
            read += words(node["plain" if plain else "text"]) + words(told or best["feedback"])
            read += 0 if plain else words(best.get("source", ""))
            decisions += 1
            node = form["nodes"][best["goto"]]
        return read + words(node["plain" if plain else "text"]), decisions

    def asked(self, key: str, *, plain: bool = False) -> tuple[int, float]:
        """(words read, decisions) of a question answered right."""
        question, words = self.questions[key], self.words
        if "generate" in question:
            return GENERATED_WORDS, 1
        short = question.get("plain", {}) if plain else {}
        stem = words(short.get("stem") or question["stem"])

        def told(row: Written) -> int:
            return words(short.get("feedback", {}).get(row["key"]) or row["feedback"])

        if question["kind"] in ("matching", "ordering"):
            # A pair is found faster than a way out of a situation.
            lines = question["stems" if question["kind"] == "matching" else "options"]
            texts = {line["key"]: line["text"] for line in lines} | short.get("options", {})
            read = sum(words(texts[line["key"]]) + told(line) for line in lines)
            return stem + read, len(lines) / 2
        right = [option for option in question["options"] if option.get("correct")]
        return stem + sum(told(option) for option in right), 1

    def step(self, step: Written, *, plain: bool = False) -> tuple[int, float]:
        """(words read, decisions) of one step."""
        match step["kind"]:
            case "scenario":
                forms = self.situations[step["scenario"]]["forms"]
                return self.best_way(forms[step.get("form", "a")], plain=plain)
            case "check" | "estimate":
                keys = step.get("questions") or [step["question"]]
                times = [self.asked(key, plain=plain) for key in keys]
                beside = self.words(self.pages(step["text"], plain)) if "text" in step else 0
                return beside + sum(read for read, _ in times), sum(count for _, count in times)
            case "commit":
                return COMMIT_WORDS, 1
        return self.words(self.pages(step.get("text") or step["explainer"], plain)), 0

    def minutes(self, step: Written) -> float:
        """Minutes for the ordinary edition of a step, read once."""
        read, decisions = self.step(step)
        return read / WORDS_A_MINUTE + decisions * MINUTES_A_DECISION


def pace_of(content: Content) -> Pace:
    """How long steps take, by all content as it is read now."""
    editions: dict[str, tuple[Edition, Edition | None]] = {
        f"{page.report}/{page.slug}": (page.ordinary, page.plain) for page in content.explainers
    }
    editions |= {text.name: (text.ordinary, text.plain) for text in content.texts}

    def page_text(name: str, plain: bool) -> str:
        ordinary, plain_edition = editions.get(name) or editions[name.removesuffix(".md")]
        return ((plain_edition if plain else None) or ordinary).body.value

    def word_count(text: str) -> int:
        resolved = resolve_markdown(content.ledger, "", text, forgiving=True)
        return len(bare_words(resolved.markdown).split())

    questions = {
        f"{question.report}/{question.shape.key}": question.data for question in content.questions
    }
    situations = {scenario.shape.key: scenario.data for scenario in content.scenarios}
    return Pace(questions, situations, page_text, word_count)
