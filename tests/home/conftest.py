"""The small modules of tests/learning, and the walk through them."""

from tests.learning.conftest import explainer, module, opening, questions, walk

__all__ = ["explainer", "module", "opening", "questions", "walk"]
