"""How long a module takes: 180 words a minute, and half a minute for each decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from awareness.bank.authored import (
    Form,
    GeneratedQuestion,
    PlainQuestion,
    Question,
    ScenarioFile,
)
from awareness.content.parsed_content import Content, Edition
from awareness.insights.markdown_passages import words_on_one_line as bare_words
from awareness.insights.resolved_texts import resolve_markdown

WORDS_A_MINUTE = 180
MINUTES_A_DECISION = 0.5
# A generated question's texts are made elsewhere; a stem and one answer's feedback are about this.
GENERATED_WORDS = 60
# The page of a commit step: two names, the policy's title, one sentence.
COMMIT_WORDS = 60

# A step as its file writes it, or as a draft of its module does, which may not be whole yet.
type WrittenStep = Mapping[str, Any]


@dataclass(frozen=True)
class Pace:
    """What modules lead through, by name as their steps write it. `pages` gives the text of a page
    or of a module's own text, in its plain edition or not; `words` counts those of a text."""

    questions: Mapping[str, Question | GeneratedQuestion]
    situations: Mapping[str, ScenarioFile]
    pages: Callable[[str, bool], str]
    words: Callable[[str], int]

    def best_way(self, form: Form, *, plain: bool = False) -> tuple[int, int]:
        """(words read, decisions) on the way of best answers. KeyError and StopIteration where it
        leads nowhere.

        The answers offered are read within the half minute of their decision. In the plain edition
        a source stands one tap below.
        """
        words = self.words
        node, read, decisions = form.nodes[form.start], 0, 0
        while not node.end:
            best = next(choice for choice in node.choices if choice.best)
            read += words(node.plain if plain else node.text)
            read += words((plain and best.plain_feedback) or best.feedback)
            read += 0 if plain else words(best.source)
            decisions += 1
            node = form.nodes[best.goto]
        return read + words(node.plain if plain else node.text), decisions

    def question(self, key: str, *, plain: bool = False) -> tuple[int, float]:
        """(words read, decisions) of a question answered right."""
        question, words = self.questions[key], self.words
        if isinstance(question, GeneratedQuestion):
            return GENERATED_WORDS, 1
        plainly = (question.plain if plain else None) or PlainQuestion()
        stem = words(plainly.stem or question.stem)
        rows = [row for _path, row in question.right_rows()]
        feedback = sum(words(plainly.feedback.get(row.key) or row.feedback) for row in rows)
        if question.kind in ("matching", "ordering"):
            # A pair is found faster than a way out of a situation.
            texts = sum(words(plainly.options.get(row.key) or row.text) for row in rows)
            return stem + texts + feedback, len(rows) / 2
        return stem + feedback, 1

    def step(self, step: WrittenStep, *, plain: bool = False) -> tuple[int, float]:
        """(words read, decisions) of one step."""
        match step["kind"]:
            case "scenario":
                forms = self.situations[step["scenario"]].forms
                return self.best_way(forms[step.get("form", "a")], plain=plain)
            case "check" | "estimate":
                keys = step.get("questions") or [step["question"]]
                times = [self.question(key, plain=plain) for key in keys]
                beside = self.words(self.pages(step["text"], plain)) if "text" in step else 0
                return beside + sum(read for read, _ in times), sum(count for _, count in times)
            case "commit":
                return COMMIT_WORDS, 1
        return self.words(self.pages(step.get("text") or step["explainer"], plain)), 0

    def minutes(self, step: WrittenStep) -> float:
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
        resolved_text = resolve_markdown(content.ledger, report_slug="", text=text, forgiving=True)
        return len(bare_words(resolved_text.markdown).split())

    questions = {
        f"{question.report}/{question.shape.key}": question.shape for question in content.questions
    }
    situations = {scenario.shape.key: scenario.shape for scenario in content.scenarios}
    return Pace(questions, situations, page_text, word_count)
