"""What a load leaves as it is, by name. Pure."""

from dataclasses import dataclass

from awareness.subjects.question_keys import SITUATION_PREFIX, situation_and_form


@dataclass(frozen=True)
class ProtectedContent:
    """Content of which nothing is written, withdrawn or retired. `subjects`: of these the library,
    disagreements, needs and lines; their reports and modules stand by themselves."""

    reports: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    scenarios: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.reports or self.modules or self.scenarios or self.subjects)

    def has_question(self, key: str) -> bool:
        """By the key of a question: `report/key`, `module/key` or `scenario/key-form`."""
        head, _, _rest = key.partition("/")
        if key.startswith(SITUATION_PREFIX):
            return situation_and_form(key)[0].removeprefix(SITUATION_PREFIX) in self.scenarios
        return head in self.reports or head in self.modules


NOTHING_PROTECTED = ProtectedContent()
